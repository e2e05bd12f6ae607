// What the check page says about the digest behind #, against what is registered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from '../../static/js/bind/check.mjs';

const versions = [
  { seal: 'b'.repeat(64), number: '清教检录〔2026〕2号', replacedBy: '' },
  { seal: 'a'.repeat(64), number: '清教检录〔2026〕1号', replacedBy: '清教检录〔2026〕2号' },
];

test('the paper that is registered agrees, by its number', () => {
  const { good, sentence } = verdict('b'.repeat(64), versions);
  assert.ok(good);
  assert.match(sentence, /✓ 一致.*2号/);
});

test('a paper that was replaced is named with the one that counts', () => {
  const { good, sentence } = verdict('a'.repeat(64), versions);
  assert.ok(!good);
  assert.match(sentence, /1号）已被 .*2号 替代/);
});

test('a paper with one changed digit does not agree', () => {
  const { good, sentence } = verdict(`${'b'.repeat(63)}c`, versions);
  assert.ok(!good);
  assert.match(sentence, /✕ 不一致/);
});
