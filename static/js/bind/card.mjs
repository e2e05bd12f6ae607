// One item's card: which of its four answers is pressed. What an answer asks for unfolds elsewhere.
import { need } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {HTMLElement} card @param {Inspection} inspection */
export function paintCard(card, inspection) {
  const verdict = inspection.verdict(codeOf(card));
  card.dataset.verdict = verdict;
  for (const button of card.querySelectorAll('[data-act="verdict"]')) {
    const { value } = /** @type {HTMLElement} */ (button).dataset;
    button.setAttribute('aria-pressed', String(value === verdict));
  }
  need(card, '[data-act="clear"]').hidden = !verdict;
}

/** @param {Element} inside @returns {string} the code of the card around it */
export function codeOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest('[data-item]')).dataset.item ?? '';
}
