// One short sentence to the person holding the phone, seen and read aloud; and what is said when something fails.
import { note } from '../store/log.mjs';
import { need, tell } from './fill.mjs';

const STAYS_MS = 5000;
const UNSAVED = '没有保存成功，请再点一次；仍不行，请返回今日再进来。';

/** @type {number | undefined} */
let timer;

/** @param {string} words what has just become true, e.g. 已存本机：2 张照片; gone with the next tap, for it may stand over what comes then */
export function say(words) {
  show(words, '[data-say]', '[data-alarm]');
  window.addEventListener('click', clearSaid, { capture: true, once: true });
}

/** @param {string} words what is wrong and what to do; only what endangers the work is said this way */
export function alarm(words) {
  show(words, '[data-alarm]', '[data-say]');
}

/**
 * What is still missing stands above the button; said as well where the place to put it right is a screen away.
 * @param {HTMLElement} panel
 * @param {[string, HTMLElement | null]} lack the sentence and the place; "" when nothing is missing
 * @returns {boolean} whether something is
 */
export function lacks(panel, [problem, where]) {
  const line = need(panel, '[data-problem]');
  tell(line, problem);
  if (!problem) return false;
  where?.focus();
  const { top, bottom } = line.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) say(problem);
  return true;
}

/**
 * Run something that may fail; say so in one sentence if it does.
 * @param {string} where for the phone's own log
 * @param {() => Promise<unknown>} work
 * @returns {Promise<boolean>} whether it was done
 */
export async function attempt(where, work) {
  try {
    await work();
    return true;
  } catch (error) {
    note(where, error);
    alarm(sentenceOf(error, UNSAVED));
    return false;
  }
}

/**
 * @param {unknown} error
 * @param {string} otherwise
 * @returns {string} the sentence the error carries for the person, or the other one
 */
export function sentenceOf(error, otherwise) {
  return /** @type {{sentence?: string}} */ (error)?.sentence ?? otherwise;
}

/** @param {string} words @param {string} here @param {string} notThere */
function show(words, here, notThere) {
  clearTimeout(timer);
  need(document, notThere).textContent = '';
  need(document, here).textContent = words;
  timer = window.setTimeout(() => clear(here), STAYS_MS);
}

function clearSaid() {
  clear('[data-say]');
}

/** @param {string} place */
function clear(place) {
  need(document, place).textContent = '';
}
