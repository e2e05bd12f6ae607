// The seal: everything it vouches for, its digest for paper and eye, and the signature of the phone's own key over it.
// Checked by field/sealing.py.
import { canonical, digest } from './canonical.mjs';
import { closing } from './closing.mjs';
import { conflictsOf } from './answers.mjs';
import { buildDoc } from './doc.mjs';
import { sealedEvidence } from './evidence.mjs';
import { viewBlocks, viewSha256 } from './view.mjs';

/** @import {Block, Doc, Facts, Seal, State} from './types.d.ts' */
/** @typedef {{doc: Doc, blocks: Block[], doc_sha256: string, view_sha256: string}} Shown what the school is shown, and its two digests */
/** @typedef {{thumbprint: string, sign: (bytes: Uint8Array) => Promise<string>}} Key sign gives base64url of raw P-256/SHA-256 */

const SHORT_CODE_GROUPS = 4;
const GROUP = 5;

/** @param {Facts} facts @param {State} state @returns {Promise<Shown>} */
export async function shown(facts, state) {
  const doc = await buildDoc(facts, state);
  const blocks = viewBlocks(doc);
  return { doc, blocks, doc_sha256: await digest(doc), view_sha256: await viewSha256(blocks) };
}

/**
 * @param {Facts} facts @param {State} state as it stands at `frontier`
 * @param {Seal['frontier']} frontier the last op before the seal of every device known here @param {Key} key
 * @param {string[]} [unseen] devices of the visit nothing was heard from, or not all of it @returns {Promise<Seal>}
 */
export async function makeSeal(facts, state, frontier, key, unseen = []) {
  const { doc, doc_sha256, view_sha256 } = await shown(facts, state);
  const unsigned = {
    doc_sha256,
    view_sha256,
    facts_sha256: doc.facts_sha256,
    template: doc.template,
    catalogue: doc.catalogue,
    frontier,
    photos: sealedEvidence(doc, state),
    open_conflicts: conflictsOf(facts, state),
    closing: await closing(facts, state),
    unseen_devices: unseen,
    key: key.thumbprint,
  };
  return { ...unsigned, signature: await key.sign(new TextEncoder().encode(canonical(unsigned))) };
}

/** What is printed, and carried by the QR: of everything the key signed. @param {Seal} seal @returns {Promise<string>} 64 hex characters */
export function sealSha256({ signature: _, ...unsigned }) {
  return digest(unsigned);
}

/** The first 20 hex characters in groups of five: for the eye; it looks nothing up. @param {string} sha256 @returns {string} */
export function shortCode(sha256) {
  return inGroups(sha256.slice(0, SHORT_CODE_GROUPS * GROUP), GROUP);
}

/** A long code as a person reads it aloud. @param {string} code @param {number} size @returns {string} */
export function inGroups(code, size) {
  return (code.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ');
}
