// 今日: the schools of the day in their order, each with what it needs before, during and after.
import { progress } from '../core/progress.mjs';
import { stepOf } from '../core/steps.mjs';
import { currentUser } from '../store/session.mjs';
import { openVisit } from '../store/visit.mjs';
import { listVisits } from '../store/visits.mjs';
import { fetchPacket, onStatus } from '../sync/loop.mjs';
import { copy, need } from './fill.mjs';
import { alarm, attempt, say, sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';
import { copyAddress, visitCard } from './visit-card.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */

const DONE = new Set(['SEALED', 'REGISTERED']);

export async function start() {
  bindShell();
  const list = need(document, '[data-list]');
  need(document, '[data-date]').textContent = new Intl.DateTimeFormat('zh-CN', {
    dateStyle: 'full',
    timeZone: 'Asia/Shanghai',
  }).format();
  list.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('[data-act]');
    if (button) act(/** @type {HTMLElement} */ (button));
  });
  await paint(list);
  // What arrives while one looks (a packet, a receipt) appears by itself.
  let drawn = '';
  onStatus((status) => {
    const now = JSON.stringify([status.busy, status.pending]);
    if (now !== drawn && !status.busy) paint(list);
    drawn = now;
  });
}

/** @param {HTMLElement} list */
async function paint(list) {
  try {
    list.replaceChildren(...(currentUser() ? await cards() : [copy('nobody')]));
  } catch (error) {
    list.replaceChildren(copy('not-opened', { why: sentenceOf(error, '本机的检查一时读不出来，请再打开一次。') }));
  }
  list.setAttribute('aria-busy', 'false');
}

async function cards() {
  const visits = await listVisits();
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const chosen = (
    await Promise.all(visits.map(async (visit) => ({ visit, standing: await standingOf(visit) })))
  ).filter(({ visit, standing }) => belongsToToday(visit, standing, today));
  if (chosen.length) return chosen.map(({ visit, standing }) => visitCard(visit, standing));
  const waiting = visits.filter((visit) => !visit.planned_on && !DONE.has(visit.state)).length;
  return [copy('nothing-today', { waiting: waiting ? `有 ${waiting} 所学校待排期，可以在“全部”里开始。` : null })];
}

/** Planned for today, or begun and not yet brought home. @param {Card} visit @param {import('./visit-card.mjs').Standing | null} standing @param {string} today */
function belongsToToday(visit, standing, today) {
  const unfinished = Boolean(standing?.begun) && (!standing?.sealed || visit.pending.ops + visit.pending.photos > 0);
  return visit.planned_on === today || unfinished;
}

/** @param {Card} visit @returns {Promise<import('./visit-card.mjs').Standing | null>} */
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

/** @param {HTMLElement} button */
async function act(button) {
  if (button.dataset.act === 'copy') return copyAddress(button);
  button.setAttribute('aria-disabled', 'true');
  say('正在下载检查包…');
  await attempt('packet', async () => {
    const result = await fetchPacket(button.dataset.value ?? '');
    if (result.ok) say('检查包已下载到本机，没有网络也能检查。');
    else alarm(result.sentence);
  });
  button.removeAttribute('aria-disabled');
  await paint(need(document, '[data-list]'));
}
