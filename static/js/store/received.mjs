// Ops that come from the server: other people's, and this install's own where the phone has forgotten them.
import { opSha } from '../core/op.mjs';
import { saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { beginningWith } from './db.mjs';
import { knownPhones, putPhones, tellsMore } from './phones.mjs';

/** @import {Op, PhoneRow, Tx, UserBase} from './types.d.ts' */

/**
 * Keep what a pull brought, how far it went, and which phones the visit is on.
 * @param {UserBase} userBase @param {string} visit @param {Op[]} ops @param {number} next @param {Omit<PhoneRow, 'visit'>[]} phones
 */
export async function keepPulled(userBase, visit, ops, next, phones) {
  const { user, install, base } = userBase;
  if (!ops.length && !tellsMore(await knownPhones(userBase, visit), phones)) return; // asked every few seconds: silence costs no write
  const shas = await ownShas(install, ops);
  const added = await saveSurely(base, ['ops', 'chains', 'pulls', 'phones'], async (tx) => {
    await Promise.all([tx.objectStore('pulls').put({ visit, next }), putPhones(tx, visit, phones)]);
    return putReceived(tx, install, visit, ops, shas);
  });
  if (added) ring({ kind: 'got', user, visit });
}

/**
 * Keep what the server knows of this visit. Should it know more of this install's own chain than the phone
 * (a database set back in time), the chain goes on behind that: a seq is never given twice.
 * @param {Tx} tx over ops, chains @param {string} install @param {string} visit @param {Op[]} ops
 * @param {Map<string, string>} shas digest of each op of this install @returns {Promise<number>} how many were new
 */
export async function putReceived(tx, install, visit, ops, shas) {
  const there = new Set(
    (await tx.objectStore('ops').getAllKeys(beginningWith(visit))).map((/** @type {string[]} */ key) => key[1]),
  );
  const fresh = ops.filter((op) => !there.has(op.id));
  await Promise.all(fresh.map((op) => tx.objectStore('ops').add(op)));
  const head = await tx.objectStore('chains').get(visit);
  const last = fresh
    .filter((op) => op.device === install)
    .reduce((a, op) => (op.seq > a.seq ? op : a), { seq: head?.seq ?? 0, id: '', at: '' });
  if (last.id) await tx.objectStore('chains').put({ visit, seq: last.seq, sha256: shas.get(last.id), at: last.at });
  return fresh.length;
}

/** Digests of this install's own ops among these. @param {string} install @param {Op[]} ops @returns {Promise<Map<string, string>>} */
export async function ownShas(install, ops) {
  const own = ops.filter((op) => op.device === install);
  return new Map(await Promise.all(own.map(async (op) => /** @type {[string, string]} */ ([op.id, await opSha(op)]))));
}
