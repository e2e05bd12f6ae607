// Ops on this phone: each is chained to the one before it, and stored whole or not at all.
import { OFFICE } from '../core/kinds.mjs';
import { makeOp, opSha } from '../core/op.mjs';
import { saveSurely } from './bases.mjs';
import { deviceNow } from './clock.mjs';
import { StoreError, beginningWith } from './db.mjs';
import { rememberSoon } from './sentinel.mjs';

/** @import {Chain, Draft, Head, Op, Person, Tx, UserBase} from './types.d.ts' */

/** Another window wrote to this visit in between. */
export class VisitChanged extends StoreError {}

class HeadMoved extends Error {}

/**
 * Store one op per draft, in order, as the next links of this install's chain for this visit.
 *
 * WebCrypto can't run inside an IndexedDB transaction (it would end while the digest is computed), yet `seq`
 * and `prev` must be taken in the one that stores the op. So the links are made outside on the head as last known,
 * and the transaction keeps them only if the head still is that one; else everything is made anew. To
 * IndexedDB, which puts transactions of all tabs in a row, that is the same as taking them inside.
 *
 * @param {UserBase} userBase @param {Person} actor @param {Chain} head the end of the chain as last known, {visit, seq: 0, sha256: '', at: ''} before the first op
 * @param {(Draft & {seen: string[]})[]} drafts
 * @param {{ifHead?: Head | null, stores?: string[], also?: (tx: Tx) => Promise<unknown>, reserve?: boolean}} [more]
 *   ifHead: refuse when the chain has grown; also: further writes of the same transaction, in `stores`;
 *   reserve: may use up the space kept for answers
 * @returns {Promise<{ops: Op[], head: Chain}>} after the strict transaction is complete
 */
export async function appendOps(userBase, actor, head, drafts, { ifHead, stores = [], also, reserve = true } = {}) {
  if (ifHead && head.sha256 !== ifHead.sha256) {
    throw new VisitChanged('这次检查刚在另一个窗口里改过，请返回重新核对后再封存。');
  }
  const made = await link(userBase, actor, head, drafts);
  const all = ['meta', 'chains', 'ops', 'outbox', ...stores];
  // Asked for all at once, and undone if the head has moved: each waiting in between would cost a slow phone a frame.
  const writeAll = (/** @type {Tx} */ tx) =>
    Promise.all([refuseMoved(tx, userBase, head), ...putOwn(tx, made.ops), putHead(tx, made.head), also?.(tx)]);
  try {
    await (reserve ? saveSurely(userBase.base, all, writeAll) : userBase.base.write(all, writeAll));
  } catch (error) {
    if (!(error instanceof HeadMoved)) throw error;
    const now = await headOf(userBase, head.visit);
    return appendOps(userBase, actor, now, drafts, { ifHead, stores, also, reserve });
  }
  rememberSoon(userBase);
  return made;
}

/** @param {UserBase} userBase @param {Person} actor @param {Chain} head @param {(Draft & {seen: string[]})[]} drafts */
async function link({ install }, actor, head, drafts) {
  const { visit } = head;
  const ops = [];
  let last = head;
  for (const draft of drafts) {
    const before = ops.filter((op) => op.field === draft.field).map((op) => op.id); // two acts on one field in one go
    const op = makeOp({
      visit,
      device: install,
      actor: actor.id,
      seq: last.seq + 1,
      prev: last.sha256,
      ...deviceNow(),
      ...draft,
      seen: [...draft.seen, ...before],
    });
    last = { visit, seq: op.seq, sha256: await opSha(op), at: op.at };
    ops.push(op);
  }
  return { ops, head: last };
}

/** @param {Tx} tx @param {UserBase} userBase @param {Chain} expected */
async function refuseMoved(tx, { install }, { visit, sha256 }) {
  const [there, head] = await Promise.all([tx.objectStore('meta').get('install'), tx.objectStore('chains').get(visit)]);
  if (there !== install) throw new StoreError('手机上的检查数据被清除过，这一条没有保存；请关闭本页重新打开。');
  if ((head?.sha256 ?? '') !== sha256) throw new HeadMoved();
}

/** One async function per request: a request that can't even start must not leave the ones before it unheard. @param {Tx} tx @param {Op[]} ops @returns {Promise<unknown>[]} */
function putOwn(tx, ops) {
  return ops.flatMap((op) => [
    (async () => tx.objectStore('ops').add(op))(),
    (async () => tx.objectStore('outbox').put({ visit: op.visit, seq: op.seq, id: op.id, at: op.at }))(),
  ]);
}

/** @param {Tx} tx @param {Chain} head */
async function putHead(tx, head) {
  return tx.objectStore('chains').put(head);
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<Chain>} */
async function headOf({ base }, visit) {
  return (await base.read(['chains'], (tx) => tx.objectStore('chains').get(visit))) ?? unwritten(visit);
}

/** The chain before its first op. @param {string} visit @returns {Chain} */
export function unwritten(visit) {
  return { visit, seq: 0, sha256: '', at: '' };
}

/** The last op of every phone among these. @param {Op[]} ops @returns {Promise<{[device: string]: Head}>} */
export async function frontierOf(ops) {
  /** @type {Map<string, Op>} */
  const last = new Map();
  for (const op of ops) if (op.device !== OFFICE && op.seq > (last.get(op.device)?.seq ?? 0)) last.set(op.device, op);
  const heads = [...last.values()].map(async (op) => [op.device, { seq: op.seq, sha256: await opSha(op) }]);
  return Object.fromEntries(await Promise.all(heads));
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<Op[]>} */
export function opsOf({ base }, visit) {
  return base.read(['ops'], (tx) => tx.objectStore('ops').getAll(beginningWith(visit)));
}
