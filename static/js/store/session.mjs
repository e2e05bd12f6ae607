// Who works on this phone. The person stays known without network and after the login has run out.
import { beginningWith } from './db.mjs';
import { deviceBase, deviceFact, keepBallast, keepDeviceFact, userBase } from './bases.mjs';
import { ring } from './bell.mjs';
import { keyOf } from './key.mjs';
import { note } from './log.mjs';
import { forgetLoss, lossOf } from './sentinel.mjs';
import { pendingOf } from './outbox.mjs';

/** @import {Pending, Person, UserBase} from './types.d.ts' */

/** @type {{person: Person, base: UserBase, loss: string | null} | null} */
let session = null;

/** Read who was here last; once per page, before anything else. @returns {Promise<Person | null>} */
export async function openSession() {
  const person = await deviceFact('user');
  if (person) await enter(person);
  return currentUser();
}

/** @returns {Person | null} null: nobody ever signed in here, or the last one left */
export function currentUser() {
  return session?.person ?? null;
}

/** The login says who this is. Another person gets another database; the one before keeps theirs. @param {Person} person @returns {Promise<boolean>} changed */
export async function useUser(person) {
  const changed = session?.person.id !== person.id;
  await keepDeviceFact('user', person);
  if (session && !changed) session.person = person;
  else await enter(person);
  if (changed) ring({ kind: 'user', user: person.id });
  return changed;
}

/** @param {Person} person */
async function enter(person) {
  const base = await userBase(person.id);
  session = { person, base, loss: await lossOf(person, base) };
  keepBallast(base.base).catch((error) => note('ballast', error));
}

/** The open database of the person at work. @returns {UserBase} */
export function mine() {
  if (!session) throw new Error('nobody has signed in on this phone');
  return session.base;
}

/** The install id: one per person and phone, so that two people on one phone are two devices. @returns {string} */
export function deviceId() {
  return mine().install;
}

/** This install's key: it signs seals and exports and never leaves the phone. */
export function installKey() {
  return keyOf(mine().base);
}

/** A sentence when work that was on this phone is gone, else null. @returns {string | null} */
export function alarm() {
  return session?.loss ?? null;
}

/** The person has read the alarm. */
export async function acknowledgeAlarm() {
  if (!session) return;
  await forgetLoss(session.person.id);
  session.loss = null;
}

/** Everybody who ever signed in here; of others only how much is unsent. @returns {Promise<(Person & {current: boolean, pending: Pending})[]>} */
export async function knownUsers() {
  const people = await deviceBase.read(['users'], (tx) => tx.objectStore('users').getAll());
  return Promise.all(
    people.map(async (/** @type {Person} */ { id, name }) => ({
      id,
      name,
      current: id === session?.person.id,
      pending: await pendingOf(await userBase(id)),
    })),
  );
}

/**
 * Leave the phone to somebody else. Packets with nothing unsent or half-written go (they name the school and its people);
 * ops, photos and their tokens stay, because signing out must never cost evidence.
 */
export async function signOut() {
  if (!session) return;
  const { base, user } = session.base;
  await base.write(['packets', 'visits', 'drafts', 'outbox'], async (tx) => {
    await tx.objectStore('visits').clear();
    for (const visit of await tx.objectStore('packets').getAllKeys()) {
      const unsent = await tx.objectStore('outbox').count(beginningWith(visit));
      const halfWritten = await tx.objectStore('drafts').count(beginningWith(visit));
      if (!unsent && !halfWritten) await tx.objectStore('packets').delete(visit);
    }
  });
  session = null;
  await keepDeviceFact('user', undefined);
  ring({ kind: 'packets', user });
}
