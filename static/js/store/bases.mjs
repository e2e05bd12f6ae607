// The two kinds of database on a phone: one for the device, one per person who ever signed in on it.
import { newId } from '../core/ids.mjs';
import { StoreError, connect } from './db.mjs';
import { keepLogIn, trouble } from './log.mjs';

/** @import {Connection, Tx, UserBase} from './types.d.ts' */

const LOG_KEPT = 500;
const BALLAST_BYTES = 4 * 1024 * 1024;
const STORAGE_FULL = '手机存储空间已满：答案还能保存，照片暂时不能。请清理手机空间后再拍。';

export const deviceBase = connect('fieldapp-device', 1, (db) => {
  db.createObjectStore('meta');
  db.createObjectStore('users', { keyPath: 'id' });
  db.createObjectStore('log', { autoIncrement: true });
});
keepLogIn((entry) =>
  deviceBase.write(['log'], async (tx) => {
    const key = await tx.objectStore('log').add(entry);
    if (key > LOG_KEPT) await tx.objectStore('log').delete(IDBKeyRange.upperBound(key - LOG_KEPT));
  }),
);

/** What belongs to the device rather than to a person: user, probe, clock, persisted. @param {string} key @returns {Promise<any>} */
export function deviceFact(key) {
  return deviceBase.read(['meta'], (tx) => tx.objectStore('meta').get(key));
}

/** @param {string} key @param {unknown} value undefined removes it */
export function keepDeviceFact(key, value) {
  return deviceBase.write(['meta'], (tx) =>
    value === undefined ? tx.objectStore('meta').delete(key) : tx.objectStore('meta').put(value, key),
  );
}

/** @type {Map<string, Promise<UserBase>>} */
const users = new Map();

/** The database of one person; what one person does is never read under another's name. @param {string} user @returns {Promise<UserBase>} */
export function userBase(user) {
  let known = users.get(user);
  if (!known) {
    known = openUser(user);
    users.set(user, known);
    known.catch(() => users.delete(user));
  }
  return known;
}

/** @param {string} user @returns {Promise<UserBase>} */
async function openUser(user) {
  const base = connect(`fieldapp-${user}`, 2, addUserStores);
  const install = await base.read(['meta'], (tx) => tx.objectStore('meta').get('install'));
  return { user, install, base };
}

/** By the version that brought them; upgrades only ever add. @type {{[store: string]: string | string[]}[]} */
const USER_STORES = [
  {
    packets: 'visit',
    tokens: 'visit',
    visits: 'id',
    ops: ['visit', 'id'],
    chains: 'visit',
    pulls: 'visit',
    outbox: ['visit', 'seq'],
    receipts: ['visit', 'id'],
    photos: ['visit', 'evidence'],
    chunks: ['visit', 'evidence', 'n'],
    drafts: ['visit', 'name'],
  },
  { phones: ['visit', 'device'], previews: ['visit', 'evidence'], handovers: ['visit', 'id'] },
];

/** @param {any} db @param {Tx} _tx @param {number} from */
function addUserStores(db, _tx, from) {
  for (const stores of USER_STORES.slice(from))
    for (const [name, keyPath] of Object.entries(stores)) db.createObjectStore(name, { keyPath });
  // The install id is born with the database, in the same transaction: a wiped database can't pass for the old one.
  if (!from) db.createObjectStore('meta').put(newId(), 'install');
}

/**
 * Store what must not be lost. When the phone is full, four megabytes kept for this moment are given up,
 * so that answers can still be saved; photos are refused from then on (photos.mjs).
 * @template T
 * @param {Connection} base @param {string[]} stores @param {(tx: Tx) => Promise<T>} work @returns {Promise<T>}
 */
export async function saveSurely(base, stores, work) {
  try {
    return await base.write(stores, work);
  } catch (error) {
    if (!isFull(error)) throw error;
    await base.write(['meta'], (tx) => tx.objectStore('meta').delete('ballast'));
    trouble('storage_full', STORAGE_FULL);
  }
  try {
    return await base.write(stores, work);
  } catch (error) {
    throw isFull(error)
      ? new StoreError('手机存储空间已满，这一条没有保存。请先清理手机空间，再点一次。', error)
      : error;
  }
}

/** @param {unknown} error */
export function isFull(error) {
  return /** @type {Error} */ (error).name === 'QuotaExceededError';
}

/** Make sure the reserve exists. Random bytes, because zeros compress to nothing. @param {Connection} base @returns {Promise<boolean>} false: no room */
export async function keepBallast(base) {
  if (await base.read(['meta'], (tx) => tx.objectStore('meta').getKey('ballast'))) return true;
  const bytes = new Uint8Array(BALLAST_BYTES);
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  try {
    await base.write(['meta'], (tx) => tx.objectStore('meta').put(bytes.buffer, 'ballast'));
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}
