// What exists only on this phone, and what the server has said it holds. Receipts are marks; nothing is ever deleted here.
import { saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { beginningWith } from './db.mjs';

/** @import {Chain, Op, OutboxRow, Pending, PhotoRow, ReceiptRow, UserBase} from './types.d.ts' */
/** @typedef {Pending & {sendable: number, received: number, parked: number, last: string | null}} Standing sendable: unsent ops that are not
 * parked; parked: ops and photos set aside; last: when this install last wrote */

const NOTHING = { ops: 0, photos: 0, files: 0, bytes: 0, since: null, sendable: 0, received: 0, parked: 0, last: null };

/** Per visit that was ever worked on here: how much is unsent, received, parked. @param {UserBase} userBase @returns {Promise<{[visit: string]: Standing}>} */
export async function standings({ base }) {
  const [chains, outbox, photos] = await base.read(['chains', 'outbox', 'photos'], (tx) =>
    Promise.all(['chains', 'outbox', 'photos'].map((store) => tx.objectStore(store).getAll())),
  );
  return tally(chains, outbox, photos);
}

/** @param {UserBase} userBase @param {string} visit @param {Op[]} [sending] counted as gone already @returns {Promise<Standing>} */
export async function standingOf({ base }, visit, sending = []) {
  const [chain, outbox, photos] = await base.read(['chains', 'outbox', 'photos'], (tx) =>
    Promise.all([
      tx.objectStore('chains').get(visit),
      tx.objectStore('outbox').getAll(beginningWith(visit)),
      tx.objectStore('photos').getAll(beginningWith(visit)),
    ]),
  );
  const gone = new Set(sending.map((op) => op.seq));
  const left = outbox.filter((/** @type {OutboxRow} */ row) => !gone.has(row.seq));
  return tally(chain ? [chain] : [], left, photos)[visit] ?? { ...NOTHING };
}

/** @param {Chain[]} chains @param {OutboxRow[]} outbox @param {PhotoRow[]} photos */
function tally(chains, outbox, photos) {
  /** @type {{[visit: string]: Standing}} */
  const all = {};
  for (const { visit, seq, at } of chains) all[visit] = { ...NOTHING, received: seq, last: at };
  for (const { visit, at, parked } of outbox) {
    const one = (all[visit] ??= { ...NOTHING });
    one.ops += 1;
    one.received -= 1;
    one[parked ? 'parked' : 'sendable'] += 1;
    one.since = earlier(one.since, at);
  }
  for (const { visit, at, size, type, received, trouble } of photos) {
    if (received) continue;
    const one = (all[visit] ??= { ...NOTHING });
    one.photos += 1;
    one.files += type.startsWith('image/') ? 0 : 1;
    one.bytes += size;
    one.parked += trouble ? 1 : 0;
    one.since = earlier(one.since, at);
  }
  return all;
}

/** All visits together. @param {UserBase} userBase @returns {Promise<Pending>} */
export async function pendingOf(userBase) {
  return sum(Object.values(await standings(userBase)));
}

/** @param {Pending[]} all @returns {Pending} */
export function sum(all) {
  return all.reduce(
    (total, one) => ({
      ops: total.ops + one.ops,
      photos: total.photos + one.photos,
      files: total.files + one.files,
      bytes: total.bytes + one.bytes,
      since: earlier(total.since, one.since),
    }),
    /** @type {Pending} */ ({ ops: 0, photos: 0, files: 0, bytes: 0, since: null }),
  );
}

/** Both in +08:00, so text order is time order. @param {string | null} a @param {string | null} b */
function earlier(a, b) {
  return !a || (b && b < a) ? b : a;
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<string | null>} the append-only token of this visit */
export async function tokenOf({ base }, visit) {
  return (await base.read(['tokens'], (tx) => tx.objectStore('tokens').get(visit)))?.token ?? null;
}

/** The oldest unsent ops of a visit, in the order of their chain; parked ones stay behind. @param {UserBase} userBase @param {string} visit @param {number} most @returns {Promise<Op[]>} */
export function unsentOps({ base }, visit, most) {
  return base.read(['outbox', 'ops'], async (tx) => {
    const rows = (await tx.objectStore('outbox').getAll(beginningWith(visit)))
      .filter((/** @type {OutboxRow} */ row) => !row.parked)
      .slice(0, most);
    return Promise.all(rows.map((/** @type {OutboxRow} */ row) => tx.objectStore('ops').get([visit, row.id])));
  });
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<{[op: string]: ReceiptRow}>} by op id */
export async function receiptsOf({ base }, visit) {
  const rows = await base.read(['receipts'], (tx) => tx.objectStore('receipts').getAll(beginningWith(visit)));
  return Object.fromEntries(rows.map((/** @type {ReceiptRow} */ row) => [row.id, row]));
}

/** The server has these durably. @param {UserBase} userBase @param {Op[]} sent @param {ReceiptRow[]} receipts */
export async function keepReceipts({ user, base }, sent, receipts) {
  const bySent = new Map(sent.map((op) => [op.id, op]));
  await saveSurely(base, ['outbox', 'receipts'], (tx) =>
    Promise.all(
      receipts.flatMap(({ id, receipt, state, reason }) => {
        const op = bySent.get(id);
        if (!op) return []; // a receipt for something else proves nothing about ours
        return [
          tx.objectStore('outbox').delete([op.visit, op.seq]),
          tx.objectStore('receipts').put({ visit: op.visit, id, receipt, state, ...(reason ? { reason } : {}) }),
        ];
      }),
    ),
  );
  if (sent.length) ring({ kind: 'receipts', user, visit: sent[0].visit });
}

/** Which photos of a visit the server says it holds. @param {UserBase} userBase @param {string} visit @param {string[]} shas */
export async function keepStored({ user, base }, visit, shas) {
  const stored = new Set(shas);
  const news = (await base.read(['photos'], (tx) => tx.objectStore('photos').getAll(beginningWith(visit)))).filter(
    (/** @type {PhotoRow} */ photo) => !photo.received && stored.has(photo.sha256),
  );
  if (!news.length) return;
  await base.write(['photos'], (tx) =>
    Promise.all(
      news.map((/** @type {PhotoRow} */ photo) => tx.objectStore('photos').put({ ...photo, received: true })),
    ),
  );
  ring({ kind: 'receipts', user, visit });
}

/** Set one op aside that the way to the server always refuses, so that it stops no other. @param {UserBase} userBase @param {Op} op @param {string} reason */
export async function park({ user, base }, op, reason) {
  await base.write(['outbox'], async (tx) => {
    const row = await tx.objectStore('outbox').get([op.visit, op.seq]);
    if (row) await tx.objectStore('outbox').put({ ...row, parked: reason });
  });
  ring({ kind: 'receipts', user, visit: op.visit });
}

/** Try again what was set aside: parked ops, photos with trouble. @param {UserBase} userBase */
export function unpark({ base }) {
  return base.write(['outbox', 'photos'], async (tx) => {
    for (const { parked, ...row } of await tx.objectStore('outbox').getAll()) {
      if (parked) await tx.objectStore('outbox').put(row);
    }
    for (const { trouble, ...row } of await tx.objectStore('photos').getAll()) {
      if (trouble) await tx.objectStore('photos').put(row);
    }
  });
}

/**
 * The server's epoch: another one means its database was restored and may have forgotten what it
 * had received, so everything this phone made is unsent again.
 * @param {UserBase} userBase @param {string} epoch @returns {Promise<boolean>} changed
 */
export async function meetEpoch({ user, install, base }, epoch) {
  if ((await base.read(['meta'], (tx) => tx.objectStore('meta').get('epoch'))) === epoch) return false;
  const changed = await saveSurely(base, ['meta', 'ops', 'outbox', 'receipts', 'photos', 'pulls'], async (tx) => {
    const before = await tx.objectStore('meta').get('epoch');
    await tx.objectStore('meta').put(epoch, 'epoch');
    if (!before || before === epoch) return false;
    await Promise.all([tx.objectStore('receipts').clear(), tx.objectStore('pulls').clear()]);
    for (const { id, visit, seq, at, device } of await tx.objectStore('ops').getAll()) {
      if (device === install) await tx.objectStore('outbox').put({ visit, seq, id, at });
    }
    for (const photo of await tx.objectStore('photos').getAll()) {
      await tx.objectStore('photos').put({ ...photo, received: false });
    }
    return true;
  });
  if (changed) ring({ kind: 'receipts', user });
  return changed;
}
