// The person's list of visits as the server last told it, joined with what lies on this phone; works offline.
import { fold } from '../core/fold.mjs';
import { planOf } from '../core/plan.mjs';
import { saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { sum } from './outbox.mjs';
import { listPackets } from './packets.mjs';
import { readinessHere } from './readiness.mjs';
import { mine } from './session.mjs';

/** @import {Facts, FieldHead, Op, Pending, Readiness, State, UserBase, VisitRow} from './types.d.ts' */
/** @typedef {{planned_on: string, rivals: FieldHead[]}} Planned rivals: the ops of two people who set two different days */
/** @typedef {VisitRow & Planned & {facts: Facts | null, folded: State | null, downloaded_at: string | null, readiness: Readiness, last_op_at: string | null, pending: Pending}} Card */

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
  const [[rows, ops], packets, readiness] = await Promise.all([
    mine().base.read(['visits', 'ops'], (tx) =>
      Promise.all([tx.objectStore('visits').getAll(), tx.objectStore('ops').getAll()]),
    ),
    listPackets(),
    readinessHere(),
  ]);
  const here = new Map(packets.map((packet) => [packet.visit, packet]));
  const listed = new Set(rows.map((/** @type {VisitRow} */ row) => row.id));
  const written = byVisit(ops);
  const cards = [...rows, ...packets.filter(({ visit }) => !listed.has(visit)).map(fromPacket)].map((row) => {
    const packet = here.get(row.id);
    const folded = packet ? fold(written.get(row.id) ?? []) : null;
    return {
      ...row,
      ...planned(row, packet?.facts ?? null, folded),
      facts: packet?.facts ?? null,
      folded,
      downloaded_at: packet?.downloaded_at ?? null,
      last_op_at: packet?.lastOpAt ?? null,
      readiness: packet ? readiness : { ready: false, missing: ['检查包还没有下载到这台手机', ...readiness.missing] },
      pending: packet?.pending ?? sum([]),
    };
  });
  return cards.sort((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.subject_name.localeCompare(b.subject_name, 'zh'));
}

/** @param {Op[]} ops @returns {Map<string, Op[]>} */
function byVisit(ops) {
  /** @type {Map<string, Op[]>} */
  const all = new Map();
  for (const op of ops) {
    const those = all.get(op.visit);
    if (those) those.push(op);
    else all.set(op.visit, [op]);
  }
  return all;
}

/** A day set on a phone holds there before the server knows of it. @param {VisitRow} row @param {Facts | null} facts @param {State | null} state @returns {Planned} */
function planned(row, facts, state) {
  const set = state?.fields.plan;
  if (!facts || !state || !set) return { planned_on: row.planned_on, rivals: [] };
  if (!set.conflict) return { planned_on: planOf(facts, state), rivals: [] };
  const days = set.heads.map(({ payload }) => payload.date).filter(Boolean);
  return { planned_on: days.sort()[0] ?? '', rivals: set.heads };
}

/** @param {VisitRow} row unplanned visits come after the planned ones of their period */
function dayOf(row) {
  return row.planned_on || row.period_to || '9999';
}

/** @param {{visit: string, facts: Facts}} packet @returns {VisitRow} */
function fromPacket({ visit, facts }) {
  const { mode, planned_on, period_from, period_to, subject } = facts;
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
    mode,
  };
}
