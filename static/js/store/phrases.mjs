// A person's own words for a problem, by check item: offered again at the next school. They stay on this phone.
import { mine } from './session.mjs';

/** @typedef {{text: string, visit: string}} Phrase */

const KEY = 'phrases';
const KEPT = 3;

/** @param {string} code of a check item @returns {Promise<string[]>} the newest first */
export async function phrasesOf(code) {
  const all = await mine().base.read(['meta'], (tx) => tx.objectStore('meta').get(KEY));
  return (all?.[code] ?? []).map((/** @type {Phrase} */ { text }) => text);
}

/** What was written last at a school replaces what was written there before. @param {string} code @param {string} visit @param {string} text "" forgets */
export async function rememberPhrase(code, visit, text) {
  await mine().base.write(['meta'], async (tx) => {
    const all = (await tx.objectStore('meta').get(KEY)) ?? {};
    const others = (all[code] ?? []).filter((/** @type {Phrase} */ each) => each.visit !== visit && each.text !== text);
    const kept = [...(text ? [{ text, visit }] : []), ...others].slice(0, KEPT);
    await tx.objectStore('meta').put({ ...all, [code]: kept }, KEY);
  });
}
