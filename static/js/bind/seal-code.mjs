// The square code of ⑥: the address to look the record up with its digest; without an address the facts in plain words.
import { squareCode } from '../device/square-code.mjs';

/** @typedef {import('../core/types.d.ts').Facts} Facts */

const SVG = 'http://www.w3.org/2000/svg';
/** @param {HTMLElement} host @param {Facts} facts @param {Record<string, string>} said the words of the page by name @param {string} sha256 of the seal */
export function paintCode(host, facts, said, sha256) {
  const text = codeText(facts, said, sha256);
  if (host.dataset.text === text) return;
  host.dataset.text = text;
  host.replaceChildren(drawing(squareCode(text)));
  host.setAttribute('aria-label', facts.check_url ? '二维码：扫码查询登记情况' : '二维码：扫码看到本页的文字');
}

/** @param {Pick<Facts, 'check_url' | 'title'>} facts @param {Record<string, string>} said @param {string} sha256 @returns {string} */
export function codeText({ check_url, title }, said, sha256) {
  if (check_url) return `${check_url}#${sha256}`;
  return [
    title,
    `学校：${said.school}`,
    `检查时间：${said.time}`,
    `结果：${said.totals}`,
    `校方：${said.subject}`,
    `检查码：${said['check-code']}`,
    `短码：${said['short-code']}`,
  ].join('\n');
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
