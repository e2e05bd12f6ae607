// The op: one act of one person, immutable, the next link of one install's chain for one visit.
import { canonical, digest } from './canonical.mjs';
import { newId } from './ids.mjs';

/** @import {Op} from './types.d.ts' */

/**
 * A whole op from its parts; refuses what has no byte form before it can reach the disk.
 * @param {Omit<Op, 'v' | 'id'>} parts @returns {Op} @throws {import('./canonical.mjs').NotCanonical}
 */
export function makeOp({ visit, device, actor, seq, prev, kind, field, payload, seen, at, mono, boot, skew_ms }) {
  const op = {
    v: /** @type {1} */ (1),
    id: newId(),
    visit,
    device,
    actor,
    seq,
    prev,
    kind,
    field,
    payload,
    seen,
    at,
    mono,
    boot,
    skew_ms,
  };
  canonical(op);
  return op;
}

/** What the next op of the chain names as its `prev`. @param {Op} op @returns {Promise<string>} 64 hex characters */
export function opSha(op) {
  return digest(op);
}
