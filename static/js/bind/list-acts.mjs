// What one can do with a school without opening its visit: fetch its packet, set its day, copy its address.
import { download } from './download.mjs';
import { attempt } from './say.mjs';
import { copyAddress } from './visit-card.mjs';

/** @type {Record<string, (button: HTMLElement) => Promise<unknown>>} */
const ACTS = {
  copy: (button) => copyAddress(button),
  fetch: (button) => download(button),
  plan: async ({ dataset }) => (await import('./plan-day.mjs')).planById(dataset.visit ?? ''),
  'take-day': async ({ dataset }) => (await import('./plan-day.mjs')).takeDay(dataset.visit ?? '', dataset.value ?? ''),
};

/** @param {HTMLElement} list @param {() => unknown} changed called when something was done */
export function cardActs(list, changed) {
  list.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-act]'));
    const act = button && ACTS[button.dataset.act ?? ''];
    if (act) attempt('list', () => act(button)).then(changed);
  });
}
