// The day of a visit: asked for in a dialog, written as an op, and settled with one tap where two people set two days.
import { outsidePeriod, planOf } from '../core/plan.mjs';
import { NotOnPhone, openVisit } from '../store/visit.mjs';
import { dayFromNow, dayWord } from './day.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { alarm, attempt, say } from './say.mjs';

/** @typedef {import('../store/visit.mjs').Visit} Visit */
/** @typedef {import('../core/types.d.ts').Facts} Facts */
/** @typedef {{date: string, reason: string}} Plan date "" is 待排期 */

const NEXT_DAYS = 4;
const NO_PACKET = '这次检查还没有下载到手机：请联网点“下载检查包”，再定日期。';

/** Ask for the day of a visit that is not on the screen, and keep it. @param {string} id @returns {Promise<boolean>} whether a day was set */
export function planById(id) {
  return withVisit(id, (visit) => planVisit(visit));
}

/** Of two days that differ this one holds. @param {string} id @param {string} date @returns {Promise<boolean>} */
export function takeDay(id, date) {
  return withVisit(id, (visit) => keep(visit, { date, reason: '' }));
}

/**
 * @param {Visit} visit
 * @param {{by?: string, via?: 'pin'}} [byline] a colleague who answers on this phone
 * @returns {Promise<boolean>}
 */
export async function planVisit(visit, byline = {}) {
  const { fields } = visit.state;
  const rivals = fields.plan?.conflict ? fields.plan.heads.map(({ payload }) => payload.date).filter(Boolean) : [];
  const plan = await askDay(visit.facts, planOf(visit.facts, visit.state), rivals);
  return plan !== null && keep(visit, { ...plan, ...byline });
}

/** @param {string} id @param {(visit: Visit) => Promise<boolean>} work */
async function withVisit(id, work) {
  let visit;
  try {
    visit = await openVisit(id);
    return await work(visit);
  } catch (error) {
    if (!(error instanceof NotOnPhone)) throw error;
    alarm(NO_PACKET);
    return false;
  } finally {
    visit?.close();
  }
}

/** @param {Visit} visit @param {Plan & {by?: string, via?: 'pin'}} payload */
async function keep(visit, payload) {
  const done = await attempt('plan', () => visit.append([{ kind: 'visit.plan', field: 'plan', payload }]));
  if (done) say(payload.date ? `已存本机：定在${dayWord(payload.date)}。` : '已存本机：放回待排期。');
  return done;
}

/**
 * @param {Facts} facts @param {string} now the day that holds, "" for none @param {string[]} rivals days two people set
 * @returns {Promise<Plan | null>} null: left as it is
 */
function askDay(facts, now, rivals) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, '#plan'));
  slot(dialog, 'school').textContent = facts.subject.name;
  tell(slot(dialog, 'period'), `检查期限 ${facts.period_from} 至 ${facts.period_to}`);
  slot(dialog, 'now').textContent = `现在：${rivals.length ? '两个人定的不一样' : dayWord(now)}`;
  const days = new Set([...rivals, ...Array.from({ length: NEXT_DAYS }, (_, ahead) => dayFromNow(ahead))]);
  slot(dialog, 'days').replaceChildren(...[...days].map(chip));
  need(dialog, '[data-plan="none"]').hidden = !now;
  boxes(dialog).reason.value = '';
  choose(dialog, facts, now < dayFromNow() ? '' : now);
  dialog.showModal();
  return new Promise((resolve) => answer(dialog, facts, resolve));
}

/** @param {HTMLDialogElement} dialog @param {Facts} facts @param {(plan: Plan | null) => void} resolve */
function answer(dialog, facts, resolve) {
  /** @type {Plan | null} */
  let plan = null;
  const { date, reason } = boxes(dialog);
  date.onchange = () => choose(dialog, facts, date.value);
  dialog.onclick = (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('[data-plan]');
    const what = /** @type {HTMLElement | null} */ (button)?.dataset;
    if (!what) return;
    if (what.plan === 'day') return choose(dialog, facts, what.value ?? '');
    if (what.plan === 'none') plan = { date: '', reason: '' };
    if (what.plan === 'keep') {
      const why = outsidePeriod(facts, date.value) ? reason.value.trim().normalize('NFC') : '';
      if (stopped(dialog, facts, date, reason, why)) return;
      plan = { date: date.value, reason: why };
    }
    dialog.close();
  };
  dialog.onclose = () => resolve(plan);
}

/** Say what is missing, where it is put right. @param {HTMLElement} dialog @param {Facts} facts @param {HTMLInputElement} date @param {HTMLTextAreaElement} reason @param {string} why */
function stopped(dialog, facts, date, reason, why) {
  const early = date.value && date.value < dayFromNow();
  const outside = date.value && outsidePeriod(facts, date.value) && !why;
  const problem = !date.value
    ? '请先选一个日子。'
    : early
      ? '这一天已经过去，请另选一天。'
      : outside
        ? '这一天不在检查期限内，请写明为什么。'
        : '';
  tell(need(dialog, '[data-problem]'), problem);
  if (problem) (outside && !early ? reason : date).focus();
  return problem !== '';
}

/** @param {HTMLElement} dialog @param {Facts} facts @param {string} day */
function choose(dialog, facts, day) {
  boxes(dialog).date.value = day;
  need(dialog, '[data-outside]').hidden = !day || !outsidePeriod(facts, day);
  tell(need(dialog, '[data-problem]'), '');
  for (const each of dialog.querySelectorAll('[data-plan="day"]')) {
    each.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (each).dataset.value === day));
  }
}

/** @param {HTMLElement} dialog */
function boxes(dialog) {
  return {
    date: /** @type {HTMLInputElement} */ (need(dialog, '#plan-date')),
    reason: /** @type {HTMLTextAreaElement} */ (need(dialog, '#plan-reason')),
  };
}

/** @param {string} day */
function chip(day) {
  const button = copy('plan-chip');
  button.textContent = ['今天', '明天'][[dayFromNow(), dayFromNow(1)].indexOf(day)] ?? dayWord(day);
  button.dataset.value = day;
  return button;
}
