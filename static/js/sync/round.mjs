// The way up: everybody's ops, each visit with its own token, and a heartbeat for the visit that goes on.
import { standings } from '../store/outbox.mjs';
import { currentUser } from '../store/session.mjs';
import { opened } from '../store/visit.mjs';
import { pushVisit } from './push.mjs';

/** @import {UserBase} from '../store/types.d.ts' */
/** @import {Standing} from '../store/outbox.mjs' */
/** @import {Outcome} from './transport.mjs' */

const HEARTBEAT = 60000;
const STILL_AT_IT = 15 * 60000;

/** Steady times (performance.now) of the last heartbeat per visit. @type {Map<string, number>} */
const told = new Map();
/** Visits whose token the server no longer knows; whoever brings a new one takes them out. @type {Set<string>} */
export const tokenless = new Set();

/** Something the board shows has changed: tell it in the next round. @param {string} visit */
export function tellSoon(visit) {
  told.delete(visit);
}

/** @param {UserBase[]} people @returns {Promise<Outcome | null>} what closed the way, null when nothing did */
export async function goUp(people) {
  for (const person of people) {
    for (const visit of visitsToTell(await standings(person), person.user === currentUser()?.id)) {
      const outcome = await pushVisit(person, visit);
      if (closes(outcome)) return outcome;
      if (outcome.kind === 'denied') tokenless.add(visit);
      told.set(visit, performance.now());
    }
  }
  return null;
}

/** Whether a visit of the person at work goes on at this moment. @param {UserBase[]} people @returns {Promise<boolean>} */
export async function atWork(people) {
  return opened.size > 0 || (people.length > 0 && Object.values(await standings(people[0])).some(isFresh));
}

/** @param {Outcome} outcome whether going on makes no sense now */
export function closes({ kind }) {
  return kind === 'unreachable' || kind === 'busy';
}

/** @param {{[visit: string]: Standing}} all @param {boolean} own @returns {Set<string>} those with something unsent, and those a heartbeat is due for */
function visitsToTell(all, own) {
  const unsent = Object.keys(all).filter((visit) => all[visit].sendable);
  const going = own ? [...opened, ...Object.keys(all).filter((visit) => isFresh(all[visit]))] : [];
  return new Set([
    ...unsent,
    ...going.filter((visit) => performance.now() - (told.get(visit) ?? -HEARTBEAT) >= HEARTBEAT),
  ]);
}

/** @param {Standing} standing */
function isFresh({ last }) {
  return last !== null && Date.now() - Date.parse(last) < STILL_AT_IT;
}
