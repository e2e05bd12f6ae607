// The loop by itself: what is written on the phone arrives without anybody pressing anything, once, under the right name.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { answer, jpeg, packetFor, probed, rows, signIn, until, withPacket } from './phone.mjs';
import { FarEnd, nobody } from './far-end.mjs';
import { keepDeviceFact } from '../../static/js/store/bases.mjs';
import { pendingOf } from '../../static/js/store/outbox.mjs';
import { currentUser, mine } from '../../static/js/store/session.mjs';
import { NotOnPhone, openVisit } from '../../static/js/store/visit.mjs';
import { backOff, onStatus, startSync, syncNow } from '../../static/js/sync/loop.mjs';
import { fetchPacket } from '../../static/js/sync/pull.mjs';

const server = await new FarEnd().start();
let status;
let stop;
let visit;

before(async () => {
  await signIn();
  onStatus((now) => {
    status = now;
  });
  stop = startSync();
});
after(() => stop());

beforeEach(async () => {
  Object.assign(server, {
    log: [],
    fault: () => undefined,
    others: [],
    me: nobody,
  });
  visit?.close();
  await signIn();
  visit = await openVisit(await withPacket());
});

const signedIn =
  (visits = []) =>
  () => ({
    json: {
      proto: 1,
      person: { id: mine().user, name: '王建国', unit: '县教育局' },
      pin_chosen: true,
      epoch: 'epoch-1',
      now: new Date().toISOString(),
      visits,
    },
  });
const drawn = (id, more = {}) => ({
  id,
  state: 'DRAWN',
  planned_on: new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10),
  period_from: '2026-11-10',
  period_to: '2026-12-10',
  subject_name: '二中',
  address: '',
  packet_sha256: 'f'.repeat(64),
  confirm: false,
  ...more,
});
const arrived = (op) => until(() => server.ops.has(op.id), 'the op at the server');
const pushes = () => server.log.filter(({ method, ops }) => method === 'POST' && ops);

test('an answer arrives by itself soon after it was given, and the screen says so', async () => {
  server.me = signedIn();
  await syncNow();
  const [op] = await visit.append([answer('M01-01')]);
  await arrived(op);
  await until(
    () => status.online === 'reached' && !status.pending.ops && status.message === '本机的内容服务器都已收到。',
  );
  assert.ok(status.lastContact);
  assert.equal(status.perVisit[visit.id].received, 1);
});

test('while no server answers nothing is lost and nothing is asked of the inspector', async () => {
  server.fault = () => 'drop';
  await visit.append([answer('M01-01'), answer('M01-02')]);
  await syncNow();
  await until(() => status.online === 'unreachable' && status.pending.ops === 2);
  assert.match(status.message, /连不上服务器。2 条记录只在本机/);
  server.fault = () => undefined;
  await syncNow();
  await until(() => status.pending.ops === 0);
});

test('an expired login stops no answer on its way', async () => {
  const [op] = await visit.append([answer('M01-01')]);
  await syncNow();
  await arrived(op);
  await until(() => status.online === 'signed_out');
  assert.match(status.message, /登录已过期/);
});

test("today's packets come by themselves once the window can work offline, and not before", async () => {
  await keepDeviceFact('probe', undefined);
  const asked = [];
  server.packet = (id, json) => {
    asked.push({ id, json });
    return { json: packetFor({ id: mine().user, name: '' }, id) };
  };
  server.me = signedIn([drawn('of-today')]);
  await syncNow();
  assert.equal(asked.length, 0);
  assert.match((await fetchPacket('of-today')).sentence, /离线/);
  await probed();
  await syncNow();
  assert.equal(asked[0].json.device, mine().install);
  assert.equal(asked[0].json.public_key.crv, 'P-256');
  assert.equal(asked[0].json.probe.ok, true);
  (await openVisit('of-today')).close();
  await syncNow();
  assert.equal(asked.length, 1, 'the same facts are not fetched twice');
});

test('a packet made out to somebody else is not kept', async () => {
  await probed();
  server.me = signedIn();
  server.packet = (id) => ({ json: packetFor({ id: 'somebody-else', name: '' }, id) });
  assert.equal((await fetchPacket('strange')).ok, false);
  await assert.rejects(openVisit('strange'), NotOnPhone);
});

test('the board hears when a photo has arrived', async () => {
  await visit.addPhoto({ bytes: jpeg(30_000), name: 'a.jpg', item: null, source: 'camera' });
  await syncNow();
  await until(() => server.log.some(({ pending }) => pending?.photos === 1));
  await until(
    () => server.log.some(({ ops, pending }) => ops === 0 && pending.photos === 0),
    'a heartbeat without the photo',
  );
  await until(() => status.pending.photos === 0);
});

test("a second person carries the first one's work to the server and sees none of it", async () => {
  server.fault = () => 'drop';
  const [op] = await visit.append([answer('M01-01')]);
  const first = mine();
  await syncNow();
  server.fault = () => undefined;
  await signIn('李红');
  await syncNow();
  await arrived(op);
  assert.equal(server.log.find(({ ids }) => ids?.includes(op.id)).headers.authorization, `Bearer token-${visit.id}`);
  await until(async () => (await pendingOf(first)).ops === 0);
  await until(() => !Object.keys(status.perVisit).length, 'only the own visits on the screen');
});

test("the login says another name: the page goes over to that person's database", async () => {
  const before = mine().user;
  server.me = () => ({ json: { ...signedIn()().json, person: { id: 'li-hong', name: '李红', unit: '' } } });
  await syncNow();
  assert.equal(currentUser().id, 'li-hong');
  assert.notEqual(mine().user, before);
});

test('a lost token is replaced by a new packet, and what waited goes up with it', async () => {
  await probed();
  server.me = signedIn();
  server.packet = (id) => ({ json: packetFor({ id: mine().user, name: '' }, id, { token: 'token-new' }) });
  const known = (request) => request.headers.authorization === 'Bearer token-new';
  server.fault = (request, json) =>
    json?.ops && !known(request) ? { status: 401, json: { proto: 1, error: 'unknown_token' } } : undefined;
  const [op] = await visit.append([answer('M01-01')]);
  await syncNow();
  await arrived(op);
  assert.equal((await rows('ops')).length, 1);
});

test('one window leads; when it closes the next one takes over', async (t) => {
  const second = await import('../../static/js/sync/loop.mjs?window=2');
  t.after(second.startSync());
  const [op] = await visit.append([answer('M01-01')]);
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  server.fault = async (_, json) => {
    if (json?.ops) await held;
  };
  const rounds = Promise.all([syncNow(), second.syncNow()]); // a follower's tap does not make it push beside the leader
  await until(() => pushes().length);
  setTimeout(release, 100);
  await rounds;
  await until(async () => (await pendingOf(mine())).ops === 0);
  assert.equal(pushes().filter(({ ids }) => ids.includes(op.id)).length, 1, 'sent once');
  stop();
  const [next] = await visit.append([answer('M01-02')]);
  await arrived(next);
});

test('waiting grows to five minutes and is spread over all of it', () => {
  assert.equal(backOff(1, 0), 0);
  assert.equal(backOff(1, 1), 2000);
  assert.equal(backOff(20, 1), 300000);
  assert.equal(backOff(20, 0.5), 150000);
});
