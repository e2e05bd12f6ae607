// How the visit went, for the doc: who came when, who was told what, what was not possible. Twin of field/procedure.py.
import { attemptsOf } from './abort.mjs';
import { abortOf, headOf, isAbsent, offSite, peopleOf, valueOf } from './answers.mjs';
import { ABORT_LABELS, VIA_LABELS } from './labels.mjs';
import * as words from './words.mjs';

/** @import {Doc, Facts, Head, Member, Placed, State} from './types.d.ts' */

const RETURN = 'return.';

/** `procedure` of the doc. Of a visit nobody travels to, 到达 is when the check began, and there is no place. @param {Facts} facts @param {State} state @param {Member[]} shown @returns {Doc['procedure']} */
export function procedure(facts, state, shown) {
  const away = offSite(facts);
  return {
    arrived_at: words.moment(headOf(state, 'arrive')),
    place: away ? '' : words.place(place(state)),
    shown: shown.map((member) => shownRow(member, state)),
    told_at: away ? '' : words.moment(headOf(state, 'told')),
    recusal: away ? '' : words.recusal(valueOf(state, 'recusal')),
    departments: facts.departments.map(({ name, matters }) => ({
      name,
      came: !isAbsent(state, name, peopleOf(facts, name)),
      items: matters.reduce((sum, { items }) => sum + items.length, 0),
    })),
    returns: returns(state),
  };
}

/** Why no inspection was possible; null where one was made. @param {Facts} facts @param {State} state @returns {Doc['abort']} */
export function abort(facts, state) {
  const said = abortOf(state);
  if (!said) return null;
  const head = /** @type {Head} */ (headOf(state, 'abort'));
  return {
    label: ABORT_LABELS[said.reason],
    words: said.words,
    at: words.moment(head),
    by: nameOf(facts, head.payload.by || head.actor),
    witness: said.witness ?? null,
  };
}

/** The days on which nothing could be done. @param {State} state @returns {Doc['attempts']} */
export function attempts(state) {
  return attemptsOf(state).map(({ at, label, words: said }) => ({ at, label, words: said }));
}

/** Who gave the verdict on a placed item; all of them where several said the same, "" where nobody did. @param {Placed} item @param {Facts} facts @param {State} state @returns {string} */
export function answeredBy({ code, department, people }, facts, state) {
  const field = `item.${code}.verdict`;
  if (isAbsent(state, department, people) || !valueOf(state, field)?.value) return '';
  const givers = new Set(state.fields[field].heads.map(({ payload, actor }) => payload.by || actor));
  const named = facts.team.filter(({ person }) => givers.has(person));
  return named.map(({ name }) => name).join('、');
}

/** The name of one of the team, "" of anybody else. @param {Facts} facts @param {string} person @returns {string} */
export function nameOf({ team }, person) {
  return team.find((each) => each.person === person)?.name ?? '';
}

/** Two who arrived apart were at two places; the first one told is printed. @param {State} state @returns {any} */
function place(state) {
  const field = state.fields['arrive.place'];
  if (!field?.conflict) return valueOf(state, 'arrive.place');
  return field.heads.find((head) => head.payload.taken_back !== true)?.payload ?? null;
}

/** @param {Member} member @param {State} state */
function shownRow({ person, name }, state) {
  const { certificate_no, via } = valueOf(state, `shown.${person}`);
  return { name, certificate_no, at: words.moment(headOf(state, `shown.${person}`)), via_label: VIA_LABELS[via] };
}

/** @param {State} state @returns {Doc['procedure']['returns']} */
function returns(state) {
  return Object.keys(state.fields)
    .filter((field) => field.startsWith(RETURN))
    .sort()
    .flatMap((field) => {
      const head = headOf(state, field);
      return head ? [{ at: words.moment(head), words: head.payload.words }] : [];
    });
}
