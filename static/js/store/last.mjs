// Who was here last, for opening the right database early. Never who is here: that the device's own database says.

const KEY = 'last';
/** Named as a part of the page: a worker has none, and then nobody was here. */
const page =
  /** @type {{localStorage: {getItem: (key: string) => string | null, setItem: (key: string, value: string) => void}}} */ (
    /** @type {unknown} */ (globalThis)
  );

/** @returns {string} empty: nobody, or a browser that keeps nothing beside its databases */
export function lastHere() {
  try {
    return page.localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** @param {string} person empty: nobody any more */
export function keepLastHere(person) {
  try {
    if (person !== lastHere()) page.localStorage.setItem(KEY, person);
  } catch {
    /* then it opens a moment later */
  }
}
