// Tries whether this window really keeps what is written: a database of its own, written, closed, reopened, read, removed.
import { deleteDB } from '../../vendor/idb.mjs';
import { sha256Hex } from '../core/canonical.mjs';
import { connect } from './db.mjs';

const NAME = 'fieldapp-probe';
const LARGE = 6 * 1024 * 1024;

/**
 * @returns {Promise<{small: boolean, large: boolean, blob: boolean}>} small: a strict write is there after reopening; large: six
 *   megabytes come back with the same hash; blob: files can be stored too (false hints at a private window)
 */
export async function tryStorage() {
  try {
    return { small: await survives(1024), large: await survives(LARGE), blob: await keepsBlob() };
  } finally {
    await deleteDB(NAME).catch(() => {}); // a leftover is harmless and tried again next time
  }
}

/** @param {number} size @returns {Promise<boolean>} */
async function survives(size) {
  try {
    const bytes = new Uint8Array(size); // random, because zeros compress to nothing
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65536)));
    await withDatabase((base) => base.write(['probe'], (tx) => tx.objectStore('probe').put(bytes.buffer, 'bytes')));
    const back = await withDatabase((base) => base.read(['probe'], (tx) => tx.objectStore('probe').get('bytes')));
    return (await sha256Hex(back)) === (await sha256Hex(bytes));
  } catch {
    return false;
  }
}

/** @returns {Promise<boolean>} */
async function keepsBlob() {
  try {
    await withDatabase((base) => base.write(['probe'], (tx) => tx.objectStore('probe').put(new Blob(['x']), 'blob')));
    return true;
  } catch {
    return false;
  }
}

/** @template T @param {(base: import('./types.d.ts').Connection) => Promise<T>} work @returns {Promise<T>} */
async function withDatabase(work) {
  const base = connect(NAME, 1, (db) => db.createObjectStore('probe'));
  try {
    return await work(base);
  } finally {
    base.close();
  }
}
