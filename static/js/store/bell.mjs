// Tells this tab and the person's other tabs that something was stored; the news itself is read from the store.

/** @import {Bell} from './types.d.ts' */

/** @type {Set<(bell: Bell, far: boolean) => void>} */
const listeners = new Set();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('fieldapp');
if (channel) channel.onmessage = (event) => listeners.forEach((hear) => hear(event.data, true));

/** @param {Bell} bell */
export function ring(bell) {
  channel?.postMessage(bell);
  listeners.forEach((hear) => hear(bell, false));
}

/** @param {(bell: Bell, far: boolean) => void} fn far: it happened in another tab @returns {() => void} off */
export function hear(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}
