// Plain text boxes: each keystroke is a draft on disk at once, each pause of a second an op; while an input
// method composes, nothing is written into the box and no op is made of half a word.
import { need, slot } from './fill.mjs';
import { attempt } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {HTMLTextAreaElement | HTMLInputElement} Box */

const PAUSE_MS = 800;
/** @type {Map<Box, number>} boxes with words that are not yet an op */
const waiting = new Map();
/** @type {WeakMap<Box, string[]>} what each box showed when it was last painted or saved: a colleague's words that came since were not seen */
const shown = new WeakMap();

/**
 * Save what is typed into any box with data-text below `root`.
 * @param {HTMLElement} root
 * @param {Inspection} inspection
 */
export function bindTexts(root, inspection) {
  root.addEventListener('input', (event) => {
    const box = boxOf(event);
    if (!box) return;
    attempt('draft', () => inspection.visit.saveDraft(draftName(box), box.value));
    wait(box, inspection);
    if (/** @type {InputEvent} */ (event).isComposing) clearTimeout(waiting.get(box));
  });
  root.addEventListener('compositionend', (event) => {
    const box = boxOf(event);
    if (box) wait(box, inspection);
  });
  root.addEventListener('change', (event) => {
    const box = boxOf(event);
    if (box && waiting.has(box)) commit(box, inspection);
  });
}

/**
 * Say once which field the box of a fold writes to, and give it its label.
 * @param {HTMLElement} fold
 * @param {string} field item.<code>.note or item.<code>.reason
 */
export function tieBox(fold, field) {
  const box = need(fold, '[data-text]');
  box.id = field;
  box.dataset.field = field;
  slot(fold, 'label').setAttribute('for', field);
}

/**
 * Make ops of all that was typed so far; awaited before anything is shown as final.
 * @param {Inspection} inspection
 */
export async function commitTexts(inspection) {
  await Promise.all([...waiting.keys()].map((box) => commit(box, inspection)));
}

/**
 * Put words into a box for the person (a phrase, a reason) and save them as one act.
 * @param {Box} box
 * @param {string} words
 * @param {Inspection} inspection
 */
export function putWords(box, words, inspection) {
  box.value = words;
  return commit(box, inspection);
}

/**
 * Show what is saved, unless the person is writing there: a box being typed in is never touched.
 * @param {Box} box
 * @param {Inspection} inspection
 */
export function paintText(box, inspection) {
  if (waiting.has(box) || document.activeElement === box) return;
  const draft = inspection.visit.draft(draftName(box));
  box.value = typeof draft === 'string' ? draft : (inspection.value(fieldOf(box))?.text ?? '');
  shown.set(box, inspection.visit.heads(fieldOf(box)));
  if (typeof draft === 'string') wait(box, inspection); // typed before the phone was switched off
}

/** @param {Box} box @param {Inspection} inspection */
function wait(box, inspection) {
  clearTimeout(waiting.get(box));
  waiting.set(
    box,
    window.setTimeout(() => commit(box, inspection), PAUSE_MS),
  );
}

/** @param {Box} box @param {Inspection} inspection */
async function commit(box, inspection) {
  clearTimeout(waiting.get(box));
  waiting.delete(box);
  const text = box.value.trim().normalize('NFC');
  const saved = inspection.value(fieldOf(box))?.text ?? '';
  const kind = /** @type {string} */ (box.dataset.kind);
  const seen = shown.get(box);
  if (text !== saved && !(await inspection.write([{ kind, field: fieldOf(box), payload: { text }, seen }]))) return;
  if (!waiting.has(box)) await inspection.visit.saveDraft(draftName(box), undefined);
}

/** @param {Event} event @returns {Box | null} */
function boxOf(event) {
  return /** @type {HTMLElement} */ (event.target).closest('[data-text]');
}

/** @param {Box} box @returns {string} item.<code>.note or item.<code>.reason */
function fieldOf(box) {
  return /** @type {string} */ (box.dataset.field);
}

/** @param {Box} box */
function draftName(box) {
  return `text:${fieldOf(box)}`;
}
