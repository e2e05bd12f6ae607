// Photos and documents: kept byte for byte in pieces, in one transaction with their op; small pictures of what others hold.
import { isFull, keepBallast, saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { StoreError, beginningWith } from './db.mjs';

/** @import {PhotoRow, Tx, UserBase} from './types.d.ts' */
/** @typedef {import('./evidence.mjs').Taken} Taken */

/** Pieces, because one large value is what phones choke on; ArrayBuffers, because Blobs in IndexedDB fail on WebKit. */
export const PIECE = 512 * 1024;

/** This photo or document was not saved; `sentence` says what, where and what to do. */
export class PhotoRefused extends StoreError {}

/** Once the reserve was given up for answers, no photo may eat what is left. @param {UserBase} userBase */
export async function refuseWhenFull({ base }) {
  if (!(await keepBallast(base))) throw fullRefusal();
}

/** @param {unknown} error @returns {unknown} what to throw instead */
export function asRefusal(error) {
  return isFull(error) ? fullRefusal(error) : error;
}

/** @param {unknown} [cause] */
function fullRefusal(cause) {
  return new PhotoRefused('手机存储空间已满，这张照片没有保存；请清理手机空间后重拍，答案仍可继续填写。', cause);
}

/** The writes of a photo, for the transaction that also stores its op. @param {Tx} tx @param {PhotoRow} row @param {ArrayBuffer} bytes */
export function putPhoto(tx, row, bytes) {
  const { visit, evidence } = row;
  const pieces = Array.from({ length: Math.ceil(bytes.byteLength / PIECE) }, (_, n) => ({
    visit,
    evidence,
    n,
    bytes: bytes.slice(n * PIECE, (n + 1) * PIECE),
  }));
  return Promise.all([
    (async () => tx.objectStore('photos').put(row))(),
    ...pieces.map(async (piece) => tx.objectStore('chunks').put(piece)),
  ]);
}

/** @param {UserBase} userBase @param {string} visit @returns {Promise<PhotoRow[]>} */
export function photosOf({ base }, visit) {
  return base.read(['photos'], (tx) => tx.objectStore('photos').getAll(beginningWith(visit)));
}

/** The original bytes. @param {UserBase} userBase @param {string} visit @param {string} evidence @returns {Promise<Blob | null>} null: not on this phone */
export async function photoBytes({ base }, visit, evidence) {
  const [row, pieces] = await base.read(['photos', 'chunks'], (tx) =>
    Promise.all([
      tx.objectStore('photos').get([visit, evidence]),
      tx.objectStore('chunks').getAll(beginningWith(visit, evidence)),
    ]),
  );
  return row
    ? new Blob(
        pieces.map((/** @type {{bytes: ArrayBuffer}} */ piece) => piece.bytes),
        { type: row.type },
      )
    : null;
}

/** Addresses for <img>, one per photo, valid until they are released. */
export class PictureUrls {
  #from;
  /** @type {Map<string, Promise<string | null>>} */ #made = new Map();

  /** @param {UserBase} userBase @param {string} visit */
  constructor(userBase, visit) {
    this.#from = { userBase, visit };
  }

  /** @param {string} evidence @returns {Promise<string | null>} null: there is nothing of it on this phone */
  of(evidence) {
    const { userBase, visit } = this.#from;
    const url =
      this.#made.get(evidence) ??
      pictureOf(userBase, visit, evidence).then((blob) => {
        if (!blob) this.#made.delete(evidence); // a colleague's file may bring it yet
        return blob && URL.createObjectURL(blob);
      });
    this.#made.set(evidence, url);
    return url;
  }

  release() {
    for (const made of this.#made.values())
      made.then(
        (url) => url && URL.revokeObjectURL(url),
        () => {},
      );
    this.#made.clear();
  }
}

/** What there is to look at: the original, or the small picture a colleague's file brought. @param {UserBase} userBase @param {string} visit @param {string} evidence @returns {Promise<Blob | null>} */
async function pictureOf(userBase, visit, evidence) {
  const original = await photoBytes(userBase, visit, evidence);
  if (original) return original;
  const preview = await userBase.base.read(['previews'], (tx) => tx.objectStore('previews').get([visit, evidence]));
  return preview ? new Blob([preview.bytes], { type: 'image/jpeg' }) : null;
}

/**
 * Bytes from `offset` on, at most `most`, never across two stored pieces.
 * @param {UserBase} userBase @param {PhotoRow} row @param {number} offset @param {number} most @returns {Promise<ArrayBuffer>}
 */
export async function pieceOf({ base }, { visit, evidence }, offset, most) {
  const n = Math.floor(offset / PIECE);
  const { bytes } = await base.read(['chunks'], (tx) => tx.objectStore('chunks').get([visit, evidence, n]));
  return bytes.slice(offset - n * PIECE, offset - n * PIECE + most);
}

/** @param {UserBase} userBase @param {PhotoRow} photo @param {Partial<PhotoRow>} change what the server or the upload found out */
export async function markPhoto({ user, base }, { visit, evidence }, change) {
  await saveSurely(base, ['photos'], async (tx) => {
    const row = await tx.objectStore('photos').get([visit, evidence]);
    await tx.objectStore('photos').put({ ...row, ...change });
  });
  ring({ kind: 'receipts', user, visit });
}
