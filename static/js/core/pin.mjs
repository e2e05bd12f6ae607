// A PIN against its slow verifier, offline. It guards the screen, not the data. The server makes the verifier (identity).

/** @import {Verifier} from './types.d.ts' */

/**
 * PBKDF2-HMAC-SHA256 to 32 bytes, as `identity.queries.pin_verifier` describes it.
 * @param {Verifier} verifier salt and hash in base64url @param {string} pin as typed @returns {Promise<boolean>}
 */
export async function checkPin({ salt, iterations, hash }, pin) {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations },
    key,
    256,
  );
  const expected = bytesOf(hash);
  return expected.length === 32 && new Uint8Array(bits).every((byte, place) => byte === expected[place]);
}

/** @param {string} text base64url, padded or not */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '')), (character) =>
    character.charCodeAt(0),
  );
}
