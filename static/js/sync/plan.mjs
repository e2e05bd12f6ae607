// What goes next: pure decisions, so that every rule of sending is easy to try.

/** @import {Op, PhotoRow, State, VisitRow} from '../store/types.d.ts' */

export const MOST_OPS = 100;
const MOST_BYTES = 256 * 1024;
const LONGEST_WAIT = 300;
const DAYS_AHEAD = 3;
const MOST_PACKETS = 12;
const FINISHED = ['SEALED', 'REGISTERED'];

/** As many of the oldest ops as fit one request, at least one. @param {Op[]} ops @param {number} most @returns {Op[]} */
export function batchOf(ops, most) {
  let bytes = 0;
  const over = ops.findIndex((op, n) => {
    bytes += new TextEncoder().encode(JSON.stringify(op)).length;
    return n > 0 && (n >= most || bytes > MOST_BYTES);
  });
  return over < 0 ? ops : ops.slice(0, over);
}

/** After a refusal (400, 403, 413): half as many. @param {number} sent how many were refused together @returns {number} 0: it was alone, set it aside */
export function afterRefusal(sent) {
  return Math.floor(sent / 2);
}

/** After a success the batches grow again. @param {number} most */
export function afterSuccess(most) {
  return Math.min(MOST_OPS, most * 2);
}

/** Full jitter, so that 300 phones coming out of one valley don't knock at once. @param {number} failures @param {number} [random] 0..1 @returns {number} ms */
export function backOff(failures, random = Math.random()) {
  return random * Math.min(LONGEST_WAIT, 2 ** failures) * 1000;
}

/** Photos still to send: those of problems first, each group as taken; what gave trouble waits for a tap. @param {PhotoRow[]} photos @param {State} state @returns {PhotoRow[]} */
export function photoOrder(photos, state) {
  const rank = (/** @type {PhotoRow} */ { evidence, item }) => {
    const moved = state.fields[`evidence.${evidence}.item`]?.value;
    const code = moved ? moved.item : item;
    return state.fields[`item.${code}.verdict`]?.value?.value === 'ABNORMAL' ? 0 : 1;
  };
  return photos
    .filter((photo) => !photo.received && !photo.trouble)
    .sort((a, b) => rank(a) - rank(b) || a.at.localeCompare(b.at));
}

/**
 * Which packets to fetch without being asked: today's and the next days', missing or outdated.
 * A visit begun on this phone keeps the facts it began with.
 * @param {VisitRow[]} visits @param {Map<string, {sha256: string, begun: boolean}>} here @param {string} today 2026-11-21
 * @returns {string[]} visit ids, the most urgent first
 */
export function packetsWanted(visits, here, today) {
  const last = new Date(Date.parse(today) + DAYS_AHEAD * 86400000).toISOString().slice(0, 10);
  return visits
    .filter((visit) => {
      const packet = here.get(visit.id);
      const lacking = !packet || (packet.sha256 !== visit.packet_sha256 && !packet.begun);
      return lacking && !FINISHED.includes(visit.state) && (visit.planned_on || visit.period_from) <= last;
    })
    .sort((a, b) => (a.planned_on || a.period_to).localeCompare(b.planned_on || b.period_to))
    .slice(0, MOST_PACKETS)
    .map((visit) => visit.id);
}
