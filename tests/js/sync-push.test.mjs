// Ops on their way: only a true receipt empties the outbox, and one op nobody takes stops no other.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { answer, rows, signIn, withPacket } from './phone.mjs';
import { FarEnd } from './far-end.mjs';
import { deviceNow } from '../../static/js/store/clock.mjs';
import { unpark } from '../../static/js/store/outbox.mjs';
import { mine } from '../../static/js/store/session.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { pushVisit } from '../../static/js/sync/push.mjs';

const server = await new FarEnd().start();
let visit;

beforeEach(async () => {
  Object.assign(server, { epoch: 'epoch-1', log: [], fault: () => undefined });
  server.ops.clear();
  await signIn();
  visit = await openVisit(await withPacket());
});

const answers = (count) => Array.from({ length: count }, (_, n) => answer(`M01-${n}`));
const html = { status: 200, text: '<html><body>请登录校园网</body></html>' };

test('a batch is received, marked and nothing is deleted', async () => {
  await visit.append(answers(3));
  assert.equal((await pushVisit(mine(), visit.id)).kind, 'ok');
  assert.equal(server.ops.size, 3);
  assert.equal((await rows('outbox')).length, 0);
  assert.equal((await rows('receipts')).length, 3);
  assert.equal((await rows('ops')).length, 3);
  assert.equal(server.log[0].headers.authorization, `Bearer token-${visit.id}`);
});

test('a push says what is left on the phone once it has arrived', async () => {
  await visit.append(answers(2));
  await pushVisit(mine(), visit.id);
  assert.deepEqual(server.log[0].pending, { ops: 0, photos: 0, bytes: 0, since: null });
});

for (const [what, fault] of [
  ["a portal's 200 HTML", () => html],
  ['HTML that claims to be JSON', () => ({ ...html, headers: { 'Content-Type': 'application/json' } })],
  ["another batch's reply", (_, json) => ({ json: { ...server.receive(json).json, batch: 'other' } })],
  [
    'a reply without proto',
    (_, json) => ({
      json: { batch: json.batch, epoch: 'epoch-1', receipts: json.ops.map((op) => ({ id: op.id, receipt: 1 })) },
    }),
  ],
  ['a redirect', () => ({ status: 302, headers: { Location: '/portal' }, json: {} })],
  ["a proxy's 407", () => ({ status: 407, text: 'proxy' })],
  ['a 500', () => ({ status: 500, json: { proto: 1, error: 'unexpected' } })],
  ['a cut line', () => 'drop'],
  [
    'receipts for ops that are not ours',
    (_, json) => ({
      json: { proto: 1, batch: json.batch, epoch: 'epoch-1', now: '', receipts: [{ id: 'x', receipt: 1 }] },
    }),
  ],
  [
    'receipts without a number',
    (_, json) => ({
      json: {
        proto: 1,
        batch: json.batch,
        epoch: 'epoch-1',
        now: '',
        receipts: json.ops.map((op) => ({ id: op.id, receipt: null })),
      },
    }),
  ],
]) {
  test(`${what} is not a receipt`, async () => {
    await visit.append(answers(2));
    server.fault = fault;
    assert.equal((await pushVisit(mine(), visit.id)).kind, 'unreachable');
    assert.equal((await rows('outbox')).length, 2);
    assert.equal((await rows('receipts')).length, 0);
  });
}

test('a receipt whose reply was lost is cured by the next push', async () => {
  await visit.append(answers(2));
  server.fault = (_, json) => {
    server.receive(json);
    return { status: 502, text: 'bad gateway' };
  };
  assert.equal((await pushVisit(mine(), visit.id)).kind, 'unreachable');
  server.fault = () => undefined;
  await pushVisit(mine(), visit.id);
  assert.deepEqual(
    (await rows('receipts')).map((row) => row.state),
    ['duplicate', 'duplicate'],
  );
});

