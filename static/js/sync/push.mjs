// Pushes the ops of one visit with that visit's own token, whoever is signed in; learns from each reply.
import { learnClock } from '../store/clock.mjs';
import { note } from '../store/log.mjs';
import { keepReceipts, meetEpoch, park, standingOf, tokenOf, unsentOps } from '../store/outbox.mjs';
import { MOST_OPS, afterRefusal, afterSuccess, batchOf } from './plan.mjs';
import { pushCall } from './transport.mjs';

/** @import {Op, ReceiptRow, UserBase} from '../store/types.d.ts' */
/** @import {Outcome} from './transport.mjs' */

/**
 * Send what is unsent, then (or only, when nothing is) a heartbeat that says what this phone still holds.
 * A batch that is refused is halved down to the one op that can't pass; that one is set aside and stops no other.
 * @param {UserBase} userBase @param {string} visit @returns {Promise<Outcome>} ok, or why it stopped
 */
export async function pushVisit(userBase, visit) {
  const token = await tokenOf(userBase, visit);
  if (!token) return { kind: 'denied', body: null };
  let most = MOST_OPS;
  while (most) {
    const ops = batchOf(await unsentOps(userBase, visit, most), most);
    const outcome = await send(userBase, visit, token, ops);
    if (outcome.kind === 'refused') {
      most = ops.length > 1 ? afterRefusal(ops.length) : await setAside(userBase, visit, token, ops, outcome);
    } else {
      if (outcome.kind !== 'ok' || !(await unsentOps(userBase, visit, 1)).length) return outcome;
      most = afterSuccess(most);
    }
  }
  return { kind: 'unreachable', why: 'not even an empty push passes' };
}

/** @param {UserBase} userBase @param {string} visit @param {string} token @param {Op[]} ops @returns {Promise<Outcome>} ok only with receipts */
async function send(userBase, visit, token, ops) {
  const { ops: count, photos, bytes, since } = await standingOf(userBase, visit, ops);
  const epoch = (await userBase.base.read(['meta'], (tx) => tx.objectStore('meta').get('epoch'))) ?? '';
  const json = { proto: 1, batch: crypto.randomUUID(), epoch, ops, pending: { ops: count, photos, bytes, since } };
  const sent = performance.now();
  const outcome = await pushCall(`/api/visits/${visit}/ops`, { token, json });
  if (outcome.kind !== 'ok') return outcome;
  await learnClock(outcome.body.now, sent, performance.now());
  await meetEpoch(userBase, outcome.body.epoch);
  const receipts = trueReceipts(outcome.body.receipts, ops);
  if (ops.length && !receipts.length) return { kind: 'unreachable', why: 'a reply without receipts' };
  await keepReceipts(userBase, ops, receipts);
  return outcome;
}

/** Only what names one of our ops and a row of the server's inbox. @param {any} receipts @param {Op[]} ops @returns {ReceiptRow[]} */
function trueReceipts(receipts, ops) {
  const ours = new Set(ops.map((op) => op.id));
  return Array.isArray(receipts) ? receipts.filter((row) => ours.has(row?.id) && Number.isInteger(row.receipt)) : [];
}

/**
 * One op alone was refused. If an empty push is refused too, it is the way that is closed, not the op.
 * @param {UserBase} userBase @param {string} visit @param {string} token @param {Op[]} ops @param {{status: number, body: any}} refusal what our own server says of it is kept, to be read on 同步
 * @returns {Promise<number>} how many to send next, 0: the way is closed
 */
async function setAside(userBase, visit, token, ops, { status, body }) {
  if (!ops.length || (await send(userBase, visit, token, [])).kind !== 'ok') return 0;
  note('parked', `op ${ops[0].id} of visit ${visit}: status ${status}`);
  await park(userBase, ops[0], body?.sentence ?? `status ${status}`);
  return 1;
}
