// 显示: light, dark or for the sun as this phone's owner chose, put on before anything is painted.
// Kept beside the databases, which answer too late for that: they hold the work, this holds a word.

const KEY = 'appearance';

/** @returns {string} empty: as the system says */
export function appearance() {
  return document.documentElement.dataset.appearance ?? '';
}

/** @param {string} value @returns {boolean} whether it will be so on the next page too */
export function appear(value) {
  wear(value);
  try {
    if (value) localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

/** As it was chosen on this phone. */
export function appearAsChosen() {
  try {
    wear(localStorage.getItem(KEY) ?? '');
  } catch {
    wear(''); // a browser that keeps nothing for us follows the system
  }
}

/** @param {string} value */
function wear(value) {
  if (value) document.documentElement.dataset.appearance = value;
  else delete document.documentElement.dataset.appearance;
}
