// What goes next: pure decisions, so that every rule of sending is easy to try.

/** @import {Op, PhotoRow, State} from '../store/types.d.ts' */

export const MOST_OPS = 100;
const MOST_BYTES = 256 * 1024;

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

/** Photos still to send: those of problems first, each group as taken; what gave trouble waits for a tap. @param {PhotoRow[]} photos @param {State} state @returns {PhotoRow[]} */
export function photoOrder(photos, state) {
  const rank = (/** @type {PhotoRow} */ { evidence, item }) => {
    const original = state.fields[`evidence.${evidence}`]?.value?.covers; // a copy belongs where its original does
    const moved = [evidence, original].map((each) => state.fields[`evidence.${each}.item`]?.value).find(Boolean);
    const code = moved ? moved.item : item;
    return state.fields[`item.${code}.verdict`]?.value?.value === 'ABNORMAL' ? 0 : 1;
  };
  return photos
    .filter((photo) => !photo.received && !photo.trouble)
    .sort((a, b) => rank(a) - rank(b) || a.at.localeCompare(b.at));
}
