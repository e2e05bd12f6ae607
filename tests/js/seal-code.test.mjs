// The code of the sealed page: an address where there is one, else the same facts in words, and a camera reads both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import decodeQR from '../../.deps/node_modules/qr/decode.js';
import { codeText } from '../../static/js/bind/seal-code.mjs';
import { squareCode } from '../../static/js/device/square-code.mjs';

const TITLE = '清河县教育局“双随机、一公开”部门联合抽查记录表';
const SAID = {
  school: '清河县石桥街幼儿园',
  time: '2026-11-21 09:14 到达，2026-11-21 11:40 封存',
  totals: '共 31 项，正常 30，不正常 1；发现问题待后续处理',
  subject: '秦婉如（负责人）已签字，情况属实',
  'check-code': '4ME2 3Z0P NQKQ 7C0B P8AY PYBV 6Y',
  'short-code': '36f98 c7c2f 4f9da 12ca9',
};
const SEAL = '36f98'.padEnd(64, '0');
const PIXELS = 4;

test('with a public address the code leads there and carries the digest behind #', () => {
  const text = codeText({ check_url: 'https://jcd.example.cn/v/4ME23Z0P', title: TITLE }, SAID, SEAL);
  assert.equal(text, `https://jcd.example.cn/v/4ME23Z0P#${SEAL}`);
  assert.equal(read(text), text);
});

test('without one it says what stands on the page, instead of a dead link', () => {
  const text = codeText({ check_url: '', title: TITLE }, SAID, SEAL);
  for (const words of [TITLE, ...Object.values(SAID)]) assert.ok(text.includes(words), words);
  assert.ok(!text.includes('http'));
  assert.equal(read(text), text);
});

/** What a camera makes of the code. @param {string} text */
function read(text) {
  const rows = squareCode(text);
  const side = rows.length * PIXELS;
  const data = new Uint8Array(side * side * 4).map((_, n) => {
    const at = Math.floor(n / 4);
    const dark = rows[Math.floor(at / side / PIXELS)][Math.floor((at % side) / PIXELS)];
    return n % 4 === 3 || !dark ? 255 : 0;
  });
  return decodeQR({ width: side, height: side, data });
}
