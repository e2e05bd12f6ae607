// What is said of one school in 今日, and the ways to ring it, find it and go on with it.
import { attemptsOf } from '../core/abort.mjs';
import { MODE_LABELS } from '../core/labels.mjs';
import { dayWord } from './day.mjs';
import { onlyHere } from './door.mjs';
import { copy, need, slot, tell, whole } from './fill.mjs';
import { alarm, say } from './say.mjs';
import { progressWord, stepWord } from './standing.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */
/** @typedef {import('./standing.mjs').Standing} Standing */

/**
 * @param {Card} visit
 * @param {Standing | null} standing null while no packet is here
 * @returns {HTMLElement}
 */
export function visitCard(visit, standing) {
  const { facts, readiness } = visit;
  const missing = readiness.missing.join('；');
  const card = copy('visit-card', {
    name: visit.subject_name,
    ready: readiness.ready ? '已备好可离线' : '还不能离线',
    progress: progressWord(standing),
    task: facts
      ? `${facts.task.task_name} · ${facts.team.map((/** @type {{name: string}} */ each) => each.name).join('、')}`
      : '',
    missing: missing || null,
    day: `${modeWord(visit)}检查日期：${dayWord(visit.planned_on)}`,
    attempts: attempts(visit),
    rivals: visit.rivals.length ? rivals(visit) : null,
    address: visit.address,
    ...last(facts?.last_problems),
    door: doorWords(visit, standing),
  });
  if (!visit.confirm) slot(card, 'confirm').remove();
  if (standing?.sealed || visit.rivals.length) slot(card, 'plan').remove();
  else planButton(card, visit);
  slot(card, 'ready').classList.add(readiness.ready ? 'tag--ok' : 'tag--wait');
  call(card, 'contact', facts?.subject.contact_name, facts?.subject.contact_phone, '联系人');
  call(card, 'head', facts?.subject.head_name, facts?.subject.head_phone, '负责人');
  slot(card, 'go').setAttribute('href', `geo:0,0?q=${encodeURIComponent(`${visit.subject_name} ${visit.address}`)}`);
  need(card, '[data-act="copy"]').dataset.value = visit.address;
  onward(card, visit, standing);
  return card;
}

/** Said only where nobody travels. @param {Card} visit @returns {string} 书面检查 ·  */
export function modeWord({ mode }) {
  return mode && mode !== 'ON_SITE' ? `${MODE_LABELS[mode] ?? mode} · ` : '';
}

/** The way to another day, on a card and in a row. @param {HTMLElement} part @param {Card} visit */
export function planButton(part, visit) {
  const button = slot(part, 'plan');
  button.dataset.visit = visit.id;
  button.textContent = visit.planned_on ? '改日期' : '定日期';
  button.setAttribute('aria-label', `${button.textContent}：${visit.subject_name}`);
}

/** Two people set two days: both are named, and one tap settles it. @param {Card} visit @returns {HTMLElement} */
export function rivals({ id, facts, rivals: heads }) {
  const panel = copy('plan-conflict');
  const names = new Map(facts?.team.map(({ person, name }) => [person, name]));
  slot(panel, 'days').append(
    ...heads.map(({ actor, at, payload }) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn--wide' });
      Object.assign(button.dataset, { act: 'take-day', visit: id, value: payload.date });
      button.textContent = `${dayWord(payload.date)}（${names.get(payload.by ?? actor) ?? '检查人员'} ${at.slice(5, 16).replace('T', ' ')} 定的）`;
      return button;
    }),
  );
  return panel;
}

/** Where no map answers a geo: link, the address goes into whatever map the person has. @param {HTMLElement} button */
export async function copyAddress(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.value ?? '');
    say('地址已复制，可以粘贴到地图里。');
  } catch {
    alarm('没有复制成功，请长按地址文字复制。');
  }
}

/** @param {Card} visit @param {Standing | null} standing */
function doorWords(visit, standing) {
  const here = onlyHere(visit.pending);
  if (here) return here;
  return standing?.begun ? '记录和照片都已收到' : null;
}

/** When somebody stood before a closed gate, and why. @param {Card} visit @returns {Node | null} */
function attempts({ folded }) {
  const made = folded && !folded.seal ? attemptsOf(folded) : [];
  if (!made.length) return null;
  const lines = document.createDocumentFragment();
  for (const { at, label, words } of made) {
    const line = Object.assign(document.createElement('p'), { className: 'figures' });
    line.append(...whole(`${at.slice(0, 16).replace('T', ' ')} 去过，没有查成：${label}${words ? `，${words}` : ''}`));
    lines.append(line);
  }
  return lines;
}

/** @param {string | undefined} problems @returns {Record<string, string | null>} */
function last(problems) {
  return problems ? { 'last-problems': problems } : { last: null };
}

/** @param {HTMLElement} card @param {string} who @param {string | undefined} name @param {string | undefined} phone @param {string} role */
function call(card, who, name, phone, role) {
  const link = slot(card, `call-${who}`);
  if (!phone) return link.remove();
  link.setAttribute('href', `tel:${phone.replace(/[^\d+]/g, '')}`);
  tell(slot(card, who), `${role}${name ? ` ${name}` : ''}`);
}

/** @param {HTMLElement} card @param {Card} visit @param {Standing | null} standing */
function onward(card, visit, standing) {
  const next = slot(card, 'next');
  const fetch = slot(card, 'fetch');
  fetch.dataset.value = visit.id;
  const more = slot(card, 'supplement');
  more.setAttribute('href', `/phone/sign#${visit.id}/supplement`);
  if (!standing?.sealed) more.remove();
  if (!standing) return next.remove();
  fetch.remove();
  const { step, begun, sealed } = standing;
  next.setAttribute('href', step > 4 ? `/phone/sign#${visit.id}` : `/phone/visit#${visit.id}`);
  next.textContent = sealed ? '看封存页' : begun ? `继续 ${stepWord(step)}` : '开始检查';
}
