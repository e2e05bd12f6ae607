// 全部: every visit of one's own by day, found again by the school's name.
import { attemptsOf } from '../core/abort.mjs';
import { note } from '../store/log.mjs';
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus } from '../sync/status.mjs';
import { catchUp } from './catch-up.mjs';
import { dayFromNow, dayWord } from './day.mjs';
import { onlyHere } from './door.mjs';
import { copy, keepList, need, slot } from './fill.mjs';
import { cardActs } from './list-acts.mjs';
import { sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';
import { progressWord, standingOf } from './standing.mjs';
import { modeWord, planButton, rivals } from './visit-card.mjs';

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
  cardActs(list, show);
  await show();
  onStatus(({ busy }) => busy || show());
  catchUp();
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
    const why = sentenceOf(error, '本机的检查一时读不出来，请再打开一次。');
    keepList(list, [[why, () => copy('not-opened', { why })]]);
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
    const key = JSON.stringify([day, those.map(keyOf)]);
    return [key, () => section(day, those)];
  });
}

/** What a row shows. @param {Card} visit */
function keyOf(visit) {
  const { folded, ...known } = visit;
  return [known, stateWord(visit), attempts(visit)];
}

/** @param {Card} visit */
function isDone({ state, folded }) {
  return DONE.has(state) || Boolean(folded?.seal);
}

/** @param {Card} visit */
function dayOf(visit) {
  return isDone(visit) ? '已封存' : visit.planned_on || '待排期';
}

/** @param {string} day */
function rank(day) {
  return day === '待排期' ? 0 : day === '已封存' ? 2 : 1;
}

/** @param {string} day @param {Card[]} visits */
function section(day, visits) {
  const words = /^\d/.test(day) ? `${dayWord(day)}${day < dayFromNow() ? '，已过' : ''}` : day;
  const part = copy('day', { day: `${words}（${visits.length} 所）` });
  slot(part, 'visits').append(...visits.map(row));
  return part;
}

/** @param {Card} visit */
function row(visit) {
  const here = visit.facts !== null;
  const done = isDone(visit);
  const went = attempts(visit);
  const part = copy('visit-row', {
    open: here ? visit.subject_name : null,
    name: here ? null : visit.subject_name,
    when: `${modeWord(visit)}检查期限 ${visit.period_from} 至 ${visit.period_to}${went ? `；去过 ${went} 次没有查成` : ''}`,
    door: onlyHere(visit.pending) || null,
    state: stateWord(visit),
    rivals: visit.rivals.length && !done ? rivals(visit) : null,
  });
  if (here) slot(part, 'open').setAttribute('href', `/phone/visit#${visit.id}`);
  if (done || visit.rivals.length) slot(part, 'plan').remove();
  else planButton(part, visit);
  const fetch = slot(part, 'fetch');
  fetch.dataset.value = visit.id;
  fetch.setAttribute('aria-label', `下载检查包：${visit.subject_name}`);
  if (here || done) fetch.remove();
  return part;
}

/** What lies on this phone counts here before the server knows of it; what the server has registered is done. @param {Card} visit */
function stateWord(visit) {
  const standing = standingOf(visit);
  if (standing?.begun && !DONE.has(visit.state)) return progressWord(standing);
  return STATES[/** @type {keyof typeof STATES} */ (visit.state)] ?? visit.state;
}

/** @param {Card} visit @returns {number} how often somebody stood before a closed gate, counted here or by the server */
function attempts({ attempts: known, folded }) {
  return Math.max(known ?? 0, folded && !folded.seal ? attemptsOf(folded).length : 0);
}
