// A QR code of any text, for another phone's camera.
import { encodeQR } from '../../vendor/qr.mjs';

/** White around the code, in modules: without it no camera finds the corners. */
const QUIET = 4;

/** @param {string} text @returns {boolean[][]} rows of modules, true is dark */
export function squareCode(text) {
  return encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
}
