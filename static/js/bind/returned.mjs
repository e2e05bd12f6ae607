// Whether the school handed the sheet back, and with what words.

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
  const given = Object.entries(state.fields).filter(([name]) => name.startsWith('return.'));
  const heads = given.flatMap(([, field]) => field.heads).sort((a, b) => (a.id < b.id ? -1 : 1));
  return heads.at(-1)?.payload.words ?? '';
}
