// A page that is left gives up its transactions. Safari keeps such a page as it stands, for whoever goes back to it; a
// transaction in it would never end, and every page after it would wait for it for ever.

/** @import {Tx} from './types.d.ts' */

/** @type {Set<Tx>} */
const underWay = new Set();
let gone = false;

// Nothing is lost by it: a browser that forgets the page ends them as well, and only what is complete is called saved.
globalThis.addEventListener?.('pagehide', (event) => {
  if (!isKept(event)) return;
  gone = true;
  underWay.forEach(end);
});
// Whoever goes back gets the page anew: what it shows was true when it was left, and it writes no more.
globalThis.addEventListener?.('pageshow', (event) => {
  if (isKept(event)) /** @type {any} */ (globalThis).location.reload(); // a worker, which has another kind of place, is never shown
});

/** @returns {boolean} whether this page has been left: then nothing may begin on it any more */
export function left() {
  return gone;
}

/** @template {Tx} T @param {T} tx given up should the page be left before it is over @returns {T} the same */
export function endWithPage(tx) {
  underWay.add(tx);
  const over = () => underWay.delete(tx);
  tx.done.then(over, over);
  return tx;
}

/** @param {Event} event of a page that is left or come back to */
function isKept(event) {
  return /** @type {Event & {persisted?: boolean}} */ (event).persisted === true;
}

/** @param {Tx} tx */
export function end(tx) {
  try {
    tx.abort();
  } catch {
    /* already over */
  }
}
