// After 我的部分已完成: whoever goes on answering is told that colleagues don't have that yet.
import { valueOf } from '../core/answers.mjs';
import { need } from './fill.mjs';

/** @typedef {import('../store/visit.mjs').Visit} Visit */

/** How many acts of this phone came after its owner said that nothing more is on it; null while nobody said so. @param {Visit} visit @returns {number | null} */
export function sinceDone(visit) {
  const done = valueOf(visit.state, `done.${visit.device}`);
  if (!done || done.taken_back) return null;
  return visit.ops().filter((op) => op.device === visit.device && op.seq > done.seq + 1).length;
}

/** Keep one strip on top of the page in step with that. @param {Visit} visit @param {() => unknown} again hand over, or say it, once more */
export function watchHanded(visit, again) {
  const paint = () => {
    const strips = need(document, '#notices');
    const there = strips.querySelector('[data-notice="handed"]');
    const count = visit.state.seal ? 0 : sinceDone(visit);
    if (!count) return there?.remove();
    const words = `您说过“我的部分已完成”，之后又记了 ${count} 条，同事那里还没有：请再交一次。`;
    if (there) return void (need(there, 'span').textContent = words);
    strips.append(strip(words, again));
  };
  visit.onChange(paint);
  paint();
}

/** @param {string} words @param {() => unknown} again */
function strip(words, again) {
  const part = document.createElement('p');
  part.className = 'notice notice--warn';
  part.dataset.notice = 'handed';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn--small';
  button.textContent = '再交一次';
  button.addEventListener('click', again);
  part.append(Object.assign(document.createElement('span'), { textContent: words }), ' ', button);
  return part;
}
