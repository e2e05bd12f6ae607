// Step ②: the packet's cards bound to the visit. A tap writes, and the change that comes back paints the one card.
import { conflictsOf, photosOf } from '../core/answers.mjs';
import { progress } from '../core/progress.mjs';
import { canAnswer } from '../core/steps.mjs';
import { codeOf, paintCard } from './card.mjs';
import { need, slot, tell } from './fill.mjs';
import { filterActs, jumpTo, layOutInIdle, paintFilter } from './filter.mjs';
import { groupActs, paintGroup } from './group.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

const ITEM_FIELD = /^item\.(.+)\.[^.]+$/;
const PARTS = ['verdict', 'reason', 'note', 'disposition', 'due'];
const UNFOLDS = new Set(['ABNORMAL', 'NOT_APPLICABLE', 'NOT_CHECKED']);

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {Promise<import('./inspection.mjs').Step>}
 */
export async function openStep(panel, inspection) {
  const sheet = new Sheet(panel, inspection);
  await Promise.all([sheet.paint([...sheet.cards.keys()]), sheet.paintPhotos()]);
  layOutInIdle(panel);
  return {
    acts: sheet.acts(),
    paint: (fields) => sheet.paintChange(fields),
    jump: (code) => jumpTo(panel, code),
    settle: async () => sheet.unfolding && (await sheet.unfolding).commitTexts(inspection),
  };
}

class Sheet {
  /** @type {Promise<typeof import('./unfold.mjs')> | undefined} */ unfolding;
  /** @type {typeof import('./conflict.mjs') | undefined} */ settled;
  /** @type {typeof import('./picture.mjs') | undefined} */ pictured;

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
      ...filterActs(panel, () => this.wanting()),
      verdict: (button) => this.answer(button),
      clear: (button) => inspection.write(this.answerDrafts(codeOf(button), null)),
      phrase: async (chip) => (await this.unfold()).insertPhrase(chip, inspection),
      disposition: async (button) => (await this.unfold()).setDisposition(button, inspection),
      days: async (chip) => (await this.unfold()).setDays(chip, inspection),
      reason: async (chip) => (await this.unfold()).putReason(chip, inspection),
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
  async paintChange(fields) {
    const codes = new Set(
      fields.map((field) => ITEM_FIELD.exec(field)?.[1] ?? '').filter((code) => this.cards.has(code)),
    );
    const photos = fields.some((field) => field.startsWith('evidence.'));
    if (photos) for (const code of this.wanting().abnormal) codes.add(code); // a photo may have been what was missing
    await Promise.all([this.paint([...codes]), photos && this.paintPhotos()]);
  }

  /** @param {string[]} codes of the cards something happened to */
  async paint(codes) {
    const { inspection, panel } = this;
    const cards = codes.map((code) => /** @type {HTMLElement} */ (this.cards.get(code)));
    for (const card of cards) paintCard(card, inspection);
    for (const group of new Set(cards.map((card) => card.closest('[data-group]')))) {
      paintGroup(/** @type {HTMLElement} */ (group), inspection);
    }
    paintFilter(panel, this.cards.size, this.wanting());
    this.paintLock();
    await Promise.all([this.paintFolds(cards), this.paintConflicts(cards)]);
  }

  /** @param {HTMLElement[]} cards */
  async paintFolds(cards) {
    const some = cards.some((card) => UNFOLDS.has(card.dataset.verdict ?? ''));
    if (!some && !this.unfolding) return;
    const { paintFold } = await this.unfold();
    const { missing } = progress(this.inspection.facts, this.inspection.state);
    for (const card of cards) paintFold(card, this.inspection, missing);
  }

  unfold() {
    this.unfolding ??= import('./unfold.mjs').then((folds) => {
      folds.bindFolds(this.panel, this.inspection);
      return folds;
    });
    return this.unfolding;
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

  /** Most visits never have one; what shows them is loaded when the first appears. @param {HTMLElement[]} cards */
  async paintConflicts(cards) {
    if (!this.settled && !conflictsOf(this.inspection.state).length) return;
    const { paintConflicts } = (this.settled = await import('./conflict.mjs'));
    for (const card of cards) {
      const fields = PARTS.map((part) => `item.${codeOf(card)}.${part}`);
      paintConflicts(card, this.inspection, fields);
    }
  }

  /** Photos given to an item stand in its card. */
  async paintPhotos() {
    if (!this.pictured && !photosOf(this.inspection.state).length) return;
    const { paintPictures, pictures } = (this.pictured = await import('./picture.mjs'));
    const all = pictures(this.inspection);
    for (const [code, card] of this.cards) {
      const own = all.filter((photo) => photo.item === code);
      const place = card.querySelector('.item__photos') ?? (own.length ? roomForPhotos(card) : null);
      if (place) paintPictures(/** @type {HTMLElement} */ (place), own, this.inspection, inCard);
    }
  }
}

/** @param {HTMLElement} card */
function roomForPhotos(card) {
  const place = document.createElement('div');
  place.className = 'photos item__photos';
  card.append(place);
  return place;
}

/** In a card the item is known and the door is told at the top. @param {HTMLElement} figure @param {import('./picture.mjs').Picture} photo */
function inCard(figure, photo) {
  slot(figure, 'no').textContent = `照片 ${photo.no}`;
  for (const rest of figure.querySelectorAll('[data-slot="give"], [data-slot="door"]')) rest.remove();
  need(figure, '[data-act="withdraw"]').setAttribute('aria-label', `撤下照片 ${photo.no}`);
}
