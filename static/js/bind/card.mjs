// One item's card: its four answers, and under them whatever the answer asks for. Only the card touched is painted.
import { paintAbnormal, makeAbnormal } from './finding.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { paintText, tieBox } from './text.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

const WITH_REASON = new Set(['NOT_APPLICABLE', 'NOT_CHECKED']);

/**
 * @param {HTMLElement} card
 * @param {Inspection} inspection
 * @param {string[]} gaps what this item still lacks, as words
 */
export function paintCard(card, inspection, gaps) {
  const code = codeOf(card);
  const verdict = inspection.verdict(code);
  card.dataset.verdict = verdict;
  for (const button of card.querySelectorAll('[data-act="verdict"]')) {
    const { value } = /** @type {HTMLElement} */ (button).dataset;
    button.setAttribute('aria-pressed', String(value === verdict));
  }
  need(card, '[data-act="clear"]').hidden = !verdict;
  paintFold(card, inspection, verdict, gaps);
}

/** @param {Element} inside @returns {string} the code of the card around it */
export function codeOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest('[data-item]')).dataset.item ?? '';
}

/** @param {HTMLElement} card @param {Inspection} inspection @param {string} verdict @param {string[]} gaps */
function paintFold(card, inspection, verdict, gaps) {
  const wanted = verdict === 'ABNORMAL' || WITH_REASON.has(verdict) ? verdict : '';
  let fold = /** @type {HTMLElement | null} */ (card.querySelector('[data-fold]'));
  if (fold && fold.dataset.fold !== wanted) {
    fold.remove();
    fold = null;
  }
  if (!wanted) return;
  if (!fold) {
    fold =
      wanted === 'ABNORMAL'
        ? makeAbnormal(inspection, codeOf(card))
        : makeReason(inspection, codeOf(card), card, wanted);
    need(card, '.item__verdicts').after(fold);
  }
  if (wanted === 'ABNORMAL') paintAbnormal(fold, inspection, codeOf(card), gaps);
  else paintReason(fold, inspection, codeOf(card));
}

/** @param {Inspection} inspection @param {string} code @param {HTMLElement} card @param {string} verdict */
function makeReason(inspection, code, card, verdict) {
  const lacking = verdict === 'NOT_APPLICABLE' ? card.dataset.lacking : undefined;
  const fold = /** @type {HTMLDetailsElement} */ (
    copy('fold-reason', { lacking: lacking ? `学校没有${lacking}` : null })
  );
  fold.dataset.fold = verdict;
  for (const chip of fold.querySelectorAll('[data-for]')) {
    if (/** @type {HTMLElement} */ (chip).dataset.for !== verdict) chip.remove();
  }
  tieBox(fold, `item.${code}.reason`);
  fold.open = !inspection.value(`item.${code}.reason`)?.text;
  return fold;
}

/** @param {HTMLElement} fold @param {Inspection} inspection @param {string} code */
function paintReason(fold, inspection, code) {
  tell(slot(fold, 'said'), inspection.value(`item.${code}.reason`)?.text || '还没有写，点一个或自己写');
  paintText(/** @type {HTMLTextAreaElement} */ (need(fold, 'textarea')), inspection);
}
