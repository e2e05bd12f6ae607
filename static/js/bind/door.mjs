// How far work has come, in the product's three words: 已存本机, 已收到, 已封存 — and how much is only on this phone.

import { howMuch } from '../sync/words.mjs';

/** @typedef {import('../store/types.d.ts').Pending} Pending */

/**
 * @param {Pending} pending
 * @returns {string} 仅存本机：12 条记录、3 张照片、1 个文件; "" when nothing is only here
 */
export function onlyHere(pending) {
  const here = howMuch(pending);
  return here && `仅存本机：${here}`;
}

/**
 * The same in the little room of a title bar.
 * @param {Pending} pending
 * @param {boolean} begun whether anything was recorded at all
 * @param {boolean} sealed
 * @returns {string}
 */
export function doorWord({ ops, photos, files = 0 }, begun, sealed) {
  const pictures = photos - files;
  const here = [ops && `${ops} 条`, pictures && `${pictures} 张`, files && `${files} 个文件`].filter(Boolean).join(' ');
  if (here) return `${sealed ? '已封存 · ' : ''}仅存本机 ${here}`;
  if (!begun) return '还没有记录';
  return sealed ? '已封存 · 已收到' : '已收到';
}
