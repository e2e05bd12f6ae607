// The person's list of visits as the server last told it, joined with what lies on this phone; works offline.
import { saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { sum } from './outbox.mjs';
import { listPackets } from './packets.mjs';
import { readinessHere } from './readiness.mjs';
import { mine } from './session.mjs';

/** @import {Facts, Pending, Readiness, UserBase, VisitRow} from './types.d.ts' */
/** @typedef {VisitRow & {facts: Facts | null, downloaded_at: string | null, readiness: Readiness, last_op_at: string | null, pending: Pending}} Card */

/** @param {UserBase} userBase @param {VisitRow[]} rows */
export async function saveVisits({ user, base }, rows) {
  await saveSurely(base, ['visits'], async (tx) => {
    await tx.objectStore('visits').clear();
    await Promise.all(rows.map((row) => tx.objectStore('visits').put(row)));
  });
  ring({ kind: 'packets', user });
}

/** @returns {Promise<Card[]>} in the order of the planned day; a visit whose packet is here stays even when the server no longer lists it */
export async function listVisits() {
  const [rows, packets, readiness] = await Promise.all([
    mine().base.read(['visits'], (tx) => tx.objectStore('visits').getAll()),
    listPackets(),
    readinessHere(),
  ]);
  const here = new Map(packets.map((packet) => [packet.visit, packet]));
  const listed = new Set(rows.map((/** @type {VisitRow} */ row) => row.id));
  const cards = [...rows, ...packets.filter(({ visit }) => !listed.has(visit)).map(fromPacket)].map((row) => {
    const packet = here.get(row.id);
    return {
      ...row,
      facts: packet?.facts ?? null,
      downloaded_at: packet?.downloaded_at ?? null,
      last_op_at: packet?.lastOpAt ?? null,
      readiness: packet ? readiness : { ready: false, missing: ['检查包还没有下载到这台手机', ...readiness.missing] },
      pending: packet?.pending ?? sum([]),
    };
  });
  return cards.sort((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.subject_name.localeCompare(b.subject_name, 'zh'));
}

/** @param {VisitRow} row unplanned visits come after the planned ones of their period */
function dayOf(row) {
  return row.planned_on || row.period_to || '9999';
}

/** @param {{visit: string, facts: Facts}} packet @returns {VisitRow} */
function fromPacket({ visit, facts }) {
  const { planned_on, period_from, period_to, subject } = facts;
  return {
    id: visit,
    state: 'DRAWN',
    planned_on,
    period_from,
    period_to,
    subject_name: subject.name,
    address: subject.address,
    packet_sha256: '',
    confirm: false,
  };
}
