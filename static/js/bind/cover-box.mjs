// The geometry of a box over a face, in parts of the picture: the same on every screen and in the copy.

/** @typedef {import('../device/pixels.mjs').Box} Box */

/** @param {HTMLElement} part @param {Box} box */
export function place(part, { x, y, w, h }) {
  const percent = { left: x, top: y, width: w, height: h };
  for (const [name, value] of Object.entries(percent)) part.style.setProperty(name, `${value * 100}%`);
}

/** The box between two places. @param {{x: number, y: number}} one @param {{x: number, y: number}} other @returns {Box} */
export function between(one, other) {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    w: Math.abs(one.x - other.x),
    h: Math.abs(one.y - other.y),
  };
}

/** @param {Box} box @returns {Box} pushed back into the picture */
export function within({ x, y, w, h }) {
  const [wide, high] = [Math.min(w, 1), Math.min(h, 1)];
  return { x: Math.min(Math.max(0, x), 1 - wide), y: Math.min(Math.max(0, y), 1 - high), w: wide, h: high };
}
