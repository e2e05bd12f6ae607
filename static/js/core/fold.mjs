// Ops → state of a visit. No clock decides anything here: only what each op says it had seen.
// Twin of field/fold.py; tests/vectors hold the two together.
import { canonical } from './canonical.mjs';
import { EVIDENCE_ADD, KINDS, SEAL, SET_ASIDE } from './kinds.mjs';

/** @import {Field, Op, Seal, State} from './types.d.ts' */

const EVIDENCE = /^evidence\.[^.]+$/;
// Who entered a value and in which bulk act does not make it another value.
const NOT_THE_VALUE = ['bulk', 'by', 'via'];

/**
 * The state of one visit from its ops, in any order, the same op any number of times. Kinds this version does not
 * know are counted and change nothing. Of two concurrent seals the lower id is folded (which one is a matter for the
 * office, but phone and server must mean the same); field "seal" then stands in conflict and the other seal is "unseen".
 * A seal the office has set aside is none.
 * @param {Iterable<Op>} ops @returns {State}
 */
export function fold(ops) {
  const distinct = [...new Map([...ops].map((op) => [op.id, op])).values()].sort((a, b) => order(a.id, b.id));
  const gone = new Set(distinct.filter((op) => op.kind === SET_ASIDE).map((op) => op.payload.seal));
  const rivals = rivalSeals(distinct.filter((op) => !gone.has(op.id)));
  const seal = rivals[0] ?? null;
  /** @type {Map<string, Op[]>} */
  const byField = new Map();
  const later = { supplement: /** @type {string[]} */ ([]), unseen: /** @type {string[]} */ ([]) };
  for (const op of distinct) {
    const offices = op.kind === SET_ASIDE;
    if (seal && op !== seal && !isBeneath(op, seal) && !offices && !gone.has(op.id))
      later[op.seen.includes(seal.id) ? 'supplement' : 'unseen'].push(op.id);
    if (rivals.includes(op) || offices || (KINDS.has(op.kind) && op.kind !== SEAL && (!seal || isBeneath(op, seal)))) {
      byField.set(op.field, [...(byField.get(op.field) ?? []), op]);
    }
  }
  const counting = [...byField].map(([field, all]) => /** @type {const} */ ([field, countingOf(all)]));
  const written = counting.filter(([, kept]) => kept.length).sort(([a], [b]) => order(a, b));
  return {
    fields: Object.fromEntries(written.map(([field, kept]) => [field, register(kept)])),
    seal: seal ? { id: seal.id, at: seal.at, payload: seal.payload } : null,
    later,
    count: distinct.length,
  };
}

/**
 * Whether an op belongs to what the seal closed: it lies within the frontier the seal names for its device.
 * @param {Op} op @param {{payload: Seal}} seal @returns {boolean}
 */
function isBeneath(op, seal) {
  const mark = seal.payload.frontier[op.device];
  return mark !== undefined && op.seq <= mark.seq;
}

/** The seals made without knowledge of another one: one, unless two phones sealed at the same time. @param {Op[]} ops @returns {Op[]} */
function rivalSeals(ops) {
  const seals = ops.filter((op) => op.kind === SEAL);
  const ids = new Set(seals.map((op) => op.id));
  return seals.filter((op) => !op.seen.some((id) => ids.has(id)));
}

/**
 * What may change a field, given in the order of ids: all of it, but a piece of evidence is added once. Else another photo
 * could take its place on the sheet without a word; what is wrong with one is withdrawn. @param {Op[]} ops @returns {Op[]}
 */
function countingOf(ops) {
  if (!EVIDENCE.test(ops[0].field)) return ops;
  const adds = ops.filter((op) => op.kind === EVIDENCE_ADD);
  const ids = new Set(adds.map((op) => op.id));
  return adds.filter((op) => !op.seen.some((id) => ids.has(id))).slice(0, 1);
}

/** One field: its heads are the ops nobody's `seen` names; one head, or equal ones, are its value, unless they take back. @param {Op[]} ops @returns {Field} */
function register(ops) {
  const seen = new Set(ops.flatMap((op) => op.seen));
  const heads = ops.filter((op) => !seen.has(op.id));
  const agreed = new Set(heads.map((op) => canonical(compared(op.payload)))).size === 1;
  return {
    heads: heads.map(({ id, actor, at, skew_ms, kind, payload }) => ({ id, actor, at, skew_ms, kind, payload })),
    value: agreed && heads[0].payload.taken_back !== true ? heads[0].payload : null,
    conflict: heads.length > 1 && !agreed,
  };
}

/** @param {Record<string, unknown>} payload */
function compared(payload) {
  return Object.fromEntries(Object.entries(payload).filter(([part]) => !NOT_THE_VALUE.includes(part)));
}

/** In UTF-16 units; ids are ASCII, and the order of the fields is no part of the state. @param {string} a @param {string} b */
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
