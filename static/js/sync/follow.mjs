// While a visit is on the screen: what a colleague's phone wrote is asked for every few seconds, and hardly ever when
// nobody else holds the visit or the server does not answer.
import { note } from '../store/log.mjs';
import { knownPhones } from '../store/phones.mjs';
import { currentUser, mine } from '../store/session.mjs';
import { opened } from '../store/visit.mjs';
import { pullVisit } from './pull.mjs';

/** @import {Outcome} from './transport.mjs' */

const EVERY = { together: 4000, alone: 60000 };
const LONGEST_WAIT = 60000;
/** Photos received are told by the receipts of one's own uploads; the list is only for what came another way. */
const PHOTOS_EVERY = 15;

/**
 * Follow the visits open in this window for as long as somebody looks at it.
 * @param {typeof EVERY} [every] ms between two questions, with another phone on the visit and without
 * @returns {{go: () => void, rest: () => void}} go: the page is seen, or there is reason to hope for a network; rest: nobody looks
 */
export function follow(every = EVERY) {
  const pace = { every, failures: 0, asked: 0 };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let busy = false;
  let looked = false;
  const turn = async () => {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    const wait = await askAll(pace).catch((error) => {
      note('follow', error);
      return LONGEST_WAIT;
    });
    busy = false;
    if (looked) timer = setTimeout(turn, wait);
  };
  return {
    go: () => {
      looked = true;
      pace.failures = 0;
      turn();
    },
    rest: () => {
      looked = false;
      clearTimeout(timer);
    },
  };
}

/** @param {{every: typeof EVERY, failures: number, asked: number}} pace @returns {Promise<number>} how long to wait for the next time, ms */
async function askAll(pace) {
  let together = false;
  for (const visit of currentUser() ? opened : []) {
    const outcome = await pullVisit(visit, { photos: pace.asked % PHOTOS_EVERY === 0 });
    if (outcome.kind !== 'ok') return waitAfter(outcome, (pace.failures += 1), pace.every.together);
    const { install } = mine();
    together ||= (await knownPhones(mine(), visit)).some(({ device }) => device !== install);
  }
  pace.failures = 0;
  pace.asked += 1;
  return around(together ? pace.every.together : pace.every.alone);
}

/** @param {Outcome} outcome @param {number} failures @param {number} usual ms @returns {number} ms */
export function waitAfter(outcome, failures, usual) {
  const wait = around(Math.min(LONGEST_WAIT, usual * 2 ** failures));
  return outcome.kind === 'busy' ? Math.max(wait, outcome.wait ?? 0) : wait;
}

/** A quarter more or less, so that phones that began together don't knock together. @param {number} ms */
function around(ms) {
  return ms * (0.75 + Math.random() / 2);
}
