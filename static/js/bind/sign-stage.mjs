// Which part of signing is on the screen. Pure: it follows from the ops and from the lock on this phone.

/** @typedef {{at: string, told: string, forgotten: boolean}} Lock told: digest of the content the school was shown last */
/** @typedef {'hand-over' | 'school' | 'return' | 'inspectors' | 'sealed'} Stage */

export const LOCK = 'sign.lock';

/**
 * @param {{sealed: boolean, lock: Lock | null, content: string, signed: string}} how content: digest of the sheet now;
 *   signed: digest of the sheet the school's part was given on, "" while there is none
 * @returns {Stage}
 */
export function stageOf({ sealed, lock, content, signed }) {
  if (sealed) return 'sealed';
  if (signed !== content) return lock ? 'school' : 'hand-over';
  return lock && !lock.forgotten ? 'return' : 'inspectors';
}
