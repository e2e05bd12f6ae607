// Photos, files and pages as the doc and the seal name them. Twin of field/evidence.py.
import { origins, standing, valueOf } from './answers.mjs';
import { FILE_LABEL, FILE_LABELS } from './labels.mjs';
import * as words from './words.mjs';

/** @import {Doc, DocFile, DocPhoto, Photo, Placed, Sealed, State} from './types.d.ts' */

/** A photo of the doc; `covers` is the untouched original of a copy with faces painted over, else null. @param {Photo} photo @param {State} state @param {Placed[]} placed @returns {DocPhoto} */
export function photoRow({ no, evidence, head, item }, state, placed) {
  return {
    no,
    ...bytes(evidence, head.payload),
    taken_at: words.instant(head.payload.taken_at, head.skew_ms),
    item_no: itemNo(item, placed),
    covers: original(state, evidence),
  };
}

/** A file or report of the doc. @param {Photo} file @param {Placed[]} placed @returns {DocFile} */
export function fileRow({ no, evidence, head: { payload }, item }, placed) {
  return {
    no,
    name: payload.name || '',
    type_label: FILE_LABELS[payload.type] ?? FILE_LABEL,
    ...bytes(evidence, payload),
    item_no: itemNo(item, placed),
  };
}

/** The photographed pages of the signed paper. @param {State} state @returns {Sealed[]} */
export function pagesOf(state) {
  return [...standing(state)].filter(([, payload]) => payload.paper).map(([name, payload]) => bytes(name, payload));
}

/** `photos` of a seal, everything whose bytes it vouches for: photos, their originals, files, pages of the paper. @param {Doc} doc @param {State} state @returns {Sealed[]} */
export function sealedEvidence(doc, state) {
  const covers = doc.photos.flatMap((photo) => photo.covers ?? []);
  const named = [...doc.photos, ...covers, ...doc.files, ...pagesOf(state)];
  return [...new Map(named.map((each) => [each.evidence, bytes(each.evidence, each)])).values()];
}

/** The untouched beginning of all copies behind this one. @param {State} state @param {string} evidence @returns {Sealed | null} */
function original(state, evidence) {
  const first = origins(state, evidence).pop();
  return first ? bytes(first, valueOf(state, `evidence.${first}`)) : null;
}

/** @param {string} evidence @param {{sha256: string, size: number}} payload @returns {Sealed} */
function bytes(evidence, { sha256, size }) {
  return { evidence, sha256, size };
}

/** @param {string} code @param {Placed[]} placed @returns {number | null} */
function itemNo(code, placed) {
  return placed.find((item) => item.code === code)?.no ?? null;
}
