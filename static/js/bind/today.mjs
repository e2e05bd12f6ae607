// 今日: the schools of the day in their order, each with what it needs before, during and after.
import { attemptsOf } from '../core/abort.mjs';
import { note } from '../store/log.mjs';
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus } from '../sync/status.mjs';
import { catchUp } from './catch-up.mjs';
import { dayFromNow } from './day.mjs';
import { copy, keepList, need } from './fill.mjs';
import { cardActs } from './list-acts.mjs';
import { sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';
import { standingOf } from './standing.mjs';
import { visitCard } from './visit-card.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */
/** @typedef {import('./standing.mjs').Standing} Standing */

const DONE = new Set(['SEALED', 'REGISTERED']);
const DAY = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'full', timeZone: 'Asia/Shanghai' });

export async function start() {
  bindShell();
  const list = need(document, '[data-list]');
  need(document, '[data-date]').textContent = DAY.format();
  cardActs(list, () => paint(list));
  await paint(list);
  onStatus(({ busy }) => busy || paint(list)); // what arrives while one looks (a packet, a receipt) appears by itself
  catchUp();
}

/** @param {HTMLElement} list */
async function paint(list) {
  try {
    keepList(list, currentUser() ? await cards() : [['nobody', () => copy('nobody')]]);
  } catch (error) {
    note('today', error);
    const why = sentenceOf(error, '本机的检查一时读不出来，请再打开一次。');
    keepList(list, [[why, () => copy('not-opened', { why })]]);
  }
  list.setAttribute('aria-busy', 'false');
}

/** @returns {Promise<[string, () => HTMLElement][]>} */
async function cards() {
  const visits = await listVisits();
  const today = dayFromNow();
  const chosen = visits
    .map((visit) => ({ visit, standing: standingOf(visit) }))
    .filter(({ visit, standing }) => belongsToToday(visit, standing, today));
  if (chosen.length) {
    return chosen.map(({ visit, standing }) => [keyOf(visit, standing), () => visitCard(visit, standing)]);
  }
  const waiting = visits.filter((visit) => !visit.planned_on && !DONE.has(visit.state)).length;
  const words = waiting ? `有 ${waiting} 所学校待排期，请在“全部”里定日期。` : null;
  return [[`nothing ${waiting}`, () => copy('nothing-today', { waiting: words })]];
}

/** What a card shows: while none of it changes, the card on the screen stays. @param {Card} visit @param {Standing | null} standing */
function keyOf({ folded, ...visit }, standing) {
  return JSON.stringify([visit, standing, folded && attemptsOf(folded).length]);
}

/** Planned for today by anybody, or begun and not yet brought home. @param {Card} visit @param {Standing | null} standing @param {string} today */
function belongsToToday(visit, standing, today) {
  const brought = standing?.sealed && !visit.pending.ops && !visit.pending.photos;
  const wanted = visit.planned_on === today || visit.rivals.some(({ payload }) => payload.date === today);
  return wanted || (Boolean(standing?.begun) && !brought);
}
