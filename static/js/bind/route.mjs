// The steps of a visit as places in the history: back goes one step back, and from step ① it stays in the visit.

/** @typedef {(step: number) => unknown} Show awaited, so that whoever goes somewhere knows when it is there */

/** What the last move of the history shows. @type {Promise<unknown>} */
let shown = Promise.resolve();

/**
 * @returns {{visit: string, step: number}} what stands behind # in the address: visit/step; step 0 when none is named
 */
export function place() {
  const [visit, step] = location.hash.slice(1).split('/');
  return { visit: visit ?? '', step: /^[1-4]$/.test(step) ? Number(step) : 0 };
}

/**
 * Lay the steps before `first` into the history, so that the back gesture always finds the one before.
 * Under step ① lies one entry more: whoever goes back too far lands on it and is put forward again.
 * @param {string} visit
 * @param {number} first the step to open with
 * @param {Show} show
 * @param {() => void} stayed called when going back was stopped at step ①
 */
export async function openRoute(visit, first, show, stayed) {
  history.scrollRestoration = 'manual'; // the browser's own comes late, and takes one away from the item just jumped to
  const here = history.state?.visit === visit ? history.state.step : 0;
  if (here === 0) {
    history.replaceState({ visit, step: 0 }, '', `#${visit}/1`);
    advance(visit, 0, first);
  }
  addEventListener('popstate', (event) => {
    const step = event.state?.step;
    if (step === undefined) return location.reload(); // an address typed or pasted by hand
    if (step === 0) {
      advance(visit, 0, 1);
      stayed();
    }
    shown = Promise.resolve(show(step || 1));
  });
  await show(here || first);
}

/**
 * @param {string} visit
 * @param {number} to
 * @param {Show} show
 */
export async function go(visit, to, show) {
  const from = history.state?.step ?? 1;
  if (to < from) {
    const moved = new Promise((resolve) => {
      addEventListener('popstate', resolve, { once: true });
    });
    history.go(to - from);
    await moved;
    return shown;
  }
  advance(visit, from, to);
  await show(to);
}

/** @param {string} visit @param {number} from @param {number} to */
function advance(visit, from, to) {
  for (let step = from + 1; step <= to; step += 1) history.pushState({ visit, step }, '', `#${visit}/${step}`);
}
