// Which packets come to the phone without being asked for.

/** @import {VisitRow} from '../store/types.d.ts' */

const DAYS_AHEAD = 3;
const MOST_PACKETS = 12;
const FINISHED = ['SEALED', 'REGISTERED'];

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
