// Step ②: the packet's cards bound to the visit. A tap writes, and the change that comes back paints the one card.
import { conflictsOf } from '../core/answers.mjs';
import { progress } from '../core/progress.mjs';
import { canAnswer } from '../core/steps.mjs';
import { codeOf, paintCard } from './card.mjs';
import { need, slot, tell } from './fill.mjs';
import { filterActs, jumpTo, paintFilter } from './filter.mjs';
import { bindDates, findingActs } from './finding.mjs';
import { gapsOf } from './gaps.mjs';
import { groupActs, paintGroup } from './group.mjs';
import { paintPictures, pictures } from './picture.mjs';
import { putWords } from './text.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

const ITEM_FIELD = /^item\.(.+)\.[^.]+$/;
const PARTS = ['verdict', 'reason', 'note', 'disposition', 'due'];

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {import('./inspection.mjs').Step}
 */
export function openStep(panel, inspection) {
  const sheet = new Sheet(panel, inspection);
  bindDates(panel, inspection);
  sheet.paint([...sheet.cards.keys()]);
  sheet.paintPhotos();
  return {
    acts: sheet.acts(),
    paint: (fields) => sheet.paintChange(fields),
    jump: (code) => jumpTo(panel, code),
  };
}

class Sheet {
  /** @param {HTMLElement} panel @param {Inspection} inspection */
  constructor(panel, inspection) {
    this.panel = panel;
    this.inspection = inspection;
    /** @type {Map<string, HTMLElement>} */
    this.cards = new Map();
    for (const card of panel.querySelectorAll('[data-item]'))
      this.cards.set(codeOf(card), /** @type {HTMLElement} */ (card));
  }

  /** @returns {Record<string, Act>} */
  acts() {
    const { panel, inspection } = this;
    return {
      ...groupActs(inspection),
      ...findingActs(inspection),
      ...filterActs(panel, () => this.wanting()),
      verdict: (button) => this.answer(button),
      clear: (button) => inspection.write(this.answerDrafts(codeOf(button), null)),
      reason: (chip) => putWords(boxBeside(chip), chip.textContent ?? '', inspection),
    };
  }

  /** @param {HTMLElement} button */
  answer(button) {
    const code = codeOf(button);
    if (this.inspection.verdict(code) === button.dataset.value) return; // pressing it again says the same thing again
    return this.inspection.write(this.answerDrafts(code, button.dataset.value ?? null));
  }

  /** Why it was 未涉及 is no reason for 未检查: the old one goes with the old answer. @param {string} code @param {string | null} value */
  answerDrafts(code, value) {
    const reason = `item.${code}.reason`;
    const stale = this.inspection.value(reason)?.text;
    return [
      { kind: 'answer.set', field: `item.${code}.verdict`, payload: { value } },
      ...(stale ? [{ kind: 'answer.set', field: reason, payload: { text: '' } }] : []),
    ];
  }

  wanting() {
    const { open, missing } = progress(this.inspection.facts, this.inspection.state);
    const abnormal = [...this.cards.keys()].filter((code) => this.inspection.verdict(code) === 'ABNORMAL');
    return { open, missing: missing.map(({ code }) => code), abnormal };
  }

  /** @param {string[]} fields that changed */
  paintChange(fields) {
    const codes = new Set(
      fields.map((field) => ITEM_FIELD.exec(field)?.[1] ?? '').filter((code) => this.cards.has(code)),
    );
    if (fields.some((field) => field.startsWith('evidence.'))) {
      this.paintPhotos();
      for (const code of this.wanting().abnormal) codes.add(code); // a photo may have been what was missing
    }
    this.paint([...codes]);
  }

  /** @param {string[]} codes of the cards something happened to */
  paint(codes) {
    const { inspection, panel } = this;
    const { missing } = progress(inspection.facts, inspection.state);
    const groups = new Set();
    for (const code of codes) {
      const card = /** @type {HTMLElement} */ (this.cards.get(code));
      paintCard(card, inspection, gapsOf(inspection, code, missing));
      groups.add(card.closest('[data-group]'));
    }
    for (const group of groups) paintGroup(group, inspection);
    paintFilter(panel, this.cards.size, this.wanting());
    this.paintLock();
    this.paintConflicts(codes);
  }

  paintLock() {
    const { inspection, panel } = this;
    const open = canAnswer(inspection.facts, inspection.state) && !inspection.sealed;
    /** @type {HTMLFieldSetElement} */ (need(panel, '[data-lock]')).disabled = !open;
    need(panel, '[data-locked]').hidden = open;
    tell(
      need(panel, '[data-locked-why]'),
      inspection.sealed ? '这次检查已封存，内容不能再改。' : '两名持证人员出示证件以后，才能填写检查结果。',
    );
  }

  /** Most visits never have one; what shows them is loaded when the first appears. @param {string[]} codes */
  async paintConflicts(codes) {
    if (!this.settled && !conflictsOf(this.inspection.state).length) return;
    const { paintConflicts } = (this.settled = await import('./conflict.mjs'));
    for (const code of codes) {
      paintConflicts(
        /** @type {HTMLElement} */ (this.cards.get(code)),
        this.inspection,
        PARTS.map((part) => `item.${code}.${part}`),
      );
    }
  }

  /** Photos given to an item stand in its card. */
  paintPhotos() {
    const all = pictures(this.inspection);
    for (const [code, card] of this.cards) {
      const own = all.filter((photo) => photo.item === code);
      let place = /** @type {HTMLElement | null} */ (card.querySelector('.item__photos'));
      if (!place && !own.length) continue;
      if (!place) {
        place = Object.assign(document.createElement('div'), { className: 'photos item__photos' });
        card.append(place);
      }
      paintPictures(place, own, this.inspection, inCard);
    }
  }
}

/** In a card the item is known and the door is told at the top. @param {HTMLElement} figure @param {import('./picture.mjs').Picture} photo */
function inCard(figure, photo) {
  slot(figure, 'no').textContent = `照片 ${photo.no}`;
  for (const rest of figure.querySelectorAll('[data-slot="give"], [data-slot="door"]')) rest.remove();
  need(figure, '[data-act="withdraw"]').setAttribute('aria-label', `撤下照片 ${photo.no}`);
}

/** @param {HTMLElement} chip @returns {HTMLTextAreaElement} */
function boxBeside(chip) {
  return /** @type {HTMLTextAreaElement} */ (need(/** @type {HTMLElement} */ (chip.closest('.field')), 'textarea'));
}
