// A colleague's photo, small, from the server: asked for when somebody looks at its place, one at a time, and kept here.
import { photoType } from '../store/evidence.mjs';
import { PhotoRefused } from '../store/photos.mjs';
import { keepPreview } from '../store/previews.mjs';
import { mine } from '../store/session.mjs';
import { pictureCall } from './transport.mjs';

/**
 * @typedef {{kind: 'kept' | 'not_here' | 'not_ready' | 'no_network' | 'signed_out'} | {kind: 'never', why: string}} Brought
 *   not_here: the phone that took it has not sent it yet; not_ready: it came a moment ago; never: asking again will not help
 */

const MOST_BYTES = 1024 * 1024;
const FULL = '手机存储空间已满，存不下这张照片；请清理手机空间';
const NOT_SHOWN = '服务器上的这张照片显示不出来';

/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @param {string} visit @param {string} evidence @param {string} sha256 of the original @returns {Promise<Brought>} kept: `photoUrl` finds it from now on, also without a network */
export function bringPicture(visit, evidence, sha256) {
  const mineNow = turn.then(() => bring(visit, evidence, sha256));
  turn = mineNow.catch(() => {});
  return mineNow;
}

/** @param {string} visit @param {string} evidence @param {string} sha256 @returns {Promise<Brought>} */
async function bring(visit, evidence, sha256) {
  const userBase = mine();
  const outcome = await pictureCall(`/api/visits/${visit}/pictures/${sha256}`);
  if (outcome.kind === 'denied') return { kind: 'signed_out' };
  if (outcome.kind === 'refused') return { kind: 'never', why: outcome.body?.sentence ?? NOT_SHOWN };
  if (outcome.kind !== 'ok') return { kind: 'no_network' };
  const { bytes, waiting } = outcome.body;
  if (waiting) return { kind: waiting };
  const fits = bytes.byteLength <= MOST_BYTES && photoType(new Uint8Array(bytes)) === 'image/jpeg';
  if (!fits) return { kind: 'never', why: NOT_SHOWN };
  try {
    await keepPreview(userBase, { visit, evidence, bytes });
  } catch (error) {
    if (error instanceof PhotoRefused) return { kind: 'never', why: FULL };
    throw error;
  }
  return { kind: 'kept' };
}
