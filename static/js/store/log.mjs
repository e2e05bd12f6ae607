// The phone's own diary of what went wrong, and the calm sentences the page shows about it.

/** @typedef {{at: string, where: string, message: string}} Entry */

/** @type {Set<(key: string, sentence: string) => void>} */
const listeners = new Set();
/** @type {(entry: Entry) => Promise<unknown>} */
let keep = async () => {};

/** Where entries go; set once by the device database, which itself must be able to note trouble. @param {typeof keep} sink */
export function keepLogIn(sink) {
  keep = sink;
}

/** Write down what happened; never throws, because it is called where something already went wrong. @param {string} where @param {unknown} error */
export function note(where, error) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  keep({ at: new Date().toISOString(), where, message }).catch(() => console.warn(where, message));
}

/** Tell whoever looks at the page. @param {string} key one strip per key @param {string} sentence @param {unknown} [cause] */
export function trouble(key, sentence, cause) {
  note(key, cause ?? sentence);
  listeners.forEach((tell) => tell(key, sentence));
}

/** @param {(key: string, sentence: string) => void} fn @returns {() => void} off */
export function onTrouble(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}
