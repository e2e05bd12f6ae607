// The install's own P-256 key: made once, not extractable, known to the server since the first packet.
import { canonical } from '../core/canonical.mjs';
import { mine } from './session.mjs';

/** @import {Connection} from './types.d.ts' */

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * This install's key: it signs seals and exports and never leaves the phone.
 * @returns {Promise<{publicJwk: {crv: string, kty: string, x: string, y: string}, thumbprint: string, sign: (bytes: Uint8Array) => Promise<string>}>}
 *   thumbprint by RFC 7638; sign gives base64url of the raw 64-byte P-256/SHA-256 signature
 */
export async function installKey() {
  const pair = await storedPair(mine().base);
  const { crv, kty, x, y } = /** @type {any} */ (await crypto.subtle.exportKey('jwk', pair.publicKey));
  const publicJwk = { crv, kty, x, y };
  const print = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(publicJwk)));
  return {
    publicJwk,
    thumbprint: base64url(print),
    sign: async (bytes) =>
      base64url(
        await crypto.subtle.sign(
          { name: 'ECDSA', hash: 'SHA-256' },
          pair.privateKey,
          /** @type {BufferSource} */ (bytes),
        ),
      ),
  };
}

/** @param {Connection} base @returns {Promise<CryptoKeyPair>} */
async function storedPair(base) {
  const kept = await base.read(['meta'], (tx) => tx.objectStore('meta').get('key'));
  if (kept) return kept;
  const fresh = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  return base.write(['meta'], async (tx) => {
    // another tab may have been quicker: the first key stands
    const first = await tx.objectStore('meta').get('key');
    if (!first) await tx.objectStore('meta').put(fresh, 'key');
    return first ?? fresh;
  });
}

/** @param {ArrayBuffer} buffer */
function base64url(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
