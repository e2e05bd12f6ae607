// One round of sync: everybody's ops up, then the news of the person at work down.
import { deviceBase, userBase } from '../store/bases.mjs';
import { standings } from '../store/outbox.mjs';
import { currentUser, mine } from '../store/session.mjs';
import { opened } from '../store/visit.mjs';
import { askPacket, askWhoAmI, fetchWanted, pullVisit } from './pull.mjs';
import { pushVisit } from './push.mjs';

/** @import {Person, UserBase} from '../store/types.d.ts' */
/** @import {Standing} from '../store/outbox.mjs' */
/** @import {Outcome} from './transport.mjs' */

const HEARTBEAT = 60000;
const LIST_EVERY = 300000;
const STILL_AT_IT = 15 * 60000;

/** Steady times (performance.now) of the last heartbeat and pull per visit. @type {Map<string, number>} */
const told = new Map();
/** @type {Map<string, number>} */
const pulled = new Map();
/** Visits whose token the server no longer knows. @type {Set<string>} */
const tokenless = new Set();
let listed = -LIST_EVERY;
let signedOut = false;

/** @returns {boolean} whether the login had run out when last asked */
export function isSignedOut() {
  return signedOut;
}

/** Something the board shows has changed: tell it in the next round. @param {string} visit */
export function tellSoon(visit) {
  told.delete(visit);
}

/** Ask for the list again in the next round. */
export function listSoon() {
  listed = -LIST_EVERY;
}

/** Everybody who used this phone, the person at work first. @returns {Promise<UserBase[]>} */
export async function everybody() {
  const people = await deviceBase.read(['users'], (tx) => tx.objectStore('users').getAll());
  const first = currentUser()?.id;
  people.sort((/** @type {Person} */ a, /** @type {Person} */ b) => Number(b.id === first) - Number(a.id === first));
  return Promise.all(people.map((/** @type {Person} */ { id }) => userBase(id)));
}

/** @param {UserBase[]} people @returns {Promise<Outcome | null>} what closed the way, null when nothing did */
export async function goRound(people) {
  for (const person of people) {
    for (const visit of visitsToTell(await standings(person), person.user === currentUser()?.id)) {
      const outcome = await pushVisit(person, visit);
      if (closes(outcome)) return outcome;
      if (outcome.kind === 'denied') tokenless.add(visit);
      told.set(visit, performance.now());
    }
  }
  return (await askList()) ?? pullOpen();
}

/** Whether a visit of the person at work goes on at this moment. @param {UserBase[]} people @returns {Promise<boolean>} */
export async function atWork(people) {
  if (opened.size) return true;
  const all = people[0] ? await standings(people[0]) : {};
  return Object.values(all).some(isFresh);
}

/** @param {{[visit: string]: Standing}} all @param {boolean} own @returns {string[]} those with something unsent, and those a heartbeat is due for */
function visitsToTell(all, own) {
  const unsent = Object.keys(all).filter((visit) => all[visit].sendable);
  const going = own ? [...opened, ...Object.keys(all).filter((visit) => isFresh(all[visit]))] : [];
  const due = going.filter((visit) => isDue(told, visit));
  return [...new Set([...unsent, ...due])];
}

/** @param {Standing} standing */
function isFresh({ last }) {
  return last !== null && Date.now() - Date.parse(last) < STILL_AT_IT;
}

/** @param {Map<string, number>} times @param {string} visit */
function isDue(times, visit) {
  const at = times.get(visit);
  return at === undefined || performance.now() - at >= HEARTBEAT;
}

/** @returns {Promise<Outcome | null>} */
async function askList() {
  if (performance.now() - listed < LIST_EVERY && !tokenless.size) return null;
  const outcome = await askWhoAmI();
  if (closes(outcome)) return outcome;
  listed = performance.now();
  signedOut = outcome.kind !== 'ok';
  if (outcome.kind !== 'ok') return null;
  const closed = await renewTokens();
  return closed ?? fetchWanted(outcome.body.visits);
}

/** A packet asked for again brings a new token; what waited for it goes up at once. @returns {Promise<Outcome | null>} */
async function renewTokens() {
  for (const visit of tokenless) {
    tokenless.delete(visit);
    const renewed = await askPacket(visit);
    const outcome = renewed.kind === 'ok' ? await pushVisit(mine(), visit) : renewed;
    if (closes(outcome)) return outcome;
  }
  return null;
}

/** @returns {Promise<Outcome | null>} */
async function pullOpen() {
  for (const visit of signedOut || !currentUser() ? [] : opened) {
    if (!isDue(pulled, visit)) continue;
    const outcome = await pullVisit(visit);
    if (closes(outcome)) return outcome;
    pulled.set(visit, performance.now());
  }
  return null;
}

/** @param {Outcome} outcome */
function closes({ kind }) {
  return kind === 'unreachable' || kind === 'busy';
}
