// Uploads photos piece by piece; what the server has verified is never sent twice.
import { note } from '../store/log.mjs';
import { PIECE, markPhoto, pieceOf } from '../store/photos.mjs';
import { call, headCall } from './transport.mjs';

/** @import {PhotoRow, UserBase} from '../store/types.d.ts' */
/** @import {Outcome} from './transport.mjs' */

/** How often each photo failed on this page: after two, smaller pieces. @type {Map<string, number>} */
const failures = new Map();
const MISTAKES = 3;

/**
 * Bring one photo to the server, going on where the last try ended.
 * @param {UserBase} userBase @param {string} token @param {PhotoRow} photo
 * @returns {Promise<Outcome>} ok: the server has it whole, its hash compared, or it was set aside; else why it stopped
 */
export async function uploadPhoto(userBase, token, photo) {
  const way = `/api/visits/${photo.visit}/blobs`;
  const known = photo.begun || failures.has(photo.evidence);
  let offset = known ? await askOffset(`${way}/${photo.sha256}`, token) : null;
  for (let mistakes = 0; mistakes < MISTAKES; ) {
    const outcome = await sendPiece(userBase, way, token, photo, offset);
    if (outcome.kind === 'ok' && outcome.body.stored === true) {
      await markPhoto(userBase, photo, { received: true });
      return outcome;
    }
    const next = whereNext(outcome, photo, offset);
    if (next === undefined) return stopped(userBase, photo, outcome);
    if (offset === null) await markPhoto(userBase, photo, { begun: true });
    mistakes = isBehind(offset, next) ? 0 : mistakes + 1;
    offset = next;
  }
  return setAside(userBase, photo, 'no progress');
}

/** @param {string} way @param {string} token @returns {Promise<number | null>} */
async function askOffset(way, token) {
  const outcome = await headCall(way, token);
  return outcome.kind === 'ok' ? outcome.body.offset : null;
}

/** @param {UserBase} userBase @param {string} way @param {string} token @param {PhotoRow} photo @param {number | null} offset @returns {Promise<Outcome>} */
async function sendPiece(userBase, way, token, photo, offset) {
  const { sha256, size, type, evidence } = photo;
  const most = (failures.get(evidence) ?? 0) < 2 ? PIECE : PIECE / 2;
  const bytes = (offset ?? 0) < size ? await pieceOf(userBase, photo, offset ?? 0, most) : new ArrayBuffer(0);
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Digest': await contentDigest(bytes) };
  return offset === null
    ? call('POST', way, {
        token,
        bytes,
        headers: { ...headers, 'X-Blob-SHA256': sha256, 'X-Blob-Size': String(size), 'X-Blob-Type': type },
      })
    : call('PATCH', `${way}/${sha256}`, { token, bytes, headers: { ...headers, 'Upload-Offset': String(offset) } });
}

/** @param {ArrayBuffer} bytes @returns {Promise<string>} RFC 9530 */
async function contentDigest(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
}

/**
 * Where to go on: the server tells it with each piece it takes, and with a refusal. 409 wrong offset, 404 unknown,
 * 400 damaged or cut on its way, 422 the whole is wrong and the server dropped its part.
 * @param {Outcome} outcome @param {PhotoRow} photo @param {number | null} offset
 * @returns {number | null | undefined} null: from the start; undefined: sending at once again mends nothing
 */
function whereNext(outcome, { size }, offset) {
  if (outcome.kind !== 'ok' && (outcome.kind !== 'refused' || !outcome.body)) return undefined;
  const { offset: told, error } = outcome.body;
  if (['digest_mismatch', 'cut'].includes(error)) return offset;
  if (['no_upload', 'hash_mismatch'].includes(error)) return null;
  return Number.isInteger(told) && told >= 0 && told <= size ? told : undefined;
}

/** @param {number | null} before @param {number | null} after */
function isBehind(before, after) {
  return (before ?? -1) < (after ?? -1);
}

/** Try another time, unless this photo alone is refused again and again. @param {UserBase} userBase @param {PhotoRow} photo @param {Outcome} outcome @returns {Promise<Outcome>} */
async function stopped(userBase, photo, outcome) {
  const times = (failures.get(photo.evidence) ?? 0) + 1;
  failures.set(photo.evidence, times);
  if (outcome.kind === 'ok') return { kind: 'unreachable', why: 'an offset that makes no sense' };
  if (outcome.kind !== 'refused' || times < MISTAKES) return outcome;
  return setAside(userBase, photo, outcome.body?.error ?? `status ${outcome.status}`);
}

/** The bytes stay on the phone; the person sees that this photo is stuck. @param {UserBase} userBase @param {PhotoRow} photo @param {string} trouble @returns {Promise<Outcome>} */
async function setAside(userBase, photo, trouble) {
  note('parked', `photo ${photo.evidence} of visit ${photo.visit}: ${trouble}`);
  await markPhoto(userBase, photo, { trouble });
  return { kind: 'ok', body: { stored: false } };
}
