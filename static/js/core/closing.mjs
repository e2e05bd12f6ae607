// How a visit ended: the school's opinion, its signature or why there is none, the inspectors' signatures.
// Goes into the seal beside the digest of the content. Twin of field/closing.py.
import { SUBJECT, abortOf, headOf, offSite, signatureOf, valueOf } from './answers.mjs';
import { digest } from './canonical.mjs';
import * as words from './words.mjs';

/** @import {Closing, Facts, Member, State} from './types.d.ts' */

export { SUBJECT, signatureOf };

/** `closing` of a seal. What is not there yet is "" or null. @param {Facts} facts @param {State} state @returns {Promise<Closing>} */
export async function closing(facts, state) {
  const said = valueOf(state, 'statement');
  const signed = facts.team.filter((each) => valueOf(state, signatureOf(each.person)));
  return {
    statement: { value: said?.value || 'NONE', words: said?.words || '' },
    subject: await subject(facts, state),
    inspectors: await Promise.all(signed.map((each) => inspector(each, state))),
  };
}

/** @param {Facts} facts @param {State} state @returns {Promise<Closing['subject']>} */
async function subject(facts, state) {
  const { given, at } = part(facts, state);
  return {
    outcome: given.outcome || '',
    name: given.name || '',
    role: given.role || '',
    reason: given.reason || '',
    explained_by: facts.team.find((each) => each.person === given.explained_by)?.name ?? '',
    witness: given.witness ?? null,
    recording: given.recording ?? null,
    photo: given.photo ?? null,
    stamped: given.stamped || false,
    photos: given.photos ?? [],
    ink_sha256: given.ink ? await digest(given.ink) : '',
    at,
  };
}

/** What the school's part is made of; a signature given before the visit turned out to be impossible is none on this record. @param {Facts} facts @param {State} state */
function part(facts, state) {
  if (abortOf(state)) return { given: { outcome: 'ABORTED' }, at: '' };
  if (offSite(facts)) return { given: { outcome: 'OFF_SITE' }, at: '' };
  return { given: valueOf(state, SUBJECT) ?? {}, at: words.moment(headOf(state, SUBJECT)) };
}

/** @param {Member} member @param {State} state @returns {Promise<Closing['inspectors'][number]>} */
async function inspector({ person, name, certificate_no }, state) {
  const { ink, via } = valueOf(state, signatureOf(person));
  return {
    person,
    name,
    certificate_no,
    ink_sha256: await digest(ink),
    via,
    at: words.moment(headOf(state, signatureOf(person))),
  };
}
