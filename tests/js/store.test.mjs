// What an inspector taps is on the phone, in order and chained, or it is not called saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, rows, signIn, withPacket } from './phone.mjs';
import { breakDisk } from './faulty-disk.mjs';
import { opSha } from '../../static/js/core/op.mjs';
import { NotOnPhone, openVisit } from '../../static/js/store/visit.mjs';
import { VisitChanged } from '../../static/js/store/ops.mjs';
import { mine } from '../../static/js/store/session.mjs';

/** The whole chain of this install, checked link by link. */
async function chainOf(visit) {
  const ops = (await rows('ops')).filter((op) => op.visit === visit).sort((a, b) => a.seq - b.seq);
  for (const [n, op] of ops.entries()) {
    assert.equal(op.seq, n + 1, 'seq has no gap');
    assert.equal(op.prev, n ? await opSha(ops[n - 1]) : '', 'prev names the op before');
  }
  return ops;
}

test('two windows answering at once leave one chain without a gap', async () => {
  await signIn();
  const visit = await withPacket();
  const [one, two] = [await openVisit(visit), await openVisit(visit)];
  await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? one : two).append([answer(`M01-${n}`)])));
  assert.equal((await chainOf(visit)).length, 12);
  assert.equal((await rows('outbox')).length, 12);
  assert.equal((await rows('chains'))[0].seq, 12);
});

test('what one window wrote appears in the other', async () => {
  await signIn();
  const visit = await withPacket();
  const [one, two] = [await openVisit(visit), await openVisit(visit)];
  const seen = new Promise((resolve) => {
    two.onChange((state, change) => resolve({ state, change }));
  });
  const [op] = await one.append([answer('M01-01')]);
  const { state, change } = await seen;
  assert.deepEqual(change, { fields: ['item.M01-01.verdict'], own: false });
  assert.deepEqual(state.fields['item.M01-01.verdict'].value, { value: 'NORMAL' });
  assert.deepEqual(two.heads('item.M01-01.verdict'), [op.id]);
});

test("changing one's mind quickly is no conflict with oneself", async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await Promise.all([
    visit.append([answer('M01-01')]),
    visit.append([answer('M01-01', 'ABNORMAL')]),
    visit.append([answer('M01-01', 'NOT_CHECKED')]),
  ]);
  const field = visit.state.fields['item.M01-01.verdict'];
  assert.equal(field.conflict, false);
  assert.deepEqual(field.value, { value: 'NOT_CHECKED' });
});

test('two acts on one field in one go follow each other', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  const [first, second] = await visit.append([answer('M01-01'), answer('M01-01', 'ABNORMAL')]);
  assert.deepEqual(second.seen, [first.id]);
});

test('an answer given in the other window at the same time stays visible as a conflict', async () => {
  await signIn();
  const visit = await withPacket();
  const [one, two] = [await openVisit(visit), await openVisit(visit)];
  await Promise.all([one.append([answer('M01-01')]), two.append([answer('M01-01', 'ABNORMAL')])]);
  const again = await openVisit(visit);
  assert.equal(again.state.fields['item.M01-01.verdict'].conflict, true);
  assert.equal(again.heads('item.M01-01.verdict').length, 2);
});

test('seen is what stood on the screen, not what arrived before the write', async () => {
  await signIn();
  const visit = await withPacket();
  const [one, two] = [await openVisit(visit), await openVisit(visit)];
  const [mineFirst] = await one.append([answer('M01-01')]);
  const [far] = await two.append([{ ...answer('M01-01', 'ABNORMAL'), seen: [] }]);
  const [last] = await one.append([{ ...answer('M01-01'), seen: [mineFirst.id] }]);
  assert.ok(!last.seen.includes(far.id));
});

