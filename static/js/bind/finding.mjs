// What 不正常 asks for: the fact in words, what is done about it, until when, and a photo — each saved as it is given.
import { phrasesOf, rememberPhrase } from '../store/phrases.mjs';
import { dayFromNow } from './day.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { attempt, say } from './say.mjs';
import { paintText, putWords, tieBox } from './text.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

const BLANK = '〔';
/** Shorter than this it is no sentence worth offering again. */
const LEAST = 4;

/** @param {Inspection} inspection @param {string} code */
export function makeAbnormal(inspection, code) {
  const fold = copy('fold-abnormal');
  const item = /** @type {import('./inspection.mjs').Item} */ (inspection.items.get(code));
  slot(fold, 'phrases').append(...item.phrases.map((phrase) => chip('phrase', phrase, phrase)));
  const days = inspection.facts.profile.due_day_chips;
  slot(fold, 'days').append(
    ...days.map((/** @type {number} */ number) => chip('days', `${number} 日`, String(number))),
  );
  tieBox(fold, `item.${code}.note`);
  const date = /** @type {HTMLInputElement} */ (need(fold, '[data-due]'));
  date.id = `due-${code}`;
  date.min = dayFromNow();
  date.addEventListener('change', () => setDate(date, inspection));
  slot(fold, 'date-label').setAttribute('for', date.id);
  ownWords(fold, inspection, item);
  return fold;
}

/** One's own words of the last schools are offered again, and these are kept for the next one when the box is left. @param {HTMLElement} fold @param {Inspection} inspection @param {import('./inspection.mjs').Item} item */
function ownWords(fold, inspection, { code, phrases }) {
  const box = /** @type {HTMLTextAreaElement} */ (need(fold, 'textarea'));
  attempt('phrases', async () => {
    const own = (await phrasesOf(code)).filter((text) => !phrases.includes(text));
    slot(fold, 'phrases').append(...own.map((text) => chip('phrase', text, text)));
  });
  box.addEventListener('blur', () => {
    const text = box.value.trim().normalize('NFC');
    const worth = text.length >= LEAST && !text.includes(BLANK) && !phrases.includes(text);
    if (worth) attempt('phrases', () => rememberPhrase(code, inspection.visit.id, text));
  });
}

/** @param {HTMLElement} fold @param {Inspection} inspection @param {string} code @param {string[]} gaps */
export function paintAbnormal(fold, inspection, code, gaps) {
  const disposition = inspection.value(`item.${code}.disposition`)?.value;
  press(fold, '[data-act="disposition"]', disposition);
  slot(fold, 'due').hidden = disposition !== 'RECTIFY';
  slot(fold, 'after').hidden = disposition !== 'CORRECTED_ON_SITE';
  slot(fold, 'camera').textContent = disposition === 'CORRECTED_ON_SITE' ? '拍改正后的照片' : '拍照';
  const due = inspection.value(`item.${code}.due`);
  press(fold, '[data-act="days"]', String(due?.days ?? ''));
  const date = /** @type {HTMLInputElement} */ (need(fold, '[data-due]'));
  if (document.activeElement !== date) date.value = due?.date ?? '';
  paintText(/** @type {HTMLTextAreaElement} */ (need(fold, 'textarea')), inspection);
  tell(slot(fold, 'missing'), gaps.length ? `还缺：${gaps.join('、')}` : '');
}

/** @param {HTMLElement} chip @param {Inspection} inspection */
export async function insertPhrase(chip, inspection) {
  const box = /** @type {HTMLTextAreaElement} */ (
    need(/** @type {HTMLElement} */ (chip.closest('.field')), 'textarea')
  );
  const phrase = chip.dataset.value ?? '';
  const before = box.value.trim();
  if (!before.includes(phrase)) await putWords(box, before ? `${before}\n${phrase}` : phrase, inspection);
  const blank = box.value.indexOf(BLANK);
  if (blank < 0) return;
  box.focus(); // a phrase with a place to fill in: the caret waits there, the keyboard is up
  box.setSelectionRange(blank, box.value.indexOf('〕', blank) + 1);
}

/** @param {HTMLElement} button @param {Inspection} inspection */
export function setDisposition(button, inspection) {
  return setPart(button, inspection, 'disposition', { value: button.dataset.value });
}

/** @param {HTMLElement} chip @param {Inspection} inspection */
export function setDays(chip, inspection) {
  const days = Number(chip.dataset.value);
  return setPart(chip, inspection, 'due', { date: dayFromNow(days), days });
}

/** @param {HTMLInputElement} box @param {Inspection} inspection */
function setDate(box, inspection) {
  if (!box.value) return;
  if (box.value < box.min) return say('整改期限不能早于今天，请另选日期。');
  setPart(box, inspection, 'due', { date: box.value });
}

/** @param {HTMLElement} inside @param {Inspection} inspection @param {string} part @param {object} payload */
function setPart(inside, inspection, part, payload) {
  const { item } = /** @type {HTMLElement} */ (inside.closest('[data-item]')).dataset;
  return inspection.write([{ kind: 'finding.set', field: `item.${item}.${part}`, payload }]);
}

/** @param {HTMLElement} fold @param {string} selector @param {string | undefined} value */
function press(fold, selector, value) {
  for (const button of fold.querySelectorAll(selector)) {
    button.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (button).dataset.value === value));
  }
}

/** @param {string} act @param {string} words @param {string} value */
function chip(act, words, value) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'chip';
  button.textContent = words;
  button.dataset.act = act;
  button.dataset.value = value;
  return button;
}
