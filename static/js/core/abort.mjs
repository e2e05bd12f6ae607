// Visits that could not be made: attempts, each in its own words. Twin of field/abort.py.
import { headOf, standing } from './answers.mjs';
import { ABORT_LABELS } from './labels.mjs';
import * as words from './words.mjs';

/** @import {Attempt, Head, State} from './types.d.ts' */

const ATTEMPT = 'attempt.';

/** By id; `at` as printed, `actor` who acted, on whosever phone. @param {State} state @returns {Attempt[]} */
export function attemptsOf(state) {
  return Object.keys(state.fields)
    .filter((field) => field.startsWith(ATTEMPT))
    .sort()
    .flatMap((field) => {
      const head = headOf(state, field);
      return head ? [attempt(field.slice(ATTEMPT.length), head, state)] : [];
    });
}

/** @param {string} id @param {Head} head @param {State} state @returns {Attempt} */
function attempt(id, head, state) {
  const { reason, words: said, by } = head.payload;
  return {
    id,
    reason,
    label: ABORT_LABELS[reason] ?? reason,
    words: said,
    at: words.moment(head),
    actor: by || head.actor,
    photos: [...standing(state)].filter(([, payload]) => payload.attempt === id).map(([evidence]) => evidence),
  };
}
