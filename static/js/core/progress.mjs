// How far a visit is and what its answers still lack. Twin of the same names in field/rules.py.
import { filesOf, itemsOf, photosOf, reasonOf, textOf, valueOf, verdictOf } from './answers.mjs';

/** @import {Facts, Photo, Placed, Progress, State} from './types.d.ts' */

// A standard phrase may bring a place to fill in; a record with the bare brackets says nothing.
const BLANK = /〔[ \t\r\n\u00a0\u3000]*〕/;

/** A state is replaced, never changed: what was counted in it holds as long as it does. @type {WeakMap<State, {facts: Facts, told: Progress}>} */
const counted = new WeakMap();

/** `what` of a missing part is a key of GAP_LABELS. @param {Facts} facts @param {State} state @returns {Progress} not to be changed */
export function progress(facts, state) {
  const known = counted.get(state);
  if (known?.facts === facts) return known.told; // asked three times for every tap
  const told = count(facts, state);
  counted.set(state, { facts, told });
  return told;
}

/** @param {Facts} facts @param {State} state @returns {Progress} */
function count(facts, state) {
  const items = itemsOf(facts);
  const given = [...photosOf(state), ...filesOf(state)];
  const verdicts = items.map((item) => ({ code: item.code, verdict: verdictOf(state, item) }));
  return {
    total: items.length,
    answered: verdicts.filter(({ verdict }) => verdict).length,
    abnormal: verdicts.filter(({ verdict }) => verdict === 'ABNORMAL').length,
    open: verdicts.filter(({ verdict }) => !verdict).map(({ code }) => code),
    missing: items.flatMap((item) => gaps(facts, state, item, given).map((what) => ({ code: item.code, what }))),
  };
}

/** What this item's answer lacks; a report given to it proves a problem as well as a photo does. @param {Facts} facts @param {State} state @param {Placed} item @param {Photo[]} given @returns {string[]} */
function gaps(facts, state, item, given) {
  const verdict = verdictOf(state, item);
  if (verdict === 'NOT_APPLICABLE' || verdict === 'NOT_CHECKED') return reasonOf(state, item) ? [] : ['reason'];
  if (verdict !== 'ABNORMAL') return [];
  const note = textOf(state, item.code, 'note');
  const disposition = valueOf(state, `item.${item.code}.disposition`)?.value;
  const wanting = {
    note: !note,
    blank: BLANK.test(note),
    disposition: !disposition,
    due: disposition === 'RECTIFY' && !valueOf(state, `item.${item.code}.due`)?.date,
    photo: given.filter((each) => each.item === item.code).length < facts.profile.photo_on_abnormal,
  };
  return Object.entries(wanting)
    .filter(([, missing]) => missing)
    .map(([what]) => what);
}