test('a failing write at any call leaves all of an act or nothing, and the next act goes on', async () => {
  for (let n = 1; n <= 6; n += 1) {
    await signIn();
    const id = await withPacket();
    const visit = await openVisit(id);
    await visit.append([answer('M01-00')]);
    const mend = breakDisk((_store, _value, call) => (call === n ? 'throw' : null));
    const acts = [answer('M01-01'), answer('M01-02')];
    const failed = await visit.append(acts).then(
      () => false,
      () => true,
    );
    mend();
    assert.equal((await rows('ops')).length, failed ? 1 : 3, `call ${n}`);
    assert.equal((await rows('outbox')).length, failed ? 1 : 3, `call ${n}`);
    assert.equal(visit.ops().length, failed ? 1 : 3, 'memory follows the disk');
    await visit.append(acts);
    await chainOf(id);
  }
});

test('a lost connection is opened again once, and the answer is there', async () => {
  await signIn();
  const id = await withPacket();
  const visit = await openVisit(id);
  let times = 0;
  const mend = breakDisk((store) => (store === 'ops' && (times += 1) === 1 ? 'UnknownError' : null));
  await visit.append([answer('M01-01')]);
  mend();
  assert.equal(times, 2);
  assert.equal((await chainOf(id)).length, 1);
});

test('a seal is refused when another window wrote after its frontier was taken', async () => {
  await signIn();
  const id = await withPacket();
  const [one, two] = [await openVisit(id), await openVisit(id)];
  await one.append([answer('M01-01')]);
  const ifHead = (await one.frontier())[one.device];
  assert.deepEqual(ifHead, { seq: 1, sha256: await opSha(one.ops()[0]) });
  await two.append([answer('M01-02')]);
  await assert.rejects(one.append([answer('M01-03')], { ifHead }), VisitChanged);
  assert.equal((await chainOf(id)).length, 2);
});

test('every op after the seal says that it knew the seal', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await visit.append([answer('M01-01')]);
  const [seal] = await visit.append([
    { kind: 'visit.seal', field: 'seal', payload: { frontier: await visit.frontier() } },
  ]);
  const [later] = await visit.append([{ kind: 'supplement.add', field: 'supplement.1', payload: { text: '补充' } }]);
  assert.ok(later.seen.includes(seal.id));
  assert.deepEqual(visit.state.later, { supplement: [later.id], unseen: [] });
});

test('a painting that fails does not make a saved answer look unsaved', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  visit.onChange(() => {
    throw new Error('no such card');
  });
  assert.equal((await visit.append([answer('M01-01')])).length, 1);
});

test('half-typed text, half a signature and an open camera are there after a restart', async () => {
  await signIn();
  const id = await withPacket();
  const visit = await openVisit(id);
  await visit.saveDraft('item.M01-01.note', '食堂后厨');
  await visit.saveDraft('ink', { w: 600, h: 240, strokes: [[[1, 2, 3, 4]]] });
  await visit.intent('M01-01');
  const again = await openVisit(id);
  assert.equal(again.draft('item.M01-01.note'), '食堂后厨');
  assert.deepEqual(again.draft('ink').strokes, [[[1, 2, 3, 4]]]);
  assert.equal(again.openIntent().item, 'M01-01');
  await again.clearIntent();
  await again.saveDraft('ink', undefined);
  const third = await openVisit(id);
  assert.equal(third.openIntent(), null);
  assert.equal(third.draft('ink'), undefined);
});

test('a visit whose packet was never downloaded says what to do', async () => {
  await signIn();
  await assert.rejects(openVisit('nowhere'), (error) => error instanceof NotOnPhone && /下载/.test(error.sentence));
});

test('ops carry Shanghai time, the person and this install, whatever zone the phone is set to', async () => {
  const person = await signIn();
  const visit = await openVisit(await withPacket());
  const [op] = await visit.append([answer('M01-01')]);
  assert.match(op.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
  assert.ok(Math.abs(Date.parse(op.at) - Date.now()) < 5000);
  assert.equal(op.actor, person.id);
  assert.equal(op.device, mine().install);
  assert.ok(Number.isInteger(op.mono) && Number.isInteger(op.skew_ms));
});
