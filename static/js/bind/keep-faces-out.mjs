// Items marked ○ stand where children are: before their first photo the camera asks to keep faces out.
import { need, slot } from './fill.mjs';

/** @type {Set<string>} items asked about on this page: the second photo of an item needs no second sermon */
const asked = new Set();

/** @param {import('./inspection.mjs').Item} item @returns {Promise<boolean>} whether to go on to the camera */
export function keepFacesOut(item) {
  if (asked.has(item.code)) return Promise.resolve(true);
  const dialog = /** @type {HTMLDialogElement} */ (need(document, '#keep-faces-out'));
  slot(dialog, 'item').textContent = `第 ${item.no} 项 ${item.item_name}`;
  let go = false;
  dialog.onclick = (event) => {
    const button = /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest('[data-keep-out]')
    );
    if (!button) return;
    go = button.dataset.keepOut === 'go';
    if (go) asked.add(item.code);
    dialog.close();
  };
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(go);
  });
}
