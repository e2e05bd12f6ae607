// 全部: every visit of one's own by day, found again by the school's name.
import { note } from '../store/log.mjs';
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus } from '../sync/status.mjs';
import { onlyHere } from './door.mjs';
import { download } from './download.mjs';
import { copy, keepList, need, slot } from './fill.mjs';
import { alarm, attempt, sentenceOf } from './say.mjs';
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
  if (!currentUser()) return location.replace('/phone/today');
  const list = need(document, '[data-list]');
  const search = /** @type {HTMLInputElement} */ (need(document, '#search'));
  const show = () => paint(list, search.value.trim());
  search.addEventListener('input', show);
  list.addEventListener('click', async (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-act="fetch"]'));
    if (button) attempt('packet', () => download(button)).then(show);
  });
  await show();
  onStatus(({ busy }) => busy || show());
}

/** @param {HTMLElement} list @param {string} wanted */
async function paint(list, wanted) {
  try {
    const visits = await listVisits();
    const found = visits.filter((visit) => visit.subject_name.includes(wanted));
    const words = found.length ? `找到 ${found.length} 所` : `没有名称含“${wanted}”的学校`;
    need(document, '[data-found]').textContent = wanted && words;
    keepList(list, visits.length ? sections(found) : [['nothing', () => copy('nothing-at-all')]]);
  } catch (error) {
    note('all', error);
    alarm(sentenceOf(error, '本机的检查一时读不出来，请再打开一次。'));
  }
  list.setAttribute('aria-busy', 'false');
}

/** @param {Card[]} visits @returns {[string, () => HTMLElement][]} 待排期 first, then day by day, what is done last */
function sections(visits) {
  /** @type {Map<string, Card[]>} */
  const days = new Map();
  for (const visit of visits) days.set(dayOf(visit), [...(days.get(dayOf(visit)) ?? []), visit]);
  const order = [...days.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return order.map((day) => {
    const those = days.get(day) ?? [];
    return [JSON.stringify([day, those]), () => section(day, those)];
  });
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
  if (here) slot(part, 'open').setAttribute('href', `/phone/visit#${visit.id}`);
  const fetch = slot(part, 'fetch');
  fetch.dataset.value = visit.id;
  fetch.setAttribute('aria-label', `下载检查包：${visit.subject_name}`);
  if (here || DONE.has(visit.state)) fetch.remove();
  return part;
}
