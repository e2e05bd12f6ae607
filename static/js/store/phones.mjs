// The phones that hold a visit's packet: who carries each, by which key it signs, and how far it was heard.
import { OFFICE } from '../core/kinds.mjs';
import { beginningWith } from './db.mjs';

/** @import {Facts, Jwk, Op, PhoneRow, Tx, UserBase} from './types.d.ts' */
/** @typedef {{device: string, person: string, name: string, own: boolean, ops: number, last: string | null}} Phone ops: how many of its
 * ops lie here; last: when the latest of them was made */

/**
 * Keep what the server says of the phones of a visit. It names all of them, this one too: one it no longer names was
 * taken back, and nobody waits for that any more. One known only by its file stays.
 * @param {Tx} tx over phones @param {string} visit @param {Omit<PhoneRow, 'visit'>[]} phones empty: nothing was said
 */
export async function putPhones(tx, visit, phones) {
  const store = tx.objectStore('phones');
  /** @type {PhoneRow[]} */
  const before = phones.length ? await store.getAll(beginningWith(visit)) : [];
  const gone = before.filter((row) => isGone(row, phones));
  await Promise.all([
    ...gone.map(({ device }) => store.delete([visit, device])),
    ...phones.map(({ device, person, name, public_key }) => store.put({ visit, device, person, name, public_key })),
  ]);
}

/** A phone that handed a file over is known by it and its key, until the server tells more. @param {Tx} tx over phones @param {PhoneRow & {compared_key: Jwk}} phone */
export async function putPhoneOfFile(tx, { visit, device, person, name, compared_key }) {
  const known = await tx.objectStore('phones').get([visit, device]);
  if (known?.public_key) return;
  await tx.objectStore('phones').put({ visit, device, person, name: known?.name || name, compared_key });
}

/** The key a phone of this visit is known by. @param {PhoneRow | undefined} phone @returns {Jwk | undefined} */
export function keyOf(phone) {
  return phone?.public_key ?? phone?.compared_key;
}

/** Whether the server's list tells anything new. @param {PhoneRow[]} before @param {Omit<PhoneRow, 'visit'>[]} phones */
export function tellsMore(before, phones) {
  const known = new Map(before.map((row) => [row.device, row]));
  const fresh = phones.some(({ device, name, public_key }) => {
    const row = known.get(device);
    return row?.name !== name || (public_key !== undefined && !row.public_key);
  });
  return fresh || (phones.length > 0 && before.some((row) => isGone(row, phones)));
}

/** @param {PhoneRow} row @param {Omit<PhoneRow, 'visit'>[]} phones */
function isGone({ device, public_key }, phones) {
  return public_key !== undefined && !phones.some((each) => each.device === device);
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<PhoneRow[]>} as the server, or a file of theirs, told */
export function knownPhones({ base }, visit) {
  return base.read(['phones'], (tx) => tx.objectStore('phones').getAll(beginningWith(visit)));
}

/**
 * Every phone of a visit, own first: those that hold the packet, and those whose ops are here.
 * @param {UserBase} userBase @param {Facts} facts @param {Op[]} ops @returns {Promise<Phone[]>}
 */
export async function phonesOf(userBase, facts, ops) {
  const known = new Map((await knownPhones(userBase, facts.visit)).map((row) => [row.device, row]));
  const own = { device: userBase.install, person: userBase.user, name: '' };
  const all = new Map(
    [own, ...known.values()].map(({ device, person, name }) => [device, { person, name, ops: 0, last: '' }]),
  );
  for (const { device, actor, at } of ops) {
    if (device === OFFICE) continue;
    const one = all.get(device) ?? { person: actor, name: '', ops: 0, last: '' };
    all.set(device, { ...one, ops: one.ops + 1, last: at > one.last ? at : one.last });
  }
  return [...all].map(([device, { person, name, ops: count, last }]) => ({
    device,
    person,
    name: name || (facts.team.find((each) => each.person === person)?.name ?? ''),
    own: device === userBase.install,
    ops: count,
    last: last || null,
  }));
}
