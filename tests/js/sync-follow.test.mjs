// Two phones with a network: what one writes is on the other within seconds, and nobody's server is hammered for it.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { answer, jpeg, signIn, until, withPacket } from './phone.mjs';
import { FarEnd } from './far-end.mjs';
import { mine } from '../../static/js/store/session.mjs';
import { knownPhones } from '../../static/js/store/phones.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { follow, waitAfter } from '../../static/js/sync/follow.mjs';

const server = await new FarEnd().start();
const QUICK = { together: 20, alone: 600_000 };
let visit;
let following;

beforeEach(async () => {
  Object.assign(server, { log: [], fault: () => undefined, others: [], devices: [] });
  await signIn();
  visit = await openVisit(await withPacket());
  following = follow(QUICK);
});
afterEach(() => {
  following.rest();
  visit.close();
});

const far = (code, n = 1) => ({
  number: n,
  op: {
    ...answer(code),
    v: 1,
    id: `far-${n}`,
    visit: visit.id,
    device: 'far',
    actor: 'sun',
    seq: n,
    prev: '',
    seen: [],
  },
});
const both = () => [mine().install, 'far'].map((device) => ({ device, person: device, name: '孙雅琴' }));
const pulls = () => server.log.filter(({ method }) => method === 'GET');
const moment = (ms = 120) => new Promise((resolve) => setTimeout(resolve, ms));

/** Six times as long as the next question would take, nobody has asked anything. */
async function nothingUnderWay() {
  const before = server.log.length;
  await moment();
  return server.log.length === before;
}

test("what a colleague answered appears by itself, and so does the colleague's phone", async () => {
  server.devices = both();
  following.go();
  await until(() => pulls().length > 1);
  server.others = [far('M01-07')];
  await until(() => visit.state.fields['item.M01-07.verdict']);
  const names = (await knownPhones(mine(), visit.id)).map(({ name }) => name);
  assert.deepEqual(names, ['孙雅琴', '孙雅琴']);
});

test('a phone that was taken back is no longer waited for', async () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  server.devices = both().map((each) => ({ ...each, public_key: key }));
  following.go();
  const known = async () => (await knownPhones(mine(), visit.id)).length;
  await until(async () => (await known()) === 2);
  server.devices = server.devices.slice(0, 1);
  await until(async () => (await known()) === 1);
});

test('a photo that reached the server another way is marked as received', async () => {
  await visit.addPhoto({ bytes: jpeg(30_000), name: 'a.jpg', item: null, source: 'camera' });
  const [photo] = await visit.photos();
  server.blobs.set(photo.sha256, { size: photo.size, bytes: Buffer.alloc(photo.size) });
  following.go();
  await until(async () => (await visit.photos())[0].received);
  server.blobs.clear();
});

test('whoever works alone asks once and then hardly ever', async () => {
  following.go();
  await until(() => pulls().length);
  await moment();
  assert.equal(pulls().length, 1);
});

test('a page nobody looks at asks nothing', async () => {
  server.devices = both();
  following.go();
  await until(() => pulls().length);
  following.rest();
  await until(nothingUnderWay);
  const asked = pulls().length;
  await moment();
  assert.equal(pulls().length, asked);
});

test('coming back again and again makes no second chain of questions', async () => {
  server.devices = both();
  for (let n = 0; n < 20; n += 1) following.go();
  await until(() => pulls().length);
  assert.ok(pulls().length <= 2, `${pulls().length} at once`);
});

test('while no server answers the questions become rare, and a visit goes on', async () => {
  server.devices = both();
  server.fault = () => 'drop';
  following.go();
  await until(() => server.log.length >= 2);
  await visit.append([answer('M01-01')]);
  await moment(300);
  assert.ok(server.log.length < 8, `${server.log.length} questions`);
  server.fault = () => undefined;
  following.go();
  await until(() => pulls().some(({ url }) => url.includes(visit.id)));
});

test('waiting doubles up to a minute, and a server that asks for more gets it', () => {
  const unreachable = { kind: 'unreachable', why: '' };
  for (const [failures, usual] of [
    [1, 8000],
    [2, 16000],
    [9, 60000],
  ]) {
    const wait = waitAfter(unreachable, failures, 4000);
    assert.ok(wait >= usual * 0.75 && wait <= usual * 1.25, `${failures}: ${wait}`);
  }
  assert.equal(waitAfter({ kind: 'busy', wait: 300_000 }, 1, 4000), 300_000);
});
