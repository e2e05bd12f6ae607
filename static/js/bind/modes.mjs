// How an item was checked: prefilled from the catalogue, changed by one tap on another way.
import { modeOf } from '../core/answers.mjs';
import { MODE_LABELS } from '../core/labels.mjs';
import { codeOf } from './card.mjs';
import { need } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').InspectionMode} InspectionMode */

/** The chips of a card; made when its 依据与指引 is first opened. @param {HTMLElement} card @param {Inspection} inspection */
export function paintModes(card, inspection) {
  const item = inspection.items.get(codeOf(card));
  if (!item) return;
  const place = need(card, '[data-modes]');
  if (!place.querySelector('[data-act="mode"]')) {
    place.replaceChildren(...waysOf(item).map(chip));
    place.after(attach(item.no));
  }
  const chosen = modeOf(inspection.state, item);
  for (const each of place.children)
    each.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (each).dataset.value === chosen));
  need(card, '[data-mode]').textContent = MODE_LABELS[chosen];
}

/** @param {HTMLElement} button @param {Inspection} inspection */
export function setMode(button, inspection) {
  const field = `item.${codeOf(button)}.mode`;
  return inspection.write([{ kind: 'answer.set', field, payload: { value: button.dataset.value } }]);
}

/** The catalogue's own ways first. @param {import('./inspection.mjs').Item} item @returns {string[]} */
function waysOf({ modes }) {
  return [
    ...modes,
    ...Object.keys(MODE_LABELS).filter((mode) => !modes.includes(/** @type {InspectionMode} */ (mode))),
  ];
}

/** @param {string} mode */
function chip(mode) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'chip chip--small' });
  button.textContent = MODE_LABELS[mode];
  Object.assign(button.dataset, { act: 'mode', value: mode });
  return button;
}

/** A report proves an item that is 正常 too. @param {number} no of the item */
function attach(no) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn--small' });
  button.textContent = '附文件';
  button.setAttribute('aria-label', `附文件，第 ${no} 项`);
  button.dataset.act = 'attach';
  return button;
}
