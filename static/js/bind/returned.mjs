// Whether the school handed the sheet back, with what words and when.
import { abortOf } from '../core/answers.mjs';
import { moment } from '../core/words.mjs';
import { need, tell } from './fill.mjs';

/** @typedef {import('../core/types.d.ts').State} State */

/** The field that says what the school was shown. */
export const SHOWN = 'view.result';

/** Whether what the school was shown last has gone back to the inspectors. @param {State} state */
export function isReturned(state) {
  const heads = state.fields[SHOWN]?.heads ?? [];
  return heads.length > 0 && heads.every(({ payload }) => payload.taken_back === true);
}

/** @param {State} state @returns {string} the words of the latest hand-back, "" if none */
export function returnWords(state) {
  return latest(state)?.payload.words ?? '';
}

/** Wherever one mends it, until it is shown again; of a visit broken off the school reads no sheet any more. @param {ParentNode} root @param {State} state */
export function paintReturned(root, state) {
  const head = isReturned(state) && !abortOf(state) ? latest(state) : undefined;
  for (const part of root.querySelectorAll('[data-returned]')) {
    /** @type {HTMLElement} */ (part).hidden = !head;
    tell(need(part, '[data-returned-words]'), head?.payload.words ?? '');
    tell(need(part, '[data-returned-at]'), head ? moment(head) : '');
  }
}

/** @param {State} state */
function latest(state) {
  const given = Object.entries(state.fields).filter(([name]) => name.startsWith('return.'));
  const heads = given.flatMap(([, field]) => field.heads).sort((a, b) => (a.id < b.id ? -1 : 1));
  return heads.at(-1);
}
