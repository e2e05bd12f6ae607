// 我的部分已完成, and what is told to whoever goes on answering after that: colleagues don't have it yet.
import { valueOf } from '../core/answers.mjs';
import { need } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../store/visit.mjs').Visit} Visit */

/** How many acts of this phone came after its owner said that nothing more is on it; null while nobody said so. @param {Visit} visit @returns {number | null} */
export function sinceDone(visit) {
  const done = valueOf(visit.state, `done.${visit.device}`);
  if (!done) return null;
  return visit.ops().filter((op) => op.device === visit.device && op.seq > done.seq + 1).length;
}

/** The owner says that nothing more is on this phone: under the own name, whoever answers on it. @param {Visit} visit */
export function sayDone(visit) {
  const seq = visit.ops().reduce((last, op) => (op.device === visit.device && op.seq > last ? op.seq : last), 0);
  const payload = { person: visit.actor.id, seq };
  return visit.append([{ kind: 'people.change', field: `done.${visit.device}`, payload }]);
}

/** One strip on top of the page while that is so. @param {Inspection} inspection */
export function paintHanded(inspection) {
  const strips = need(document, '#notices');
  const there = strips.querySelector('[data-notice="handed"]');
  const count = inspection.sealed ? 0 : sinceDone(inspection.visit);
  if (!count) return there?.remove();
  const words = `您说过“我的部分已完成”，之后又记了 ${count} 条，同事那里可能还没有：做完请再交一次。`;
  const strip = there ?? strips.appendChild(makeStrip(inspection));
  if (need(strip, 'span').textContent !== words) need(strip, 'span').textContent = words;
}

/** @param {Inspection} inspection */
function makeStrip(inspection) {
  const part = document.createElement('p');
  part.className = 'notice notice--warn';
  part.dataset.notice = 'handed';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn--small';
  button.textContent = '再交一次';
  button.addEventListener('click', async () => (await import('./hand-file.mjs')).handFile(inspection));
  part.append(document.createElement('span'), ' ', button);
  return part;
}
