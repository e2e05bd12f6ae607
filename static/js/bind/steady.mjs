// What a colleague writes must not move the page under one's thumb. Most browsers see to it themselves; Safari does not.

/** @param {() => Promise<unknown>} repaint @returns {Promise<void>} */
export async function holdStill(repaint) {
  const anchor = CSS.supports('overflow-anchor', 'auto')
    ? null
    : document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  await repaint();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (Math.abs(moved) > 1) scrollBy(0, moved);
}
