// The visit a school is reading on this phone right now: its lock lies among the drafts, and outlives the page.
import { mine } from './session.mjs';

const LOCK = 'sign.lock';

/** @returns {Promise<string | null>} the visit's id */
export async function heldVisit() {
  const keys = await mine().base.read(['drafts'], (tx) => tx.objectStore('drafts').getAllKeys());
  return keys.find((/** @type {string[]} */ [, name]) => name === LOCK)?.[0] ?? null;
}
