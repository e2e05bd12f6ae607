// Which part of signing is on the screen. Pure: it follows from the ops and from the lock on this phone.

/** @typedef {{at: string, told: string, forgotten: boolean}} Lock told: digest of the content the school was shown last */
/** @typedef {'hand-over' | 'school' | 'returned' | 'return' | 'inspectors' | 'sealed'} Stage */

export const LOCK = 'sign.lock';
/** The draft of what is said after the seal, and how a sealed card's link asks for its form. */
export const SUPPLEMENT = 'supplement';

/**
 * @param {{sealed: boolean, lock: Lock | null, content: string, signed: string, returned: boolean, alone: boolean, open: boolean}} how
 *   content: digest of the sheet now; signed: digest of the sheet the school's part was given on, "" while there is none;
 *   returned: what the school was shown it has handed back; alone: nobody of the school signs; open: something is still to do
 * @returns {Stage}
 */
export function stageOf({ sealed, lock, content, signed, returned, alone, open }) {
  if (sealed) return 'sealed';
  if (lock && returned) return 'returned';
  if (alone ? open : signed !== content) return lock && !alone ? 'school' : 'hand-over';
  return lock && !lock.forgotten ? 'return' : 'inspectors';
}
