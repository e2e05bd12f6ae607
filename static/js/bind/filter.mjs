// Which cards are shown, and the way to the next one that still wants something. A card that is answered while a
// filter is on stays where it is: nothing may vanish under the thumb.
import { need, tell } from './fill.mjs';
import { idle, looked } from './idle.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {{open: string[], missing: string[], abnormal: string[]}} Wanting codes by what they want */

const NOTHING = { all: '这张表没有检查项目。', open: '没有未填的项目了。', abnormal: '没有不正常的项目。' };

/**
 * @param {HTMLElement} panel
 * @param {() => Wanting} wanting
 * @returns {Record<string, Act>}
 */
export function filterActs(panel, wanting) {
  /** @type {string} the item last jumped to */
  let last = '';
  return {
    filter: (button) => apply(panel, /** @type {keyof typeof NOTHING} */ (button.dataset.value), wanting()),
    'next-open': () => {
      const { open, missing } = wanting();
      const codes = cardsOf(panel)
        .map((card) => card.dataset.item ?? '')
        .filter((code) => open.includes(code) || missing.includes(code));
      if (!codes.length) return say('每一项都填好了，可以去结果确认。');
      last = nextAfter(panel, last, codes);
      return jumpTo(panel, last);
    },
  };
}

/**
 * Bring an item to the top and the focus to its first answer.
 * @param {HTMLElement} panel
 * @param {string} code
 */
export function jumpTo(panel, code) {
  for (const group of unlaid(panel)) layOut(group); // where a card stands depends on the heights of those above it
  const card = need(panel, `[data-item="${CSS.escape(code)}"]`);
  card.classList.remove('item--out');
  /** @type {HTMLElement} */ (card.closest('[data-group]')).hidden = false;
  card.scrollIntoView({ block: 'start' });
  need(card, '[data-act="verdict"]').focus({ preventScroll: true });
}

/** Lay out the cards out of sight, group by group, once the first look has been taken. @param {HTMLElement} panel */
export async function layOutInIdle(panel) {
  await looked();
  for (let [group] = unlaid(panel); group; [group] = unlaid(panel)) {
    layOut(group);
    await idle();
  }
}

/** @param {HTMLElement} panel @returns {HTMLElement[]} */
function unlaid(panel) {
  return [...panel.querySelectorAll('[data-group]:not([data-laid])')].map(
    (group) => /** @type {HTMLElement} */ (group),
  );
}

/** The rule for content-visibility is in phone.css. @param {HTMLElement} group */
function layOut(group) {
  group.dataset.laid = '';
}

/**
 * @param {HTMLElement} panel
 * @param {number} total
 * @param {Wanting} wanting
 */
export function paintFilter(panel, total, { open, missing, abnormal }) {
  need(panel, '[data-total]').textContent = String(total);
  need(panel, '[data-open-count]').textContent = String(open.length);
  need(panel, '[data-abnormal-count]').textContent = String(abnormal.length);
  const left = new Set([...open, ...missing]).size;
  const next = left > open.length ? '下一待补' : '下一未填'; // beside “未填 4” no “未填 5”
  need(panel, '[data-act="next-open"]').textContent = left ? `${next} ${left}` : '都填好了';
}

/** @param {HTMLElement} panel @param {keyof typeof NOTHING} which @param {Wanting} wanting */
function apply(panel, which, wanting) {
  for (const button of panel.querySelectorAll('[data-act="filter"]')) {
    button.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (button).dataset.value === which));
  }
  const shown =
    which === 'all' ? null : new Set(which === 'open' ? [...wanting.open, ...wanting.missing] : wanting.abnormal);
  for (const card of cardsOf(panel))
    card.classList.toggle('item--out', shown !== null && !shown.has(card.dataset.item ?? ''));
  for (const group of panel.querySelectorAll('[data-group]')) {
    /** @type {HTMLElement} */ (group).hidden = !group.querySelector('[data-item]:not(.item--out)');
  }
  const empty = !panel.querySelector('[data-item]:not(.item--out)');
  tell(need(panel, '[data-filter-empty]'), empty ? NOTHING[which] : '');
}

/** @param {HTMLElement} panel @param {string} last @param {string[]} codes in the order of the sheet */
function nextAfter(panel, last, codes) {
  const order = cardsOf(panel).map((card) => card.dataset.item ?? '');
  return codes.find((code) => order.indexOf(code) > order.indexOf(last)) ?? codes[0];
}

/** @param {HTMLElement} panel @returns {HTMLElement[]} */
function cardsOf(panel) {
  return [...panel.querySelectorAll('[data-item]')].map((card) => /** @type {HTMLElement} */ (card));
}
