// Names minted on the phone without asking anyone. Twin of core/ids.py.

/** A UUIDv7 (RFC 9562 §5.7): sortable by the milliseconds of its making, which nobody trusts for order. @returns {string} */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const milliseconds = Date.now();
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(milliseconds / 256 ** (5 - place)) & 0xff;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
