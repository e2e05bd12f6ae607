// The file by which one phone's answers come to another without a network: made, signed by the install's key, and judged.
import { canonical, digest } from '../core/canonical.mjs';
import { SET_ASIDE } from '../core/kinds.mjs';
import { opSha } from '../core/op.mjs';
import { inGroups } from '../core/seal.mjs';

/** @import {Jwk, Op} from './types.d.ts' */
/**
 * @typedef {{fieldapp: 'handover', v: 1, visit: string, school: string, device: string, person: string, name: string, made_at: string,
 *   ops: Op[], previews: {[evidence: string]: string}, key: Jwk, signature: string}} Handover
 *   ops: what was done on this very phone, all of it: nobody vouches for a third phone; previews: small JPEGs in base64
 * @typedef {{publicJwk: Jwk, sign: (bytes: Uint8Array) => Promise<string>}} Key
 */

export const MOST_BYTES = 64 * 1024 * 1024;
const DIGITS = 16;
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const HOW = { name: 'ECDSA', hash: 'SHA-256' };
const TEXTS = ['visit', 'school', 'device', 'person', 'name', 'made_at', 'signature'];
const OP_TEXTS = ['id', 'visit', 'device', 'actor', 'prev', 'kind', 'field', 'at'];

/** @param {Omit<Handover, 'fieldapp' | 'v' | 'key' | 'signature'>} content @param {Key} key @returns {Promise<string>} the text of the file */
export async function writeHandover(content, key) {
  const unsigned = { fieldapp: 'handover', v: 1, ...content, key: key.publicJwk };
  return JSON.stringify({ ...unsigned, signature: await key.sign(bytesOf(unsigned)) });
}

/**
 * 检查包_清河县实验小学_王砚秋_0914.fieldapp
 * @param {string} school @param {string} name @param {string} at 2026-11-21T09:14:05.120+08:00 @returns {string}
 */
export function fileName(school, name, at) {
  const plain = (/** @type {string} */ words) => words.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, 24);
  return `检查包_${plain(school)}_${plain(name)}_${at.slice(11, 16).replace(':', '')}.fieldapp`;
}

/**
 * What a text is: one of our files, whole and signed by the key it brings.
 * @param {string} text
 * @returns {Promise<Handover | 'not_ours' | 'too_new' | 'damaged'>} not_ours: no such file, or cut; damaged: not what its phone signed
 */
export async function readHandover(text) {
  const file = parse(text);
  if (file?.fieldapp !== 'handover') return 'not_ours';
  if (file.v !== 1) return 'too_new';
  try {
    return hasShape(file) && (await isSigned(file)) && (await isChain(file)) ? file : 'damaged';
  } catch {
    return 'damaged'; // floats, lone surrogates, nested without end: no phone of ours wrote this
  }
}

/** Whether two keys are the same point of the curve. @param {Jwk} one @param {Jwk} other */
export function sameKey(one, other) {
  return one.x === other.x && one.y === other.y;
}

/**
 * A key as two people compare it on two screens: made anew until it shows the same, a key would keep a forger busy for years.
 * @param {Jwk} key @returns {Promise<string>} 4821 0937 5516 2208
 */
export async function fingerprint({ crv, kty, x, y }) {
  const sha = await digest({ crv, kty, x, y });
  const number = BigInt(`0x${sha.slice(0, 32)}`) % 10n ** BigInt(DIGITS);
  return inGroups(number.toString().padStart(DIGITS, '0'), 4);
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {any} file @returns {boolean} */
function hasShape(file) {
  const plain = (/** @type {unknown} */ value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  return (
    TEXTS.every((name) => typeof file[name] === 'string') &&
    Array.isArray(file.ops) &&
    file.ops.every((/** @type {any} */ op) => plain(op) && isOp(op, file)) &&
    plain(file.previews) &&
    Object.values(file.previews).every((preview) => typeof preview === 'string') &&
    plain(file.key)
  );
}

/** @param {any} op @param {any} file @returns {boolean} */
function isOp(op, { visit, device, person }) {
  return (
    OP_TEXTS.every((name) => typeof op[name] === 'string') &&
    op.visit === visit &&
    op.device === device &&
    op.actor === person &&
    op.kind !== SET_ASIDE && // the office's word comes from the server
    Number.isSafeInteger(op.seq) &&
    op.seq > 0 &&
    op.payload !== null &&
    typeof op.payload === 'object' &&
    Array.isArray(op.seen)
  );
}

/** @param {Handover} file @returns {Promise<boolean>} @throws when the key or the signature has no form at all */
async function isSigned({ signature, ...unsigned }) {
  const { crv, kty, x, y } = unsigned.key;
  const key = await crypto.subtle.importKey('jwk', { crv, kty, x, y }, CURVE, false, ['verify']);
  return crypto.subtle.verify(HOW, key, outOfBase64(signature), bytesOf(unsigned));
}

/** The sender's ops from the first on, each naming the one before: nothing is missing in between. @param {Handover} file @returns {Promise<boolean>} */
async function isChain({ ops }) {
  const inOrder = [...ops].sort((a, b) => a.seq - b.seq);
  const shas = await Promise.all(inOrder.map(opSha));
  return inOrder.every((op, n) => op.seq === n + 1 && op.prev === (n ? shas[n - 1] : ''));
}

/** @param {unknown} unsigned @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(unsigned) {
  return new TextEncoder().encode(canonical(unsigned));
}

/** Base64 of either alphabet. @param {string} text @returns {Uint8Array<ArrayBuffer>} @throws {DOMException} when it is neither */
export function outOfBase64(text) {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} */
export function inBase64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
