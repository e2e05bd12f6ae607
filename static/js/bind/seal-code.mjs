// The square code of ⑥: the address to look the record up with its digest; without an address the facts in plain words.
import { encodeQR } from '../../vendor/qr.mjs';

/** @typedef {import('../core/types.d.ts').Facts} Facts */

const SVG = 'http://www.w3.org/2000/svg';
/** White around the code, in modules: without it no camera finds the corners. */
const QUIET = 4;

/**
 * @param {HTMLElement} host
 * @param {Facts} facts
 * @param {Record<string, string>} said the words of the page by name
 * @param {string} sha256 of the seal
 */
export function paintCode(host, { check_url, title }, said, sha256) {
  const words = [
    title,
    `学校：${said.school}`,
    `检查时间：${said.time}`,
    `结果：${said.totals}`,
    `校方：${said.subject}`,
    `检查码：${said['check-code']}`,
    `短码：${said['short-code']}`,
  ].join('\n');
  const text = check_url ? `${check_url}#${sha256}` : words;
  if (host.dataset.text === text) return;
  host.dataset.text = text;
  host.replaceChildren(drawing(encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })));
  host.setAttribute('aria-label', check_url ? '二维码：扫码查询登记情况' : '二维码：扫码看到本页的文字');
}

/** @param {boolean[][]} rows */
function drawing(rows) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`);
  picture.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''));
  picture.append(path);
  return picture;
}
