// Whether this window has proved that it can work without a network; no packet comes to one that hasn't.
import { deviceFact } from './bases.mjs';

/** @import {Readiness} from './types.d.ts' */

const PROBE_HOLDS = 24 * 3600 * 1000;

/** Whether this window can work offline, by the last probe. @returns {Promise<Readiness>} */
export async function readinessHere() {
  const probe = await deviceFact('probe');
  return probe
    ? { ready: probe.ok, missing: probe.missing }
    : { ready: false, missing: ['正在检查这台手机能否离线工作，请稍等。'] };
}

/** A day after the last good probe the phone may have changed: try again. @returns {Promise<boolean>} */
export async function shouldProbe() {
  const probe = await deviceFact('probe');
  return !probe?.ok || Date.now() - Date.parse(probe.at) > PROBE_HOLDS;
}
