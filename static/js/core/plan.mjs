// The day a visit is planned for. Twin of field/plan.py.
import { valueOf } from './answers.mjs';

/** @import {Facts, State} from './types.d.ts' */

/**
 * `2026-12-03`, "" while it waits for a day (待排期). Where two people set different days the earlier one holds until
 * somebody chooses: better looked at too soon. @param {Facts} facts @param {State} state @returns {string}
 */
export function planOf(facts, state) {
  const field = state.fields.plan;
  if (!field) return facts.planned_on;
  const said = valueOf(state, 'plan');
  const days = said ? [said] : field.heads.map((head) => head.payload);
  const chosen = days.map(({ date }) => date).filter(Boolean);
  return chosen.sort()[0] ?? '';
}

/** Whether this day lies outside the drawn period, so that the reason has to be asked; no day lies nowhere. @param {Facts} facts @param {string} date @returns {boolean} */
export function outsidePeriod({ period_from, period_to }, date) {
  return date !== '' && ((period_from !== '' && date < period_from) || (period_to !== '' && date > period_to));
}
