// When sync runs: one leader among this phone's windows, soon after an act, patiently after a failure.
import { hear, ring } from '../store/bell.mjs';
import { shanghai } from '../store/clock.mjs';
import { note } from '../store/log.mjs';
import { unpark } from '../store/outbox.mjs';
import { currentUser, everybody } from '../store/session.mjs';
import { onNetwork } from './originals.mjs';
import { followStatus, setLink } from './status.mjs';

export { onStatus } from './status.mjs';

/** @import {Bell} from '../store/types.d.ts' */
/** @import {Outcome} from './transport.mjs' */

const AFTER_AN_ACT = 2000;
const AT_WORK = 60000;
const IDLE = 300000;
const LIST_EVERY = 300000;
const LONGEST_WAIT = 300000;

let leading = false;
/** @type {Promise<void> | null} */
let running = null;
let again = false;
let failures = 0;
let notBefore = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let timerAt = Infinity;
/** When to ask for the list again, steady time. */
let listAt = 0;
let signedOut = false;

/**
 * Take part: lead as soon as no other window does, follow until then.
 * @param {{inVisit?: boolean}} [page] in the middle of a visit what comes down can wait, what goes up can't
 * @returns {() => void} stop, before the page goes to somebody else
 */
export function startSync({ inVisit = false } = {}) {
  listAt = inVisit ? performance.now() + LIST_EVERY : 0;
  const off = [hear(onBell), followStatus(), onNetwork(nudge)];
  /** @type {(value?: unknown) => void} */
  let letGo = () => {};
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  const lead = () => {
    leading = true;
    tryAsideAgain().then(() => wake(0));
    return held;
  };
  navigator.locks ? navigator.locks.request('fieldapp-sync', lead) : lead();
  return () => {
    off.forEach((end) => end());
    leading = false;
    clearTimeout(timer);
    letGo();
  };
}

/** A person's tap: no waiting, and what was set aside is tried again. @returns {Promise<void>} when the round is over, if this window leads */
export async function syncNow() {
  await tryAsideAgain();
  nudge();
  if (leading) await run();
}

/** A good moment to try: the network came back, the page came to the front. */
export function nudge() {
  if (!leading) return ring({ kind: 'wake', user: currentUser()?.id ?? '' });
  failures = 0;
  listAt = 0;
  wake(0);
}

/** @param {Bell} bell */
function onBell(bell) {
  if (bell.kind === 'made' && !failures) wake(AFTER_AN_ACT); // while the way is closed, an act does not shorten the waiting
  if (bell.kind === 'wake' && leading) nudge();
}

/** @param {number} ms an earlier appointment stands */
function wake(ms) {
  const at = Math.max(performance.now() + ms, notBefore);
  if (!leading || at >= timerAt) return;
  clearTimeout(timer);
  timerAt = at;
  timer = setTimeout(() => {
    run();
  }, at - performance.now());
}

/** @returns {Promise<void>} when nothing is left to do now; called meanwhile, it goes round once more */
function run() {
  clearTimeout(timer);
  timerAt = Infinity;
  again = running !== null;
  return (running ??= rounds().finally(() => {
    running = null;
  }));
}

async function rounds() {
  let pause = 0;
  do {
    again = false;
    pause = await oneRound().catch((error) => {
      note('sync', error);
      return missed(null);
    });
  } while (again && !failures);
  wake(pause);
}

/** What carries is loaded here, so that a page is usable before it. @returns {Promise<number>} how long to wait, ms */
async function oneRound() {
  setLink({ busy: true });
  const people = await everybody();
  const { atWork, goUp, tellSoon, tokenless } = await import('./round.mjs');
  const closed = (await goUp(people)) ?? (tokenless.size || performance.now() >= listAt ? await goDown() : null);
  if (closed) return missed(closed);
  failures = 0;
  setLink({ online: signedOut ? 'signed_out' : 'reached', busy: false, lastContact: shanghai(Date.now()) });
  const { movePhotos } = await import('./lane.mjs');
  const onPhoto = (/** @type {string} */ visit) => {
    tellSoon(visit);
    wake(AFTER_AN_ACT);
  };
  movePhotos(people, onPhoto).then(
    (stopped) => stopped && wake(missed(stopped)),
    (error) => note('photos', error),
  );
  return (await atWork(people)) ? AT_WORK : IDLE;
}

/** @returns {Promise<Outcome | null>} */
async function goDown() {
  const { comeDown } = await import('./down.mjs');
  const down = await comeDown();
  if (!down.closed) listAt = performance.now() + LIST_EVERY;
  signedOut = down.signedOut;
  return down.closed;
}

/** @param {Outcome | null} closed @returns {number} */
function missed(closed) {
  failures += 1;
  if (closed?.kind === 'busy') notBefore = performance.now() + (closed.wait ?? 0);
  setLink({ busy: false, ...(closed?.kind === 'unreachable' ? { online: 'unreachable' } : {}) });
  return backOff(failures);
}

/** Full jitter, so that 300 phones that come out of one valley at five don't knock at once. @param {number} times failed @param {number} [random] 0..1 @returns {number} ms */
export function backOff(times, random = Math.random()) {
  return random * Math.min(LONGEST_WAIT, 2 ** times * 1000);
}

async function tryAsideAgain() {
  try {
    await Promise.all((await everybody()).map(unpark));
  } catch (error) {
    note('sync', error);
  }
}
