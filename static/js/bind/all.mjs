// 全部: every visit of one's own by day, found again by the school's name.
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { fetchPacket } from '../sync/loop.mjs';
import { onlyHere } from './door.mjs';
import { copy, need, slot } from './fill.mjs';
import { alarm, attempt, say, sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */

const DONE = new Set(['SEALED', 'REGISTERED']);
const STATES = {
  DRAWN: '未开始',
  ARRIVED: '已到场',
  CHECKING: '检查中',
  CONFIRMING: '待签字',
  SEALED: '已封存',
  REGISTERED: '已登记',
};

export async function start() {
  bindShell();
  const list = need(document, '[data-list]');
  const search = /** @type {HTMLInputElement} */ (need(document, '#search'));
  if (!currentUser()) return location.replace('/phone/today');
  const show = async () => {
    try {
      paint(list, await listVisits(), search.value.trim());
    } catch (error) {
      alarm(sentenceOf(error, '本机的检查一时读不出来，请再打开一次。'));
    }
    list.setAttribute('aria-busy', 'false');
  };
  search.addEventListener('input', show);
  list.addEventListener('click', async (event) => {
    const button = /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest('[data-act="fetch"]')
    );
    if (!button) return;
    await attempt('packet', () => download(button.dataset.value ?? ''));
    await show();
  });
  await show();
}

/** @param {string} visit */
async function download(visit) {
  say('正在下载检查包…');
  const result = await fetchPacket(visit);
  if (result.ok) say('检查包已下载到本机，没有网络也能检查。');
  else alarm(result.sentence);
}

/** @param {HTMLElement} list @param {Card[]} visits @param {string} wanted */
function paint(list, visits, wanted) {
  const found = visits.filter((visit) => visit.subject_name.includes(wanted));
  const words = found.length ? `找到 ${found.length} 所` : `没有名称含“${wanted}”的学校`;
  need(document, '[data-found]').textContent = wanted ? words : '';
  if (!visits.length) return list.replaceChildren(copy('nothing-at-all'));
  /** @type {Map<string, Card[]>} */
  const days = new Map();
  for (const visit of found) days.set(dayOf(visit), [...(days.get(dayOf(visit)) ?? []), visit]);
  const order = [...days.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  list.replaceChildren(...order.map((day) => section(day, days.get(day) ?? [])));
}

/** @param {Card} visit */
function dayOf(visit) {
  return DONE.has(visit.state) ? '已封存' : visit.planned_on || '待排期';
}

/** @param {string} day */
function rank(day) {
  return day === '待排期' ? 0 : day === '已封存' ? 2 : 1;
}

/** @param {string} day @param {Card[]} visits */
function section(day, visits) {
  const part = copy('day', { day: `${day}（${visits.length} 所）` });
  slot(part, 'visits').append(...visits.map(row));
  return part;
}

/** @param {Card} visit */
function row(visit) {
  const here = visit.facts !== null;
  const part = copy('visit-row', {
    open: here ? visit.subject_name : null,
    name: here ? null : visit.subject_name,
    when: `检查期限 ${visit.period_from} 至 ${visit.period_to}`,
    door: onlyHere(visit.pending) || null,
    state: STATES[/** @type {keyof typeof STATES} */ (visit.state)] ?? visit.state,
  });
  if (here)
    slot(part, 'open').setAttribute(
      'href',
      DONE.has(visit.state) ? `/phone/sign#${visit.id}` : `/phone/visit#${visit.id}`,
    );
  const fetch = slot(part, 'fetch');
  fetch.dataset.value = visit.id;
  fetch.setAttribute('aria-label', `下载检查包：${visit.subject_name}`);
  if (here || DONE.has(visit.state)) fetch.remove();
  return part;
}
