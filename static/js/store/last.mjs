// Who was here last, for opening the right database early. Never who is here: that the device's own database says.

const KEY = 'last';

/** @returns {string} empty: nobody, or a browser that keeps nothing beside its databases */
export function lastHere() {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** @param {string} person empty: nobody any more */
export function keepLastHere(person) {
  try {
    if (person !== lastHere()) localStorage.setItem(KEY, person);
  } catch {
    /* then it opens a moment later */
  }
}
