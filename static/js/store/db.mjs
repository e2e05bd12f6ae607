// Connections to IndexedDB: a write counts only when its strict transaction is complete, and a lost connection is opened once more.
import { openDB } from '../../vendor/idb.mjs';
import { end, endWithPage, left } from './leaving.mjs';
import { trouble } from './log.mjs';

/** @import {Connection, Tx} from './types.d.ts' */

/** Thrown when the phone could not keep something; `sentence` is for the person. */
export class StoreError extends Error {
  /** @param {string} sentence @param {unknown} [cause] */
  constructor(sentence, cause) {
    super(sentence, { cause });
    this.sentence = sentence;
  }
}

// iOS closes connections in the background; every later transaction then throws one of these.
const CONNECTION_LOST = ['InvalidStateError', 'UnknownError'];
const OUTDATED = '本应用在另一个窗口里更新了，请关闭其他窗口后重新打开本页。';

/**
 * A connection that opens itself on first use. Upgrades only ever add.
 * @param {string} name @param {number} version
 * @param {(db: any, tx: Tx, from: number) => void} upgrade
 * @returns {Connection}
 */
export function connect(name, version, upgrade) {
  /** @type {Promise<any> | null} */
  let opened = null;
  const drop = () => {
    opened = null;
  };
  const open = () =>
    (opened ??= openDB(name, version, {
      upgrade: (db, from, _to, tx) => upgrade(db, endWithPage(tx), from),
      blocked: () => trouble('other_window', '有新版本等着使用，请关闭其他窗口。'),
      blocking: (_from, _to, event) => {
        /** @type {IDBDatabase} */ (event.target).close(); // holding on would block the newer window for ever
        drop();
        trouble('other_window', OUTDATED);
      },
      terminated: drop,
    }).catch((error) => {
      drop();
      throw error.name === 'VersionError' ? new StoreError(OUTDATED, error) : error;
    }));

  /** @type {<T>(mode: IDBTransactionMode, stores: string[], work: (tx: Tx) => Promise<T>) => Promise<T>} */
  const run = async (mode, stores, work) => {
    try {
      return await attempt(await open(), mode, stores, work);
    } catch (error) {
      if (!CONNECTION_LOST.includes(/** @type {Error} */ (error).name)) throw error;
      drop();
      return attempt(await open(), mode, stores, work); // nothing was committed, so doing it again is safe
    }
  };
  return {
    name,
    read: (stores, work) => run('readonly', stores, work),
    write: (stores, work) => run('readwrite', stores, work),
    close: () => {
      opened?.then(
        (db) => db.close(),
        () => {},
      );
      drop();
    },
  };
}

/**
 * One transaction: all of `work` or nothing, a write answered after `complete`. Strict, because the default may
 * fire `complete` before the disk has it, and a flat battery then eats an answer shown as saved.
 * @template T
 * @param {any} db @param {IDBTransactionMode} mode @param {string[]} stores @param {(tx: Tx) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function attempt(db, mode, stores, work) {
  if (left()) return new Promise(() => {}); // nobody is there to be told
  const tx = endWithPage(db.transaction(stores, mode, { durability: 'strict' }));
  const done = tx.done;
  let cause = null;
  tx.addEventListener('error', (/** @type {any} */ event) => {
    cause ??= event.target.error;
  });
  try {
    const result = await work(tx);
    if (mode === 'readwrite') await done; // what was read is here; only what is written has still to reach the disk
    return result;
  } catch (error) {
    end(tx);
    await done.catch(() => {});
    // Storage full is told by the transaction alone; a private WebKit window tells it by the request alone.
    throw tx.error ?? meaningful(cause) ?? error;
  }
}

/** The requests of an aborted transaction all say AbortError, which explains nothing. @param {Error | null} error */
function meaningful(error) {
  return error && error.name !== 'AbortError' ? error : null;
}

/** Every key that begins with these parts. @param {...string} parts */
export function beginningWith(...parts) {
  return IDBKeyRange.bound(parts, [...parts, []]);
}
