// Step ②: the packet's cards bound to the visit. A tap writes, and the change that comes back paints the one card.
import { conflictsOf, standing } from '../core/answers.mjs';
import { progress } from '../core/progress.mjs';
import { canAnswer } from '../core/steps.mjs';
import { codeOf, paintCard } from './card.mjs';
import { need, tell } from './fill.mjs';
import { filterActs, jumpTo, layOutInIdle, paintFilter } from './filter.mjs';
import { groupActs, paintGroup } from './group.mjs';
import { departmentsIn, ownFirst, paintDepartments } from './whose.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('./picture.mjs').Picture} Picture */

const ITEM_FIELD = /^item\.(.+)\.[^.]+$/;
const PARTS = ['verdict', 'reason', 'note', 'disposition', 'due', 'mode'];
const ABSENT = '[data-whose="absent"]';
const UNFOLDS = new Set(['ABNORMAL', 'NOT_APPLICABLE', 'NOT_CHECKED']);

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {Promise<import('./inspection.mjs').Step>}
 */
export async function openStep(panel, inspection) {
  const sheet = new Sheet(panel, inspection);
  ownFirst(sheet.departments, inspection);
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
    this.departments = departmentsIn(panel);
    panel.addEventListener('toggle', (event) => this.showModes(/** @type {HTMLElement} */ (event.target)), true);
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

  /** What whoever answers now can still do something about. */
  wanting() {
    const { facts, items, state } = this.inspection;
    const { open, missing } = progress(facts, state);
    const own = (/** @type {string} */ code) => this.inspection.mayAnswer(items.get(code)?.department ?? '');
    const abnormal = [...this.cards.keys()].filter((code) => this.inspection.verdict(code) === 'ABNORMAL');
    return { open: open.filter(own), missing: missing.map(({ code }) => code).filter(own), abnormal };
  }

  /** @param {string[]} fields that changed */
  async paintChange(fields) {
    if (!fields.length) return; // what was painted last still holds
    const codes = new Set(
      fields.map((field) => ITEM_FIELD.exec(field)?.[1] ?? '').filter((code) => this.cards.has(code)),
    );
    if (fields.includes('acting')) ownFirst(this.departments, this.inspection);
    if (fields.some((field) => field.startsWith('department.'))) for (const code of this.cards.keys()) codes.add(code);
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
    paintDepartments(panel, this.departments, inspection);
    await Promise.all([this.paintFolds(cards), this.paintConflicts(cards)]);
  }

  /** @param {HTMLElement[]} cards */
  async paintFolds(cards) {
    for (const card of cards) if (this.inspection.state.fields[`item.${codeOf(card)}.mode`]) this.showModes(card);
    const some = cards.some((card) => UNFOLDS.has(card.dataset.verdict ?? '') && !card.closest(ABSENT));
    if (!some && !this.unfolding) return;
    const { paintFold } = await this.unfold();
    const { missing } = progress(this.inspection.facts, this.inspection.state);
    for (const card of cards) if (!card.closest(ABSENT)) paintFold(card, this.inspection, missing);
  }

  /** @param {HTMLElement} inside a card, or the 依据与指引 that was opened in it */
  async showModes(inside) {
    const card = /** @type {HTMLElement | null} */ (inside.closest('[data-item]'));
    if (!card || !inside.matches('[data-item], .item__more')) return;
    (await import('./modes.mjs')).paintModes(card, this.inspection);
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
    if (!this.settled && !conflictsOf(this.inspection.facts, this.inspection.state).length) return;
    const { paintConflicts } = (this.settled = await import('./conflict.mjs'));
    for (const card of cards) {
      const fields = PARTS.map((part) => `item.${codeOf(card)}.${part}`);
      paintConflicts(card, this.inspection, fields);
    }
  }

  /** Photos given to an item stand in its card. */
  async paintPhotos() {
    if (!this.pictured && !standing(this.inspection.state).size) return;
    const { finishInCard, paintPictures, pictures } = (this.pictured = await import('./picture.mjs'));
    const all = pictures(this.inspection);
    for (const [code, card] of this.cards) {
      const own = all.filter((photo) => photo.item === code);
      const place = card.querySelector('.item__photos') ?? (own.length ? roomForPhotos(card) : null);
      const faces = this.inspection.items.get(code)?.faces ?? false;
      const finish = (/** @type {HTMLElement} */ figure, /** @type {Picture} */ photo) =>
        finishInCard(figure, photo, faces);
      if (place) paintPictures(/** @type {HTMLElement} */ (place), own, this.inspection, finish);
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
