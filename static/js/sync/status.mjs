// What every window shows of the sync: counted from the store at each change, the connection as the leader knows it.
import { hear, ring } from '../store/bell.mjs';
import { note } from '../store/log.mjs';
import { standings, sum } from '../store/outbox.mjs';
import { currentUser, mine } from '../store/session.mjs';
import { sentence } from './words.mjs';

/** @import {Bell, Pending} from '../store/types.d.ts' */
/** @import {Standing} from '../store/outbox.mjs' */
/** @typedef {'unknown' | 'reached' | 'unreachable' | 'signed_out'} Online */
/** @typedef {{online: Online, busy: boolean, lastContact: string | null}} Link */
/** @typedef {Link & {pending: Pending, perVisit: {[visit: string]: Standing}, held: import('./originals.mjs').Held, message: string}} Status
 * held: photos that wait for Wi-Fi or a tap, because the person chose so */

const QUIET = 150;
const NOTHING_HELD = { photos: 0, files: 0, bytes: 0, tap: false };
/** @type {Status} */
let status = {
  online: 'unknown',
  busy: false,
  lastContact: null,
  pending: sum([]),
  perVisit: {},
  held: NOTHING_HELD,
  message: '',
};
/** @type {Set<(status: Status) => void>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let counting;

/** @param {(status: Status) => void} fn called at once and at each change @returns {() => void} off */
export function onStatus(fn) {
  watchers.add(fn);
  fn(status);
  return () => watchers.delete(fn);
}

/** The leader tells what it found; the other windows hear it. @param {Partial<Link>} link */
export function setLink(link) {
  show(link);
  const { online, busy, lastContact } = status;
  ring({ kind: 'status', user: currentUser()?.id ?? '', status: { online, busy, lastContact } });
}

/** Keep counting, and hear what a leader elsewhere tells. @returns {() => void} off */
export function followStatus() {
  recount();
  const off = hear((bell, far) => {
    if (bell.kind === 'status') far && show(bell.status);
    else counting ??= setTimeout(recount, QUIET); // a bulk act rings many times
  });
  return () => {
    off();
    clearTimeout(counting);
  };
}

async function recount() {
  counting = undefined;
  try {
    const perVisit = currentUser() ? await standings(mine()) : {};
    const pending = sum(Object.values(perVisit));
    const { heldBack } = pending.photos ? await import('./originals.mjs') : { heldBack: null };
    const held = heldBack ? await heldBack(mine()) : NOTHING_HELD;
    show({ perVisit, pending, held });
  } catch (error) {
    note('status', error);
  }
}

/** @param {Partial<Status>} change */
function show(change) {
  status = { ...status, ...change };
  const stuck = Object.values(status.perVisit).reduce((total, one) => total + one.parked, 0);
  status.message = sentence(status.online, status.pending, stuck, status.held);
  watchers.forEach((watch) => watch(status));
}
