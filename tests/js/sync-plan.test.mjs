// What goes next, and when: small decisions, each with its rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from '../../static/js/core/fold.mjs';
import { afterRefusal, afterSuccess, batchOf, photoOrder } from '../../static/js/sync/plan.mjs';
import { packetsWanted } from '../../static/js/sync/wanted.mjs';
import { sentence } from '../../static/js/sync/words.mjs';

const photo = (evidence, item, at, more = {}) => ({ evidence, item, at, received: false, ...more });
let n = 0;
const op = (field, payload, kind = 'answer.set') => ({
  id: String((n += 1)),
  kind,
  field,
  payload,
  seen: [],
  device: 'd',
  seq: n,
  at: '',
  skew_ms: 0,
  actor: 'a',
});

test('photos of problems go first, each group as taken; what arrived or is stuck is left out', () => {
  const state = fold([op('item.A.verdict', { value: 'NORMAL' }), op('item.B.verdict', { value: 'ABNORMAL' })]);
  const order = photoOrder(
    [
      photo('p1', 'A', '09:01'),
      photo('p2', null, '09:02'),
      photo('p3', 'B', '09:04'),
      photo('p4', 'B', '09:03'),
      photo('p5', 'B', '09:00', { received: true }),
      photo('p6', 'B', '09:00', { trouble: 'x' }),
    ],
    state,
  );
  assert.deepEqual(
    order.map(({ evidence }) => evidence),
    ['p4', 'p3', 'p1', 'p2'],
  );
});

test('a photo given to another item goes with that item', () => {
  const state = fold([
    op('item.B.verdict', { value: 'ABNORMAL' }),
    op('evidence.p1.item', { item: null }),
    op('evidence.p2.item', { item: 'B' }),
  ]);
  assert.deepEqual(
    photoOrder([photo('p1', 'B', '09:01'), photo('p2', 'A', '09:02')], state).map(({ evidence }) => evidence),
    ['p2', 'p1'],
  );
});

test('a batch has at most so many ops and 256 KB, and at least one op however large', () => {
  const small = Array.from({ length: 5 }, () => op('f', {}));
  const huge = op('f', { text: '水'.repeat(100000) });
  assert.equal(batchOf(small, 3).length, 3);
  assert.equal(batchOf([huge, ...small], 100).length, 1);
  assert.equal(batchOf([...small, huge], 100).length, 5);
  assert.equal(batchOf([], 100).length, 0);
});

test('halving ends at one op, growing ends at a hundred', () => {
  assert.deepEqual([100, 25, 3, 2].map(afterRefusal), [50, 12, 1, 1]);
  assert.deepEqual([1, 40, 60].map(afterSuccess), [2, 80, 100]);
});

test('packets of today and the next days are fetched, not those of next month, of finished or of begun visits', () => {
  const visit = (id, planned_on, more = {}) => ({
    id,
    planned_on,
    period_from: '2026-11-10',
    period_to: '2026-12-10',
    state: 'DRAWN',
    packet_sha256: 'new',
    ...more,
  });
  const here = new Map([
    ['old', { sha256: 'old', begun: false }],
    ['begun', { sha256: 'old', begun: true }],
    ['same', { sha256: 'new', begun: false }],
  ]);
  const wanted = packetsWanted(
    [
      visit('later', '2026-11-23'),
      visit('today', '2026-11-21'),
      visit('far', '2026-12-01'),
      visit('sealed', '2026-11-21', { state: 'SEALED' }),
      visit('old', '2026-11-22'),
      visit('begun', '2026-11-21'),
      visit('same', '2026-11-21'),
      visit('unplanned', ''),
    ],
    here,
    '2026-11-21',
  );
  assert.deepEqual(wanted, ['today', 'old', 'later', 'unplanned']);
});

test('the sync line counts what is only here and never says it vaguely', () => {
  const left = { ops: 12, photos: 5, bytes: 9, since: '' };
  const nothing = { ops: 0, photos: 0, bytes: 0, since: null };
  for (const online of ['unknown', 'reached', 'unreachable', 'signed_out']) {
    assert.match(sentence(online, left, 0), /12 条记录、5 张照片只在本机/);
    for (const words of [sentence(online, left, 0), sentence(online, nothing, 0)])
      assert.doesNotMatch(words, /已提交|排队|同步成功/);
  }
  assert.equal(sentence('reached', nothing, 0), '本机的内容服务器都已收到。');
  assert.match(sentence('reached', left, 1), /1 条总是传不上去/);
  assert.match(sentence('reached', { ...left, files: 2 }, 0), /12 条记录、3 张照片、2 个文件只在本机/);
  const held = { photos: 2, files: 1, bytes: 200_000, tap: true };
  assert.match(sentence('reached', { ...left, ops: 0, photos: 2, files: 1 }, 0, held), /1 张照片、1 个文件（0.2 MB）/);
});

test('a copy with faces painted over goes with the problem its original shows', () => {
  const state = fold([
    op('item.B.verdict', { value: 'ABNORMAL' }),
    op('evidence.p2', { covers: 'p0' }, 'evidence.add'),
    op('evidence.p0.item', { item: 'B' }),
  ]);
  assert.deepEqual(
    photoOrder([photo('p1', 'A', '09:01'), photo('p2', 'A', '09:02')], state).map(({ evidence }) => evidence),
    ['p2', 'p1'],
  );
});
