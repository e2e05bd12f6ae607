// Who works on this phone. The person stays known without network and after the login has run out.
import { deviceBase, deviceFact, keepBallast, keepDeviceFact, userBase } from './bases.mjs';
import { ring } from './bell.mjs';
import { keepLastHere, lastHere } from './last.mjs';
import { note } from './log.mjs';
import { forgetLoss, lossOf } from './sentinel.mjs';

/** @import {Person, UserBase} from './types.d.ts' */

/** @type {{person: Person, base: UserBase, loss?: Promise<string | null>} | null} */
let session = null;

/** Read who was here last; once per page, before anything else. @returns {Promise<Person | null>} */
export async function openSession() {
  openAhead();
  const person = await deviceFact('user');
  if (person) await enter(person);
  return currentUser();
}

/** Most likely it is who was here last: that database opens beside the device's, not after it. */
function openAhead() {
  const last = lastHere();
  if (last) userBase(last).catch(() => {}); // told to whoever needs it
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
  else {
    await enter(person);
    lookAfter();
  }
  if (changed) ring({ kind: 'user', user: person.id });
  return changed;
}

/** @param {Person} person */
async function enter(person) {
  session = { person, base: await userBase(person.id) };
  keepLastHere(person.id);
}

/** Whether anything was lost, and the reserve for a full phone: beside the work, never before it. */
function lookAfter() {
  if (!session || session.loss) return;
  session.loss = lossOf(session.person, session.base);
  keepBallast(session.base.base).catch((error) => note('ballast', error));
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

/** A sentence when work that was on this phone is gone, else null. @returns {Promise<string | null>} */
export async function alarm() {
  lookAfter();
  return (await session?.loss) ?? null;
}

/** The person has read the alarm. */
export async function acknowledgeAlarm() {
  if (!session) return;
  await forgetLoss(session.person.id);
  session.loss = Promise.resolve(null);
}

/** The databases of everybody who ever signed in here, the person at work first. @returns {Promise<UserBase[]>} */
export async function everybody() {
  const people = await deviceBase.read(['users'], (tx) => tx.objectStore('users').getAll());
  const first = session?.person.id;
  people.sort((/** @type {Person} */ a, /** @type {Person} */ b) => Number(b.id === first) - Number(a.id === first));
  return Promise.all(people.map((/** @type {Person} */ { id }) => userBase(id)));
}

/** Nobody is at work any more. */
export async function leaveSession() {
  session = null;
  keepLastHere('');
  await keepDeviceFact('user', undefined);
}