test('no more than 100 ops and 256 KB go at once, the larger batches compressed', async () => {
  await visit.append(answers(150));
  await visit.append([
    { kind: 'finding.set', field: 'item.M01-1.note', payload: { text: '水'.repeat(80000) } },
    { kind: 'finding.set', field: 'item.M01-2.note', payload: { text: '水'.repeat(80000) } },
  ]);
  await pushVisit(mine(), visit.id);
  assert.equal(server.ops.size, 152);
  assert.deepEqual(
    server.log.map((each) => each.ops),
    [100, 51, 1],
  );
  assert.equal(server.log[0].headers['content-encoding'], 'gzip');
  assert.equal(server.log[2].headers['content-encoding'], undefined);
});

for (const status of [400, 403, 413]) {
  test(`one op that always gets ${status} is found by halving and set aside; the others arrive`, async () => {
    const ops = await visit.append(answers(40));
    const poison = ops[17].id;
    server.fault = (_, json) =>
      json.ops.some((op) => op.id === poison) ? { status, text: 'blocked by firewall' } : undefined;
    assert.equal((await pushVisit(mine(), visit.id)).kind, 'ok');
    assert.equal(server.ops.size, 39);
    const [left] = await rows('outbox');
    assert.equal(left.id, poison);
    assert.equal(left.parked, `status ${status}`);
    server.fault = () => undefined;
    await unpark(mine());
    await pushVisit(mine(), visit.id);
    assert.equal(server.ops.size, 40);
  });
}

test('what the server says of an op it refuses is kept to be read', async () => {
  const sentence = '您在这次检查里的记录已经超过服务器收取的上限，不再收；请联系管理员核对手机，手机里的内容没有丢失。';
  await visit.append(answers(2));
  server.fault = (_, json) =>
    json.ops.length ? { status: 413, json: { error: 'too_much_own', sentence } } : undefined;
  await pushVisit(mine(), visit.id);
  assert.deepEqual(
    (await rows('outbox')).map((row) => row.parked),
    [sentence, sentence],
  );
});

test('when even an empty push is refused, the way is closed and no op is blamed', async () => {
  await visit.append(answers(4));
  server.fault = () => ({ status: 403, text: 'blocked' });
  assert.equal((await pushVisit(mine(), visit.id)).kind, 'unreachable');
  assert.ok((await rows('outbox')).every((row) => !row.parked));
});

test('429 and its Retry-After are honoured', async () => {
  await visit.append(answers(1));
  server.fault = () => ({ status: 429, headers: { 'Retry-After': '7' }, json: {} });
  assert.deepEqual(await pushVisit(mine(), visit.id), { kind: 'busy', wait: 7000 });
});

test('an unknown token loses nothing', async () => {
  await visit.append(answers(1));
  server.fault = () => ({ status: 401, json: { proto: 1, error: 'unknown_token' } });
  assert.equal((await pushVisit(mine(), visit.id)).kind, 'denied');
  assert.equal((await rows('outbox')).length, 1);
});

test('a server restored from a backup is fed again', async () => {
  await visit.append(answers(3));
  await pushVisit(mine(), visit.id);
  server.ops.clear();
  server.epoch = 'epoch-2';
  await pushVisit(mine(), visit.id); // the heartbeat learns of it, the same push feeds it
  assert.equal(server.ops.size, 3);
  assert.equal((await rows('outbox')).length, 0);
});

test("how far the phone's clock is off is learnt from the reply", async () => {
  const { fault } = server;
  server.fault = (_, json) => {
    const { json: told } = server.receive(json);
    return { json: { ...told, now: new Date(Date.now() + 8 * 3600 * 1000).toISOString() } };
  };
  await pushVisit(mine(), visit.id);
  const [op] = await visit.append(answers(1));
  assert.ok(Math.abs(op.skew_ms - 8 * 3600 * 1000) < 5000);
  server.fault = fault;
  await pushVisit(mine(), visit.id);
  assert.ok(Math.abs(deviceNow().skew_ms) < 5000);
});
