// The one byte form of a JSON value (RFC 8785) and its digest. Twin of core/canonical.py.
import canonicalize from '../../vendor/canonicalize.mjs';

/** The value has no byte form both ends agree on: a number that is no safe integer, a lone surrogate, undefined. */
export class NotCanonical extends Error {}

/**
 * RFC 8785 text of a value; its bytes are this text in UTF-8.
 * @param {unknown} value @returns {string} @throws {NotCanonical}
 */
export function canonical(value) {
  refuse(value);
  try {
    return /** @type {string} */ (canonicalize(value));
  } catch (problem) {
    throw new NotCanonical(String(problem));
  }
}

/** SHA-256 of the canonical bytes. @param {unknown} value @returns {Promise<string>} 64 lower-case hex characters */
export async function digest(value) {
  return sha256Hex(new TextEncoder().encode(canonical(value)));
}

/** @param {BufferSource} bytes @returns {Promise<string>} 64 lower-case hex characters */
export async function sha256Hex(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** canonicalize would print a float and drop `undefined` in silence; Python does neither. @param {unknown} value */
function refuse(value) {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new NotCanonical(`no place in a sealed value: ${value}`);
  if (value === undefined) throw new NotCanonical('undefined has no place in a sealed value');
  if (value !== null && typeof value === 'object') Object.values(value).forEach(refuse);
}
