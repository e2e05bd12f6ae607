// What may be evidence: photos and documents, judged by their bytes before they count as saved. Loaded with the first one.
import { sha256Hex } from '../core/canonical.mjs';
import { newId } from '../core/ids.mjs';
import { deviceNow } from './clock.mjs';
import { PhotoRefused } from './photos.mjs';

/** @import {Draft, PhotoRow} from './types.d.ts' */
/**
 * @typedef {{bytes: ArrayBuffer, name: string, item: string | null, source: 'camera' | 'files', type?: string, taken_at?: string,
 *   covers?: string, attempt?: string, paper?: boolean, by?: string, via?: string}} Taken
 *   type is as the phone claims, the bytes decide; taken_at: of the original, where this is a copy; covers: the original whose
 *   faces this copy hides; attempt: the failed attempt it belongs to; paper: a page of the signed sheet; by, via: a colleague who took it on this phone
 */

const MOST_BYTES = 32 * 1024 * 1024;
const OFFICE = 'application/vnd.openxmlformats-officedocument';
/** The part each kind of Office file has to have; its name stands in the table of contents at the end. */
const OFFICE_PARTS = {
  'word/document.xml': `${OFFICE}.wordprocessingml.document`,
  'xl/workbook.xml': `${OFFICE}.spreadsheetml.sheet`,
};
const TABLE_OF_CONTENTS = 1024 * 1024;
const SAME_AS = ['covers', 'attempt', 'paper', 'by', 'via'];

/** What these bytes are, by their first bytes; the name and the type a phone claims prove nothing. @param {Uint8Array} head @returns {string | null} */
export function photoType(head) {
  const text = String.fromCharCode(...head.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'image/webp';
  return /^....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/s.test(text) ? 'image/heic' : null;
}

/** @param {ArrayBuffer} bytes @returns {string | null} PDF, Word or Excel */
export function documentType(bytes) {
  const head = latin(bytes.slice(0, 5));
  if (head === '%PDF-') return 'application/pdf';
  if (!head.startsWith('PK\x03\x04')) return null;
  const end = latin(bytes.slice(Math.max(0, bytes.byteLength - TABLE_OF_CONTENTS)));
  return Object.entries(OFFICE_PARTS).find(([part]) => end.includes(part))?.[1] ?? null;
}

/** @param {ArrayBuffer} bytes @param {string} name as the phone calls the file @returns {string} the true type @throws {PhotoRefused} */
function judge(bytes, name) {
  const photo = photoType(new Uint8Array(bytes, 0, Math.min(12, bytes.byteLength)));
  const which = `${photo ? '照片' : '文件'}“${name || '未命名'}”`;
  if (!bytes.byteLength) throw new PhotoRefused(`${which}是空的（0 字节），没有保存；请重新拍一张或另选。`);
  if (bytes.byteLength > MOST_BYTES) {
    const what = photo ? '请把相机调到较低像素后重拍' : '请压缩或拆成几个文件再选';
    throw new PhotoRefused(`${which}有 ${Math.ceil(bytes.byteLength / 1048576)} MB，超过 32 MB，没有保存；${what}。`);
  }
  const type = photo ?? documentType(bytes);
  if (type) return type;
  if (latin(bytes.slice(0, 4)) === '\xd0\xcf\x11\xe0') {
    throw new PhotoRefused(`${which}是旧版 Word 或 Excel 文件，没有保存；请另存为 docx、xlsx 或 PDF 后再选。`);
  }
  throw new PhotoRefused(
    `${which}不是 JPEG、PNG、WebP、HEIC 照片，也不是 PDF、Word、Excel 文件，没有保存；请另选一个。`,
  );
}

/** Row and op of a photo or document. @param {string} visit @param {Taken} taken @returns {Promise<{row: PhotoRow, draft: Draft & {seen: string[]}}>} */
export async function describe(visit, taken) {
  const { bytes, name, item, source } = taken;
  const evidence = newId();
  const at = deviceNow().at;
  const what = { sha256: await sha256Hex(bytes), size: bytes.byteLength, type: judge(bytes, name), item, name };
  const more = Object.entries(taken).filter(([part, value]) => SAME_AS.includes(part) && value);
  const payload = { ...what, source, taken_at: taken.taken_at ?? at, ...Object.fromEntries(more) };
  return {
    row: { visit, evidence, at, received: false, ...what },
    draft: { kind: 'evidence.add', field: `evidence.${evidence}`, payload, seen: [] },
  };
}

/** @param {ArrayBuffer} bytes one character each */
function latin(bytes) {
  // Not TextDecoder('latin1'): that is windows-1252, which moves some of the bytes a magic number is made of.
  const view = new Uint8Array(bytes);
  let text = '';
  for (let at = 0; at < view.length; at += 32768) text += String.fromCharCode(...view.subarray(at, at + 32768));
  return text;
}
