// The phone's own diary, to be read by a person: what went wrong, newest first.
import { deviceBase } from './bases.mjs';

/** @returns {Promise<import('./log.mjs').Entry[]>} newest first */
export async function diary() {
  const entries = await deviceBase.read(['log'], (tx) => tx.objectStore('log').getAll());
  return entries.reverse();
}
