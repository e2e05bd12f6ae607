// A page that fills itself in a moment shows nothing before: a cheap phone would lay out and paint 正在打开 first, and the
// sheet would come later for it.
import { parsed } from './parsed.mjs';

/** Whoever waits longer is told that it is opening. */
const PATIENCE_MS = 600;

/** Show what the page's HTML keeps back. */
export function lift() {
  for (const part of document.querySelectorAll('[data-behind-curtain]')) {
    part.removeAttribute('data-behind-curtain');
    /** @type {HTMLElement} */ (part).hidden = false;
  }
}

export async function liftInTime() {
  await parsed;
  setTimeout(lift, PATIENCE_MS);
}
