// The phones that hold a visit's packet: who carries each, by which key it signs, and how far it was heard.
import { beginningWith } from './db.mjs';

/** @import {Facts, Op, PhoneRow, Tx, UserBase} from './types.d.ts' */
/** @typedef {{device: string, person: string, name: string, own: boolean, ops: number, last: string | null}} Phone ops: how many of its
 * ops lie here; last: when the latest of them was made */

/** Keep what the server says of the phones of a visit; one that was heard of stays known. @param {Tx} tx over phones @param {string} visit @param {Omit<PhoneRow, 'visit'>[]} phones */
export function putPhones(tx, visit, phones) {
  return Promise.all(
    phones.map(async ({ device, person, name, public_key }) => {
      const before = await tx.objectStore('phones').get([visit, device]);
      const row = { ...before, visit, device, person, name, ...(public_key ? { public_key } : {}) };
      await tx.objectStore('phones').put(row);
    }),
  );
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
