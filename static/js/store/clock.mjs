// Times of an op: the device's own clock, how far that is off the server's, and a counter no clock change moves.
import { deviceFact, keepDeviceFact } from './bases.mjs';

const boot = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(
  '',
);
let skew = 0;

/** Take over the difference measured on an earlier page. */
export async function recallClock() {
  skew = (await deviceFact('skew_ms')) ?? 0;
}

/** What an op says about when. skew_ms: server time minus device time, as last measured. @returns {{at: string, mono: number, boot: string, skew_ms: number}} */
export function deviceNow() {
  return { at: shanghai(Date.now()), mono: Math.round(performance.now()), boot, skew_ms: skew };
}

/**
 * Learn from a reply. `sent` and `got` are steady times (performance.now()) around the request, so that a clock
 * set in between spoils nothing; the server's moment lies in the middle. A slow reply would teach more error
 * than truth. Nothing is extrapolated by the steady counter: it stands still while a phone sleeps.
 * @param {string} serverTime @param {number} sent @param {number} got
 */
export async function learnClock(serverTime, sent, got) {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server) || got - sent > 5000) return;
  const measured = Math.round(server - (Date.now() - (got - sent) / 2));
  if (Math.abs(measured - skew) < 500) return; // half a second is the network's noise, not the clock's
  skew = measured;
  await keepDeviceFact('skew_ms', skew);
}

/** Inspections happen in one time zone, whatever zone the phone is set to. @param {number} ms @returns {string} 2026-11-21T09:14:05.120+08:00 */
export function shanghai(ms) {
  return new Date(ms + 8 * 3600 * 1000).toISOString().replace('Z', '+08:00');
}
