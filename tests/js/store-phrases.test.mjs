// One's own words for a problem: offered again at the next school, the newest first, never a pile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from './phone.mjs';

const { phrasesOf, rememberPhrase } = await import('../../static/js/store/phrases.mjs');

test('what was written at the last schools is offered again, the newest first', async () => {
  await signIn();
  await rememberPhrase('M01-03', 'visit-1', '教学楼安全出口上锁');
  await rememberPhrase('M01-03', 'visit-2', '二楼疏散通道堆放桌椅');
  assert.deepEqual(await phrasesOf('M01-03'), ['二楼疏散通道堆放桌椅', '教学楼安全出口上锁']);
  assert.deepEqual(await phrasesOf('M01-04'), []);
});

test('a sentence mended at the same school replaces the one before, and three are kept', async () => {
  await signIn();
  await rememberPhrase('M01-03', 'visit-1', '教学楼安全出口');
  await rememberPhrase('M01-03', 'visit-1', '教学楼安全出口上锁');
  assert.deepEqual(await phrasesOf('M01-03'), ['教学楼安全出口上锁']);
  for (const n of [2, 3, 4]) await rememberPhrase('M01-03', `visit-${n}`, `第${n}所学校的问题`);
  assert.deepEqual(await phrasesOf('M01-03'), ['第4所学校的问题', '第3所学校的问题', '第2所学校的问题']);
});

test('one person’s words are not offered to another on the same phone', async () => {
  await signIn();
  await rememberPhrase('M01-03', 'visit-1', '教学楼安全出口上锁');
  await signIn('孙雅琴');
  assert.deepEqual(await phrasesOf('M01-03'), []);
});
