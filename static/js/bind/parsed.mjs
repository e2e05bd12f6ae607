// The script runs while the page's text is still coming in, so that the databases open meanwhile. Whoever touches the page
// waits for all of it.

/** @type {Promise<unknown>} */
export const parsed = new Promise((resolve) => {
  // Not DOMContentLoaded: browsers lay the page out on that occasion, before anybody has filled it.
  if (document.readyState === 'loading') document.addEventListener('readystatechange', resolve, { once: true });
  else resolve(null);
});
