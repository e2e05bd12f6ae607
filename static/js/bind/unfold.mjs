// What an answer asks for unfolds under its card: a reason for 未涉及 and 未检查, the finding for 不正常.
// Loaded when the first such answer is there: a school where all is normal never needs it.
import { codeOf } from './card.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { makeAbnormal, paintAbnormal } from './finding.mjs';
import { gapsOf } from './gaps.mjs';
import { bindTexts, paintText, putWords, tieBox } from './text.mjs';

export { insertPhrase, setDays, setDisposition } from './finding.mjs';
export { commitTexts } from './text.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Progress} Progress */

const WITH_FOLD = new Set(['ABNORMAL', 'NOT_APPLICABLE', 'NOT_CHECKED']);

/** @param {HTMLElement} panel @param {Inspection} inspection */
export function bindFolds(panel, inspection) {
  bindTexts(panel, inspection);
}

/** @param {HTMLElement} card @param {Inspection} inspection @param {Progress['missing']} missing */
export function paintFold(card, inspection, missing) {
  const code = codeOf(card);
  const wanted = inspection.verdict(code);
  let fold = /** @type {HTMLElement | null} */ (card.querySelector('[data-fold]'));
  if (fold && fold.dataset.fold !== wanted) {
    fold.remove();
    fold = null;
  }
  if (!WITH_FOLD.has(wanted)) return;
  if (!fold) {
    fold = wanted === 'ABNORMAL' ? makeAbnormal(inspection, code) : makeReason(inspection, code, card, wanted);
    need(card, '.item__verdicts').after(fold);
  }
  if (wanted === 'ABNORMAL') paintAbnormal(fold, inspection, code, gapsOf(code, missing));
  else paintReason(fold, inspection, code);
}

/** @param {HTMLElement} chip @param {Inspection} inspection */
export function putReason(chip, inspection) {
  const field = /** @type {HTMLElement} */ (chip.closest('.field'));
  return putWords(/** @type {HTMLTextAreaElement} */ (need(field, 'textarea')), chip.textContent ?? '', inspection);
}

/** @param {Inspection} inspection @param {string} code @param {HTMLElement} card @param {string} verdict */
function makeReason(inspection, code, card, verdict) {
  const lacking = verdict === 'NOT_APPLICABLE' ? card.dataset.lacking : undefined;
  const words = { lacking: lacking ? `学校没有${lacking}` : null };
  const fold = /** @type {HTMLDetailsElement} */ (copy('fold-reason', words));
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
