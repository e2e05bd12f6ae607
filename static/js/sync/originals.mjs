// 仅Wi-Fi传原图: which photos may travel now. Answers and ink always do. Where a phone does not tell what network it
// hangs on (an iPhone), the choice can only mean: photos wait for a tap.
import { deviceFact, keepDeviceFact } from '../store/bases.mjs';
import { ring } from '../store/bell.mjs';
import { shanghai } from '../store/clock.mjs';
import { currentUser } from '../store/session.mjs';

/** @import {PhotoRow, UserBase} from '../store/types.d.ts' */
/** @typedef {{photos: number, files: number, bytes: number, tap: boolean}} Held files: those among the photos; tap: they wait for a tap, because this phone does not tell Wi-Fi from mobile data */

const FREE = ['wifi', 'ethernet'];
const CHOICE = 'originals.wait';
/** Photos taken until then may go whatever the network: somebody said so. */
const GO = 'originals.go';

/** @returns {any} NetworkInformation where the phone has it */
function network() {
  return /** @type {any} */ (navigator).connection;
}

/** Whether this phone tells Wi-Fi from mobile data. */
export function knowsNetwork() {
  return typeof network()?.type === 'string';
}

/** @returns {Promise<boolean>} whether photos wait for Wi-Fi, or for a tap */
export async function originalsWait() {
  return (await deviceFact(CHOICE)) === true;
}

/** @param {boolean} wait */
export async function letOriginalsWait(wait) {
  await keepDeviceFact(CHOICE, wait || undefined);
  knock();
}

/** A person's tap: what was taken until now goes, over any network. */
export async function letOriginalsGo() {
  await keepDeviceFact(GO, shanghai(Date.now()));
  knock();
}

/** @returns {Promise<(photo: PhotoRow) => boolean>} whether a photo may travel at this moment */
export async function gate() {
  if (!(await originalsWait()) || FREE.includes(network()?.type)) return () => true;
  const until = (await deviceFact(GO)) ?? '';
  return ({ at }) => at <= until;
}

/** What waits by this choice, not for want of a server. @param {UserBase} userBase @returns {Promise<Held>} */
export async function heldBack({ base }) {
  /** @type {Held} */
  const held = { photos: 0, files: 0, bytes: 0, tap: !knowsNetwork() };
  if (!(await originalsWait())) return held;
  const may = await gate();
  const rows = await base.read(['photos'], (tx) => tx.objectStore('photos').getAll());
  for (const row of rows) {
    if (row.received || row.trouble || may(row)) continue;
    held.photos += 1;
    held.files += row.type.startsWith('image/') ? 0 : 1;
    held.bytes += row.size;
  }
  return held;
}

/** @param {() => void} fn the phone went from one network to another @returns {() => void} off */
export function onNetwork(fn) {
  const there = network();
  there?.addEventListener?.('change', fn);
  return () => there?.removeEventListener?.('change', fn);
}

/** The window that leads hears it and tries at once. */
function knock() {
  const user = currentUser()?.id ?? '';
  ring({ kind: 'receipts', user });
  ring({ kind: 'wake', user });
}
