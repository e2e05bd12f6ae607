// Which of the six steps a visit is in, and whether answers count yet. Twin of the same names in field/rules.py.
import { SUBJECT, abortOf, headOf, offSite, signatureOf, valueOf, withoutSchool } from './answers.mjs';
import { progress } from './progress.mjs';

/** @import {Facts, Member, State} from './types.d.ts' */

// 行政处罚法 第四十二条: no fewer than two, with enforcement certificates.
const CERTIFIED_NEEDED = 2;

/** Whether two people with certificates valid that day have shown them; before that no answer counts. @param {Facts} facts @param {State} state @returns {boolean} */
export function canAnswer(facts, state) {
  return facts.team.filter((member) => hasShown(member, state)).length >= CERTIFIED_NEEDED;
}

/**
 * Which of the six steps is the first with something left to do. Where no inspection was possible nothing is left of ②
 * and ③; where nobody is at the school ⑤ is the inspectors' alone. @param {Facts} facts @param {State} state @returns {number} 1 to 6
 */
export function stepOf(facts, state) {
  if (!begun(facts, state) || !canAnswer(facts, state)) return 1;
  const done = progress(facts, state);
  const possible = abortOf(state) === null;
  if (possible && (done.open.length || done.missing.some(({ what }) => what !== 'photo'))) return 2;
  if (possible && done.missing.length) return 3;
  if (valueOf(state, 'category') === null) return 4;
  return state.seal || allSigned(facts, state) ? 6 : 5;
}

/** Whether this one of the team has shown a certificate that was valid that day. @param {Member} member @param {State} state @returns {boolean} */
export function hasShown(member, state) {
  const head = headOf(state, `shown.${member.person}`);
  if (!head || !member.certified) return false;
  // Phones write their times in +08:00, so the day the certificate has to cover stands at the beginning.
  return !member.valid_to || head.at.slice(0, 10) <= member.valid_to;
}

/** @param {Facts} facts @param {State} state */
function begun(facts, state) {
  if (abortOf(state) !== null) return true;
  const fields = offSite(facts) ? ['arrive'] : ['arrive', 'told', 'recusal'];
  return fields.every((field) => valueOf(state, field) !== null);
}

/** @param {Facts} facts @param {State} state */
function allSigned(facts, state) {
  const shown = facts.team.filter((member) => hasShown(member, state));
  const bySchool = withoutSchool(facts, state) || valueOf(state, SUBJECT) !== null;
  return bySchool && shown.every((each) => valueOf(state, signatureOf(each.person)));
}
