// One phone, several people, and a phone that lost something: nobody sees another's work, and no loss passes in silence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, jpeg, packetFor, rows, signIn, until, withPacket } from './phone.mjs';
import { deviceBase, userBase } from '../../static/js/store/bases.mjs';
import {
  meetEpoch,
  pendingOf,
  standingOf,
  unsentOps,
  keepReceipts,
  keepStored,
  tokenOf,
} from '../../static/js/store/outbox.mjs';
import { listPackets, savePacket } from '../../static/js/store/packets.mjs';
import { lossOf, forgetLoss } from '../../static/js/store/sentinel.mjs';
import { installKey } from '../../static/js/store/key.mjs';
import { knownUsers, signOut } from '../../static/js/store/people.mjs';
import { currentUser, deviceId, mine, useUser } from '../../static/js/store/session.mjs';
import { listVisits, saveVisits } from '../../static/js/store/visits.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { canonical } from '../../static/js/core/canonical.mjs';

const receiptsFor = (ops) => ops.map((op, n) => ({ id: op.id, receipt: n + 1, state: 'applied' }));

test('a second person on the phone gets an install of their own and sees only how much the first has unsent', async () => {
  const first = await signIn('王建国');
  const visit = await openVisit(await withPacket('shared-visit'));
  await visit.append([answer('M01-01')]);
  await visit.addPhoto({ bytes: jpeg(5000), name: 'a.jpg', item: null, source: 'files' });
  const install = deviceId();
  const second = await signIn('李红');
  assert.notEqual(deviceId(), install);
  assert.deepEqual(await listPackets(), []);
  await assert.rejects(openVisit('shared-visit'));
  const others = (await knownUsers()).filter(({ current }) => !current && first.id);
  const one = others.find(({ id }) => id === first.id);
  assert.deepEqual({ ...one.pending, since: null }, { ops: 2, photos: 1, files: 0, bytes: 5000, since: null });
  assert.equal(currentUser().id, second.id);
  await useUser(first);
  assert.equal(deviceId(), install);
  assert.equal((await openVisit('shared-visit')).ops().length, 2);
});

test('signing out costs no evidence: ops, photos and their token stay, finished packets go', async () => {
  const person = await signIn();
  await withPacket('done');
  const visit = await openVisit(await withPacket('unsent'));
  await visit.append([answer('M01-01')]);
  await visit.addPhoto({ bytes: jpeg(5000), name: 'a.jpg', item: null, source: 'files' });
  const base = mine();
  await signOut();
  assert.equal(currentUser(), null);
  assert.deepEqual(
    (await rows('packets', base)).map((row) => row.visit),
    ['unsent'],
  );
  assert.equal((await rows('ops', base)).length, 2);
  assert.equal(await tokenOf(base, 'done'), 'token-done');
  assert.equal((await pendingOf(base)).photos, 1);
  await useUser(person);
  assert.equal((await openVisit('unsent')).ops().length, 2);
});

test('a wiped database is an alarm, not a fresh start', async () => {
  const person = await signIn();
  const visit = await openVisit(await withPacket());
  await visit.append([answer('M01-01'), answer('M01-02'), answer('M01-03')]);
  await until(
    async () => (await deviceBase.read(['users'], (tx) => tx.objectStore('users').get(person.id))).written === 3,
  );
  const wiped = { ...mine(), install: 'another-install', base: { ...mine().base, read: async () => [] } };
  assert.match(await lossOf(person, wiped), /不见了（原有 3 条记录，现有 0 条）/);
  assert.match(await lossOf(person, mine()), /不见了/, 'it stays until somebody has read it');
  await forgetLoss(person.id);
  assert.equal(await lossOf(person, mine()), null);
});

test('a page left open over a wiped database does not write into the new one', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await visit.append([answer('M01-01')]);
  await mine().base.write(['meta'], (tx) => tx.objectStore('meta').put('another-install', 'install'));
  await assert.rejects(visit.append([answer('M01-02')]), (error) => /没有保存/.test(error.sentence));
});

test('should the server know more of this install than the phone does, no number is given twice', async () => {
  const person = await signIn();
  const id = await withPacket();
  const visit = await openVisit(id);
  const [first, second] = await visit.append([answer('M01-01'), answer('M01-02')]);
  await signIn();
  const base = { ...mine(), install: first.device };
  await mine().base.write(['meta'], (tx) => tx.objectStore('meta').put(first.device, 'install'));
  await savePacket(base, packetFor(person, id, { ops: [first, second], next: 2 }));
  assert.equal((await rows('chains'))[0].seq, 2);
});

