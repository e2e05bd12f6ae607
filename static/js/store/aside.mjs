// What does not go through by itself: refused on its way, or kept apart by the server.
import { mine } from './session.mjs';

/** @import {Op, OutboxRow, PhotoRow, ReceiptRow} from './types.d.ts' */
/**
 * @typedef {{visit: string, at: string, field: string, state: 'parked' | 'trouble' | 'quarantined', reason: string}} Aside
 * parked and trouble: an answer, a photo that exists only here; quarantined: the server has it, but does not count it
 */

/** @returns {Promise<Aside[]>} of the person at work, oldest first */
export async function setAside() {
  const stores = ['outbox', 'ops', 'photos', 'receipts'];
  const [outbox, ops, photos, receipts] = await mine().base.read(stores, (tx) =>
    Promise.all(stores.map((store) => tx.objectStore(store).getAll())),
  );
  const byId = new Map(ops.map((/** @type {Op} */ op) => [op.id, op]));
  return [
    ...outbox
      .filter((/** @type {OutboxRow} */ row) => row.parked)
      .map((/** @type {OutboxRow} */ row) => ofOp(row, 'parked', row.parked)),
    ...photos.filter((/** @type {PhotoRow} */ row) => row.trouble).map(ofPhoto),
    ...receipts
      .filter((/** @type {ReceiptRow} */ row) => row.state === 'quarantined')
      .map((/** @type {ReceiptRow} */ row) => ofOp(row, 'quarantined', row.reason)),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));

  /** @param {{visit: string, id: string}} row @param {'parked' | 'quarantined'} state @param {string} [reason] @returns {Aside} */
  function ofOp({ visit, id }, state, reason = '') {
    const { at = '', field = '' } = byId.get(id) ?? {};
    return { visit, at, field, state, reason };
  }
}

/** @param {PhotoRow} row @returns {Aside} */
function ofPhoto({ visit, at, evidence, trouble }) {
  return { visit, at, field: `evidence.${evidence}`, state: 'trouble', reason: trouble ?? '' };
}
