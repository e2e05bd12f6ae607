// Who is there, who may seal, and whose phone was not heard. Twin of field/people.py.
import { headOf, isAbsent, peopleOf, valueOf } from './answers.mjs';
import { hasShown } from './steps.mjs';

/** @import {Facts, Seal, State} from './types.d.ts' */
/** @typedef {{device: string, person: string, name: string}} Phone */

/** The departments that did not come, in the order of the sheet. @param {Facts} facts @param {State} state @returns {string[]} */
export function absentDepartments(facts, state) {
  return facts.departments.map(({ name }) => name).filter((name) => isAbsent(state, name, peopleOf(facts, name)));
}

/** The person whose phone seals: who was handed the right by the lead or the lead's stand-in, else the lead if there, else the first who is there. @param {Facts} facts @param {State} state @returns {string} */
export function sealer({ team }, state) {
  const lead = team.find((each) => each.lead) ?? team[0];
  const shown = team.filter((each) => hasShown(each, state));
  const entitled = shown.includes(lead) || !shown.length ? lead : shown[0];
  const handed = headOf(state, 'sealer');
  const giver = handed && (handed.payload.by || handed.actor);
  const given = handed && [lead.person, entitled.person].includes(giver);
  return given ? handed.payload.person : entitled.person;
}

/**
 * Phones that may hold answers which are not here. A phone is heard once its owner has said that nothing more is on it
 * (`done.<device>`) and everything up to there lies within the frontier, and nothing beyond.
 * @param {Facts} facts @param {(Phone & {own?: boolean})[]} devices of the visit; the one marked `own` is never asked for
 * @param {State} state @param {Seal['frontier']} frontier @returns {Phone[]}
 */
export function unheard(facts, devices, state, frontier) {
  const names = new Map(facts.team.map(({ person, name }) => [person, name]));
  return devices
    .filter((each) => !each.own && !isHeard(each, state, frontier[each.device]?.seq ?? 0))
    .map(({ device, person, name }) => ({ device, person, name: name || names.get(person) || '' }));
}

/** @param {Phone} phone @param {State} state @param {number} last @returns {boolean} */
function isHeard({ device, person }, state, last) {
  if (valueOf(state, `shown.${person}`) === null && last === 0) return true; // somebody who is not here, and wrote nothing
  return (state.fields[`done.${device}`]?.heads ?? []).some((head) => covers(head.payload, person, last));
}

/** Said on that phone itself, the statement is one op more; said on another it names how (`via`), and is not. @param {any} said @param {string} person @param {number} last */
function covers(said, person, last) {
  if (said.taken_back === true || said.person !== person) return false;
  return said.seq <= last && last <= said.seq + (said.via ? 0 : 1);
}
