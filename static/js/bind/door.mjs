// How far work has come, in the product's three words: 已存本机, 已收到, 已封存 — and how much is only on this phone.

/** @typedef {import('../store/types.d.ts').Pending} Pending */

/**
 * @param {Pending} pending
 * @returns {string} 仅存本机：12 条记录、3 张照片; "" when nothing is only here
 */
export function onlyHere({ ops, photos }) {
  const parts = [ops ? `${ops} 条记录` : '', photos ? `${photos} 张照片` : ''].filter(Boolean);
  return parts.length ? `仅存本机：${parts.join('、')}` : '';
}

/**
 * The same in the little room of a title bar.
 * @param {Pending} pending
 * @param {boolean} begun whether anything was recorded at all
 * @param {boolean} sealed
 * @returns {string}
 */
export function doorWord({ ops, photos }, begun, sealed) {
  const here = [ops ? `${ops} 条` : '', photos ? `${photos} 张` : ''].filter(Boolean).join(' ');
  if (here) return `${sealed ? '已封存 · ' : ''}仅存本机 ${here}`;
  if (!begun) return '还没有记录';
  return sealed ? '已封存 · 已收到' : '已收到';
}
