// How far a visit is and what its answers still lack. Twin of the same names in field/rules.py.
import { itemsOf, photosOf, textOf, valueOf, verdictOf } from './answers.mjs';

/** @import {Facts, Progress, State} from './types.d.ts' */

/** `what` of a missing part is a key of GAP_LABELS. @param {Facts} facts @param {State} state @returns {Progress} */
export function progress(facts, state) {
  const codes = itemsOf(facts).map((item) => item.code);
  const verdicts = new Map(codes.map((code) => [code, verdictOf(state, code)]));
  return {
    total: codes.length,
    answered: codes.filter((code) => verdicts.get(code)).length,
    abnormal: codes.filter((code) => verdicts.get(code) === 'ABNORMAL').length,
    open: codes.filter((code) => !verdicts.get(code)),
    missing: codes.flatMap((code) => gaps(facts, state, code).map((what) => ({ code, what }))),
  };
}

/** @param {Facts} facts @param {State} state @param {string} code @returns {string[]} */
function gaps(facts, state, code) {
  const verdict = verdictOf(state, code);
  if (verdict === 'NOT_APPLICABLE' || verdict === 'NOT_CHECKED') return textOf(state, code, 'reason') ? [] : ['reason'];
  if (verdict !== 'ABNORMAL') return [];
  const disposition = valueOf(state, `item.${code}.disposition`)?.value;
  const wanting = {
    note: !textOf(state, code, 'note'),
    disposition: !disposition,
    due: disposition === 'RECTIFY' && !valueOf(state, `item.${code}.due`)?.date,
    photo: photosOf(state).filter((photo) => photo.item === code).length < facts.profile.photo_on_abnormal,
  };
  return Object.entries(wanting)
    .filter(([, missing]) => missing)
    .map(([what]) => what);
}
