// What has to be done, but not before the page can be used: it waits for a moment in which nobody waits.

/** Longer than it takes to show a page, shorter than it takes to read one item. */
const FIRST_LOOK_MS = 1000;
/** A page that never rests gets it all the same. */
const AT_THE_LATEST_MS = 2000;

/** @returns {Promise<unknown>} once the browser has painted and has nothing else to do */
export function idle() {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: AT_THE_LATEST_MS });
    else setTimeout(resolve); // no Safari has it
  });
}

/** @returns {Promise<unknown>} for what would keep a cheap phone busy when the first tap comes */
export async function looked() {
  await new Promise((resolve) => {
    setTimeout(resolve, FIRST_LOOK_MS);
  });
  return idle();
}
