// Copies of the page's own templates with words put into their slots: all Chinese stays in the HTML where it can.

/**
 * A copy of <template id> with its slots filled.
 * @param {string} id
 * @param {Record<string, string | Node | null>} [words] by slot name; null takes the slot out of the copy
 * @returns {HTMLElement}
 */
export function copy(id, words = {}) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const part = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  fill(part, words);
  return part;
}

/**
 * @param {Element} part
 * @param {Record<string, string | Node | null>} words
 */
export function fill(part, words) {
  for (const [name, what] of Object.entries(words)) {
    const place = slot(part, name);
    if (what === null) place.remove();
    else place.replaceChildren(...(typeof what === 'string' ? whole(what) : [what]));
  }
}

const DATE = /(\d{4}-\d\d-\d\d)/;

/** Words of which no line ends within a date: browsers break behind its hyphens. @param {string} words @returns {(string | Node)[]} */
export function whole(words) {
  return words.split(DATE).map((part, n) => {
    if (n % 2 === 0) return part;
    return Object.assign(document.createElement('span'), { className: 'whole', textContent: part });
  });
}

/**
 * @param {Element} part
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(part, name) {
  return need(part, `[data-slot="${name}"]`);
}

/**
 * The one element that has to be there.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function need(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * Show an element with these words, or hide it when there are none.
 * @param {HTMLElement} element
 * @param {string} words
 */
export function tell(element, words) {
  element.hidden = !words;
  if (element.textContent !== words) element.replaceChildren(...whole(words));
}

/**
 * Make `list` hold these parts in their order; a part whose key stayed is left as it is, with focus and scroll.
 * @param {HTMLElement} list
 * @param {[string, () => HTMLElement][]} wanted key and how to make it
 */
export function keepList(list, wanted) {
  const old = new Map([...list.children].map((part) => [/** @type {HTMLElement} */ (part).dataset.key, part]));
  const parts = wanted.map(([key, make]) => {
    const part = /** @type {HTMLElement} */ (old.get(key) ?? make());
    part.dataset.key = key;
    return part;
  });
  if (parts.length !== list.children.length || parts.some((part, n) => part !== list.children[n])) {
    list.replaceChildren(...parts);
  }
}

/**
 * Take a control away once it has done its work; a focus that stood in it goes on to what now says so.
 * @param {HTMLElement} control
 * @param {boolean} gone
 * @param {HTMLElement} next
 */
export function retire(control, gone, next) {
  const held = gone && control === document.activeElement;
  control.hidden = gone;
  if (!held) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
