// What the check page says about the digest behind #, against what is registered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from '../../static/js/bind/check.mjs';

const number = '清教检录〔2026〕1号';
const seal = 'a'.repeat(64);
const alone = [{ seal, version: 1, number, replacedBy: 0 }];
const both = [
  { seal, version: 2, number, replacedBy: 0 },
  { seal, version: 1, number, replacedBy: 2 },
];

test('the paper that is registered agrees, by its number', () => {
  const { good, sentence } = verdict(seal, 1, alone);
  assert.ok(good);
  assert.match(sentence, /✓ 一致.*1号 相同。$/);
});

test('a paper that was supplemented is genuine, and the reader is sent to the version that says more', () => {
  const { good, sentence } = verdict(seal, 1, both);
  assert.ok(good);
  assert.match(sentence, /✓ 一致.*这一份是第1版，已由第2版补充/);
});

test('the supplement itself says which version it is', () => {
  assert.match(verdict(seal, 2, both).sentence, /✓ 一致.*（第2版）/);
});

test('a version nobody registered does not agree', () => {
  assert.ok(!verdict(seal, 2, alone).good);
});

test('a paper with one changed digit does not agree', () => {
  const { good, sentence } = verdict(`${seal.slice(1)}c`, 1, both);
  assert.ok(!good);
  assert.match(sentence, /✕ 不一致/);
});
