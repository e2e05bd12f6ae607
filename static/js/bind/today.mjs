// 今日: the schools of the day in their order, each with what it needs before, during and after.
import { progress } from '../core/progress.mjs';
import { stepOf } from '../core/steps.mjs';
import { note } from '../store/log.mjs';
import { currentUser } from '../store/session.mjs';
import { openVisit } from '../store/visit.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus } from '../sync/status.mjs';
import { download } from './download.mjs';
import { copy, keepList, need } from './fill.mjs';
import { attempt, sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';
import { copyAddress, visitCard } from './visit-card.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */
/** @typedef {import('./visit-card.mjs').Standing} Standing */

const DONE = new Set(['SEALED', 'REGISTERED']);
const DAY = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'full', timeZone: 'Asia/Shanghai' });

export async function start() {
  bindShell();
  const list = need(document, '[data-list]');
  need(document, '[data-date]').textContent = DAY.format();
  list.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-act]'));
    if (button?.dataset.act === 'copy') copyAddress(button);
    if (button?.dataset.act === 'fetch') attempt('packet', () => download(button)).then(() => paint(list));
  });
  await paint(list);
  onStatus(({ busy }) => busy || paint(list)); // what arrives while one looks (a packet, a receipt) appears by itself
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
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const all = await Promise.all(visits.map(async (visit) => ({ visit, standing: await standingOf(visit) })));
  const chosen = all.filter(({ visit, standing }) => belongsToToday(visit, standing, today));
  if (chosen.length) {
    return chosen.map(({ visit, standing }) => [JSON.stringify([visit, standing]), () => visitCard(visit, standing)]);
  }
  const waiting = visits.filter((visit) => !visit.planned_on && !DONE.has(visit.state)).length;
  const words = waiting ? `有 ${waiting} 所学校待排期，可以在“全部”里开始。` : null;
  return [[`nothing ${waiting}`, () => copy('nothing-today', { waiting: words })]];
}

/** Planned for today, or begun and not yet brought home. @param {Card} visit @param {Standing | null} standing @param {string} today */
function belongsToToday(visit, standing, today) {
  const brought = standing?.sealed && !visit.pending.ops && !visit.pending.photos;
  return visit.planned_on === today || (Boolean(standing?.begun) && !brought);
}

/** @param {Card} visit @returns {Promise<Standing | null>} null while no packet is here */
async function standingOf({ id, facts }) {
  if (!facts) return null;
  const visit = await openVisit(id);
  visit.close();
  const { answered, total } = progress(facts, visit.state);
  return {
    step: stepOf(facts, visit.state),
    begun: visit.state.count > 0,
    sealed: visit.state.seal !== null,
    answered: answered ? `${answered}/${total}` : '',
  };
}
