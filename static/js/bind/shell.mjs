// What every field page shares: the red number on 同步 and a skip link that leaves the address alone.
import { onStatus } from '../sync/status.mjs';
import { need } from './fill.mjs';

export function bindShell() {
  // The address of a visit is its place in the steps; an ordinary #main would lose it.
  need(document, '.skip').addEventListener('click', (event) => {
    event.preventDefault();
    need(document, '#main').focus();
  });
  const calm = /** @type {HTMLElement | null} */ (document.querySelector('[data-network]'));
  if (calm) onStatus(({ online }) => (calm.hidden = online !== 'unreachable'));
  const count = /** @type {HTMLElement | null} */ (document.querySelector('[data-pending]'));
  if (count) onStatus(({ pending }) => showCount(count, pending.ops + pending.photos));
}

/** @param {HTMLElement} count @param {number} number */
function showCount(count, number) {
  count.hidden = number === 0;
  count.textContent = number > 999 ? '999+' : String(number);
  count.setAttribute('aria-label', `${number} 条仅存本机`);
}