test("a receipt marks and nothing is deleted; one for somebody else's op proves nothing", async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  const ops = await visit.append([answer('M01-01'), answer('M01-02')]);
  await keepReceipts(mine(), ops, [...receiptsFor([ops[0]]), { id: 'foreign', receipt: 9, state: 'applied' }]);
  assert.deepEqual(
    (await unsentOps(mine(), visit.id, 100)).map((op) => op.id),
    [ops[1].id],
  );
  assert.equal((await rows('ops')).length, 2);
  assert.deepEqual(Object.keys(await visit.receipts()), [ops[0].id]);
  assert.equal((await standingOf(mine(), visit.id)).received, 1);
  assert.equal((await visit.pending()).since, ops[1].at);
});

test("another epoch means the server forgot: everything this phone made is unsent again, other people's ops are not", async () => {
  await signIn();
  const id = await withPacket();
  const foreign = {
    ...(await (await openVisit(id)).append([answer('M01-09')]))[0],
    id: 'far',
    device: 'far-device',
    seq: 9,
  };
  await savePacket(mine(), packetFor({ id: mine().user, name: '' }, id, { ops: [foreign], next: 1 }));
  const visit = await openVisit(id);
  await visit.append([answer('M01-01')]);
  await visit.addPhoto({ bytes: jpeg(5000), name: 'a.jpg', item: null, source: 'files' });
  const unsent = await unsentOps(mine(), id, 100);
  await keepReceipts(mine(), unsent, receiptsFor(unsent));
  await keepStored(
    mine(),
    id,
    (await visit.photos()).map((photo) => photo.sha256),
  );
  assert.deepEqual(await visit.pending(), { ops: 0, photos: 0, files: 0, bytes: 0, since: null });
  assert.equal(await meetEpoch(mine(), 'epoch-1'), false);
  assert.equal(await meetEpoch(mine(), 'epoch-2'), true);
  assert.equal(await meetEpoch(mine(), 'epoch-2'), false);
  const { ops, photos } = await visit.pending();
  assert.deepEqual({ ops, photos }, { ops: 3, photos: 1 });
  assert.deepEqual(await rows('pulls'), []);
});

test('new facts never replace those a visit was begun with; before that they do', async () => {
  await signIn();
  const id = await withPacket();
  const person = { id: mine().user, name: '' };
  const newer = packetFor(person, id, { facts_sha256: 'a'.repeat(64) });
  await savePacket(mine(), newer);
  const visit = await openVisit(id);
  assert.equal(visit.factsSha256, 'a'.repeat(64));
  await visit.append([answer('M01-01')]);
  await savePacket(
    mine(),
    packetFor(person, id, {
      facts_sha256: 'b'.repeat(64),
      token: 'token-new',
      pins: [{ person: 'p', salt: 's', iterations: 1, hash: 'h' }],
    }),
  );
  const again = await openVisit(id);
  assert.equal(again.factsSha256, 'a'.repeat(64));
  assert.equal(again.pins.length, 1);
  assert.equal(await tokenOf(mine(), id), 'token-new');
});

test('the list of the day is there without a network, with what each visit still lacks', async () => {
  await signIn();
  await withPacket('with-packet');
  const row = {
    state: 'DRAWN',
    period_from: '2026-11-10',
    period_to: '2026-12-10',
    address: '',
    packet_sha256: '',
    confirm: false,
  };
  await saveVisits(mine(), [
    { ...row, id: 'no-packet', planned_on: '2026-11-22', subject_name: '二中' },
    { ...row, id: 'with-packet', planned_on: '2026-11-21', subject_name: '实验小学' },
  ]);
  const [one, two] = await listVisits();
  assert.equal(one.id, 'with-packet');
  assert.ok(one.facts && one.downloaded_at);
  assert.equal(two.facts, null);
  assert.match(two.readiness.missing[0], /还没有下载/);
});

test("the key of an install is made once, can't leave the phone, and signs", async () => {
  await signIn();
  const [one, two] = await Promise.all([installKey(), installKey()]);
  assert.equal(one.thumbprint, two.thumbprint);
  assert.match(one.thumbprint, /^[\w-]{43}$/);
  assert.deepEqual(Object.keys(one.publicJwk), ['crv', 'kty', 'x', 'y']);
  const pair = await mine().base.read(['meta'], (tx) => tx.objectStore('meta').get('key'));
  assert.equal(pair.privateKey.extractable, false);
  const text = new TextEncoder().encode(canonical({ doc: '清河县' }));
  const signature = Buffer.from(await two.sign(text), 'base64url');
  assert.equal(signature.length, 64);
  const key = await crypto.subtle.importKey('jwk', one.publicJwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'verify',
  ]);
  assert.ok(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, text));
});

test('one person opened twice is one database', async () => {
  const person = await signIn();
  const [one, two] = await Promise.all([userBase(person.id), userBase(person.id)]);
  assert.equal(one, two);
});
