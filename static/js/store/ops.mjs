// Ops on this phone: each is chained to the one before it, and stored whole or not at all.
import { makeOp, opSha } from '../core/op.mjs';
import { saveSurely } from './bases.mjs';
import { deviceNow } from './clock.mjs';
import { StoreError, beginningWith } from './db.mjs';
import { rememberWritten } from './sentinel.mjs';

/** @import {Chain, Draft, Head, Op, Person, Tx, UserBase} from './types.d.ts' */

/** Another window wrote to this visit in between. */
export class VisitChanged extends StoreError {}

class HeadMoved extends Error {}

/**
 * Store one op per draft, in order, as the next links of this install's chain for this visit.
 *
 * WebCrypto can't run inside an IndexedDB transaction (it would end while the digest is computed), yet `seq`
 * and `prev` must be taken in the one that stores the op. So the links are made outside on the head as read,
 * and the transaction writes them only if the head still is that one; else everything is made anew. To
 * IndexedDB, which puts transactions of all tabs in a row, that is the same as taking them inside.
 *
 * @param {UserBase} userBase @param {Person} actor @param {string} visit @param {(Draft & {seen: string[]})[]} drafts
 * @param {{ifHead?: Head | null, stores?: string[], also?: (tx: Tx) => Promise<unknown>, reserve?: boolean}} [more]
 *   ifHead: refuse when the chain has grown; also: further writes of the same transaction, in `stores`;
 *   reserve: may use up the space kept for answers
 * @returns {Promise<Op[]>} after the strict transaction is complete
 */
export async function appendOps(userBase, actor, visit, drafts, { ifHead, stores = [], also, reserve = true } = {}) {
  for (;;) {
    const head = await headOf(userBase, visit);
    if (ifHead && (head.seq !== ifHead.seq || head.sha256 !== ifHead.sha256)) {
      throw new VisitChanged('这次检查刚在另一个窗口里改过，请返回重新核对后再封存。');
    }
    const { ops, last } = await link(userBase, actor, visit, head, drafts);
    try {
      const all = ['meta', 'chains', 'ops', 'outbox', ...stores];
      const writeAll = async (/** @type {Tx} */ tx) => {
        await extendChain(tx, userBase, head, last);
        await Promise.all([...putOwn(tx, ops), also?.(tx)]);
      };
      await (reserve ? saveSurely(userBase.base, all, writeAll) : userBase.base.write(all, writeAll));
    } catch (error) {
      if (error instanceof HeadMoved) continue;
      throw error;
    }
    rememberWritten(userBase); // not awaited: the sentinel may lag, an answer may not
    return ops;
  }
}

/** @param {UserBase} userBase @param {Person} actor @param {string} visit @param {Head} head @param {(Draft & {seen: string[]})[]} drafts */
async function link({ install }, actor, visit, head, drafts) {
  const ops = [];
  let last = /** @type {Chain} */ ({ visit, at: '', ...head });
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
  return { ops, last };
}

/** @param {Tx} tx @param {UserBase} userBase @param {Head} expected @param {Chain} last */
async function extendChain(tx, { install }, expected, last) {
  const [there, head] = await Promise.all([
    tx.objectStore('meta').get('install'),
    tx.objectStore('chains').get(last.visit),
  ]);
  if (there !== install) throw new StoreError('手机上的检查数据被清除过，这一条没有保存；请关闭本页重新打开。');
  if ((head?.sha256 ?? '') !== expected.sha256) throw new HeadMoved();
  await tx.objectStore('chains').put(last);
}

/** One async function per request: a request that can't even start must not leave the ones before it unheard. @param {Tx} tx @param {Op[]} ops @returns {Promise<unknown>[]} */
function putOwn(tx, ops) {
  return ops.flatMap((op) => [
    (async () => tx.objectStore('ops').add(op))(),
    (async () => tx.objectStore('outbox').put({ visit: op.visit, seq: op.seq, id: op.id, at: op.at }))(),
  ]);
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<Head>} seq 0 before the first op */
export async function headOf({ base }, visit) {
  const chain = await base.read(['chains'], (tx) => tx.objectStore('chains').get(visit));
  return chain ? { seq: chain.seq, sha256: chain.sha256 } : { seq: 0, sha256: '' };
}

/** The last op of every device among these. @param {Op[]} ops @returns {Promise<{[device: string]: Head}>} */
export async function frontierOf(ops) {
  /** @type {Map<string, Op>} */
  const last = new Map();
  for (const op of ops) if (op.seq > (last.get(op.device)?.seq ?? 0)) last.set(op.device, op);
  const heads = [...last.values()].map(async (op) => [op.device, { seq: op.seq, sha256: await opSha(op) }]);
  return Object.fromEntries(await Promise.all(heads));
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<Op[]>} */
export function opsOf({ base }, visit) {
  return base.read(['ops'], (tx) => tx.objectStore('ops').getAll(beginningWith(visit)));
}
