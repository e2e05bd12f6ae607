// Styles of what is seldom opened come with the module that opens it, so that no page waits for them.

/** @type {Map<string, Promise<void>>} */
const worn = new Map();

/** @param {string} name of a file in static/css @returns {Promise<void>} also when it could not be had: bare is better than not at all */
export function wear(name) {
  const known = worn.get(name) ?? load(name);
  worn.set(name, known);
  return known;
}

/** @param {string} name @returns {Promise<void>} */
function load(name) {
  return new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    // Beside this module and of the same build, wherever that is served from.
    link.href = new URL(`../../css/${name}.css`, import.meta.url).pathname;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => resolve());
    document.head.append(link);
  });
}
