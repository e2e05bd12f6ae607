// What is done to a whole group at once: one bulk act with one id, its number said before and after, taken back whole.
import { newId } from '../core/ids.mjs';
import { copy, need, slot } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../store/types.d.ts').Draft} Draft */

const WORDS = { NORMAL: '正常', NOT_APPLICABLE: '未涉及' };

/** @param {Inspection} inspection @returns {Record<string, Act>} */
export function groupActs(inspection) {
  return {
    'rest-normal': (button) => mark(inspection, rest(groupOf(button), inspection), 'NORMAL'),
    'none-here': (button) => askWhy(groupOf(button), inspection),
    lacking: (button) => markLacking(groupOf(button), inspection),
    'none-because': (chip) => markNone(groupOf(chip), inspection, chip.textContent ?? ''),
    'none-own-words': (button) => {
      const box = /** @type {HTMLInputElement} */ (need(groupOf(button), '[data-none-reason]'));
      if (box.value.trim()) return markNone(groupOf(button), inspection, box.value.trim().normalize('NFC'));
      box.focus();
      return say('先写原因，再记为未涉及。');
    },
    'none-cancel': (button) => askedIn(groupOf(button))?.remove(),
    undo: (button) => takeBack(groupOf(button), inspection, button.dataset.value ?? ''),
  };
}

/** @param {HTMLElement} group @param {Inspection} inspection */
export function paintGroup(group, inspection) {
  const cards = cardsOf(group);
  const open = openOf(group, inspection);
  const restCount = rest(group, inspection).length;
  need(group, '[data-count]').textContent = `已填 ${cards.length - open.length} / ${cards.length} 项`;
  need(group, '[data-rest]').textContent = String(restCount);
  need(group, '[data-act="rest-normal"]').hidden = restCount === 0;
  need(group, '[data-none]').textContent = String(open.length);
  need(group, '[data-act="none-here"]').hidden = open.every((card) => card.dataset.lacking); // then the suggestion says it all
  const place = need(group, '[data-said-of-group]');
  const asked = open.length ? askedIn(group) : null;
  for (const line of [...place.children]) if (line !== asked) line.remove(); // the question stays: somebody may be writing in it
  place.append(...suggestion(group, inspection), ...bulkActs(group, inspection));
}

/** @param {Element} inside @returns {HTMLElement} */
function groupOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest('[data-group]'));
}

/** @param {HTMLElement} group @returns {HTMLElement[]} */
function cardsOf(group) {
  return [...group.querySelectorAll('[data-item]')].map((card) => /** @type {HTMLElement} */ (card));
}

/** @param {HTMLElement} group @param {Inspection} inspection */
function openOf(group, inspection) {
  return cardsOf(group).filter(
    (card) => !inspection.state.fields[verdictOf(card)]?.heads.some((head) => head.payload.value),
  );
}

/** Items about something the school does not have are never called 正常 in passing. @param {HTMLElement} group @param {Inspection} inspection */
function rest(group, inspection) {
  return openOf(group, inspection).filter((card) => !card.dataset.lacking);
}

/** @param {HTMLElement} card */
function verdictOf(card) {
  return `item.${card.dataset.item}.verdict`;
}

/**
 * @param {Inspection} inspection
 * @param {HTMLElement[]} cards
 * @param {'NORMAL' | 'NOT_APPLICABLE'} value
 * @param {(card: HTMLElement) => string} [why]
 */
async function mark(inspection, cards, value, why) {
  const bulk = newId();
  const drafts = cards.flatMap((card) => [
    { kind: 'answer.set', field: verdictOf(card), payload: { value, bulk } },
    ...(why ? [{ kind: 'answer.set', field: `item.${card.dataset.item}.reason`, payload: { text: why(card) } }] : []),
  ]);
  if (await inspection.write(drafts)) say(`已存本机：${cards.length} 项记为${WORDS[value]}`);
}

/** @param {HTMLElement} group @param {Inspection} inspection */
function markLacking(group, inspection) {
  const cards = openOf(group, inspection).filter((card) => card.dataset.lacking);
  return mark(inspection, cards, 'NOT_APPLICABLE', (card) => `学校没有${card.dataset.lacking}`);
}

/** @param {HTMLElement} group @param {Inspection} inspection @param {string} reason */
function markNone(group, inspection, reason) {
  askedIn(group)?.remove();
  return mark(inspection, openOf(group, inspection), 'NOT_APPLICABLE', () => reason);
}

/** @param {HTMLElement} group @param {Inspection} inspection */
function askWhy(group, inspection) {
  const count = openOf(group, inspection).length;
  const question = copy('ask-none', { words: `本组 ${count} 项记为未涉及，原因是？` });
  const box = need(question, '[data-none-reason]');
  box.id = `none-${group.dataset.group}`;
  slot(question, 'label').setAttribute('for', box.id);
  askedIn(group)?.remove();
  need(group, '[data-said-of-group]').prepend(question);
  need(question, '.chip').focus();
}

/** @param {HTMLElement} group */
function askedIn(group) {
  return group.querySelector('[data-line="ask"]');
}

/** @param {HTMLElement} group @param {Inspection} inspection @returns {HTMLElement[]} */
function suggestion(group, inspection) {
  const lacking = openOf(group, inspection).filter((card) => card.dataset.lacking);
  if (!lacking.length) return [];
  const what = [...new Set(lacking.map((card) => card.dataset.lacking))].join('、');
  return [copy('suggest', { words: `学校登记没有${what}。`, act: `${lacking.length} 项记为未涉及` })];
}

/** One line per bulk act that still stands in this group. @param {HTMLElement} group @param {Inspection} inspection @returns {HTMLElement[]} */
function bulkActs(group, inspection) {
  /** @type {Map<string, string[]>} */
  const acts = new Map();
  for (const card of cardsOf(group)) {
    const { value, bulk } = inspection.value(verdictOf(card)) ?? {};
    if (value && bulk) acts.set(bulk, [...(acts.get(bulk) ?? []), value]);
  }
  return [...acts].map(([bulk, values]) => {
    const word = WORDS[/** @type {keyof typeof WORDS} */ (values[0])];
    const line = copy('bulk-done', { words: `已一次把 ${values.length} 项记为${word}` });
    const button = slot(line, 'undo');
    button.dataset.value = bulk;
    button.setAttribute('aria-label', `撤销：${values.length} 项${word}`);
    return line;
  });
}

/** @param {HTMLElement} group @param {Inspection} inspection @param {string} bulk */
async function takeBack(group, inspection, bulk) {
  const cards = cardsOf(group).filter((card) => inspection.value(verdictOf(card))?.bulk === bulk);
  /** @type {Draft[]} */
  const drafts = cards.flatMap((card) => {
    const reason = `item.${card.dataset.item}.reason`;
    return [
      { kind: 'answer.set', field: verdictOf(card), payload: { value: null, bulk } },
      ...(inspection.value(reason)?.text ? [{ kind: 'answer.set', field: reason, payload: { text: '' } }] : []),
    ];
  });
  if (await inspection.write(drafts)) say(`已撤销：${cards.length} 项恢复为未填`);
}
