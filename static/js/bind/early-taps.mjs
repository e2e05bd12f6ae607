// A tap made before the page listens is kept and made good once it does: nobody has to tap twice.

/** Each once, however often it was tapped meanwhile. @type {Set<HTMLElement>} */
const kept = new Set();

export function keepEarlyTaps() {
  addEventListener('click', keep, { capture: true });
}

/** The page listens now. */
export function makeGood() {
  removeEventListener('click', keep, { capture: true });
  for (const button of kept) if (button.isConnected) button.click();
}

/** @param {MouseEvent} event */
function keep(event) {
  const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-act]'));
  if (!button) return;
  kept.add(button);
  event.stopPropagation(); // half the page may listen already
}
