// Photos: judged before they count as saved, kept byte for byte in pieces, in one transaction with their op.
import { sha256Hex } from '../core/canonical.mjs';
import { newId } from '../core/ids.mjs';
import { isFull, keepBallast, saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { deviceNow } from './clock.mjs';
import { StoreError, beginningWith } from './db.mjs';

/** @import {Draft, PhotoRow, Tx, UserBase} from './types.d.ts' */
/** @typedef {{bytes: ArrayBuffer, name: string, item: string | null, source: 'camera' | 'files', type?: string}} Taken type is as the phone claims; the bytes decide */

/** Pieces, because one large value is what phones choke on; ArrayBuffers, because Blobs in IndexedDB fail on WebKit. */
export const PIECE = 512 * 1024;
const MOST_BYTES = 32 * 1024 * 1024;

/** This photo was not saved; `sentence` says what, where and what to do. */
export class PhotoRefused extends StoreError {}

/** What these bytes are, by their first bytes; the name and the type a phone claims prove nothing. @param {Uint8Array} head @returns {string | null} */
export function photoType(head) {
  const text = String.fromCharCode(...head.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'image/webp';
  return /^....ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1)/s.test(text) ? 'image/heic' : null;
}

/** @param {ArrayBuffer} bytes @param {string} name as the phone calls the file @returns {string} the true type @throws {PhotoRefused} */
export function judgePhoto(bytes, name) {
  const which = `照片“${name || '未命名'}”`;
  if (!bytes.byteLength) throw new PhotoRefused(`${which}是空文件（0 字节），没有保存；请重新拍一张。`);
  if (bytes.byteLength > MOST_BYTES) {
    throw new PhotoRefused(
      `${which}有 ${Math.ceil(bytes.byteLength / 1048576)} MB，超过 32 MB，没有保存；请把相机调到较低像素后重拍。`,
    );
  }
  const type = photoType(new Uint8Array(bytes, 0, Math.min(12, bytes.byteLength)));
  if (!type) throw new PhotoRefused(`${which}不是 JPEG、PNG、WebP 或 HEIC 图片，没有保存；请用相机拍照或另选一张。`);
  return type;
}

/** Row and op of a photo. @param {string} visit @param {Taken} photo @returns {Promise<{row: PhotoRow, draft: Draft & {seen: string[]}}>} */
export async function describePhoto(visit, { bytes, name, item, source }) {
  const evidence = newId();
  const taken_at = deviceNow().at;
  const what = { sha256: await sha256Hex(bytes), size: bytes.byteLength, type: judgePhoto(bytes, name), item, name };
  return {
    row: { visit, evidence, at: taken_at, received: false, ...what },
    draft: { kind: 'evidence.add', field: `evidence.${evidence}`, payload: { ...what, source, taken_at }, seen: [] },
  };
}

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
