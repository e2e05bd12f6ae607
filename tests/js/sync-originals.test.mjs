// 仅Wi-Fi传原图: photos wait where the inspector said so; answers never do, and a tap lets go what is there.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { answer, jpeg, signIn, withPacket } from './phone.mjs';
import { FarEnd } from './far-end.mjs';
import { mine } from '../../static/js/store/session.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { movePhotos } from '../../static/js/sync/lane.mjs';
import { heldBack, knowsNetwork, letOriginalsGo, letOriginalsWait } from '../../static/js/sync/originals.mjs';
import { pushVisit } from '../../static/js/sync/push.mjs';
import { sentence } from '../../static/js/sync/words.mjs';

const server = await new FarEnd().start();
let visit;

beforeEach(async () => {
  Object.assign(server, { log: [], fault: () => undefined });
  server.blobs.clear();
  await signIn();
  visit = await openVisit(await withPacket());
  await letOriginalsWait(true);
});
afterEach(() => {
  delete navigator.connection;
});

const on = (type) => {
  navigator.connection = { type };
};
const take = () => visit.addPhoto({ bytes: jpeg(50_000), name: 'a.jpg', item: null, source: 'camera' });
const arrived = async () => {
  assert.equal(await movePhotos([mine()], () => {}), null);
  return server.blobs.size;
};

test('on mobile data photos wait and answers do not; on Wi-Fi all of it goes', async () => {
  on('cellular');
  await take();
  await visit.append([answer('M01-01')]);
  assert.equal((await pushVisit(mine(), visit.id)).kind, 'ok');
  assert.equal(await arrived(), 0);
  assert.deepEqual(await heldBack(mine()), { photos: 1, files: 0, bytes: 50_000, tap: false });
  on('wifi');
  assert.equal(await arrived(), 1);
  assert.equal((await heldBack(mine())).photos, 0);
});

test('a phone that does not tell its network sends photos at a tap, those that are there then', async () => {
  assert.equal(knowsNetwork(), false);
  await take();
  assert.equal(await arrived(), 0);
  await letOriginalsGo();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await take();
  assert.equal(await arrived(), 1);
  assert.deepEqual(await heldBack(mine()), { photos: 1, files: 0, bytes: 50_000, tap: true });
});

test('whoever did not choose it has photos that travel over anything', async () => {
  await letOriginalsWait(false);
  on('cellular');
  await take();
  assert.equal(await arrived(), 1);
});

test('what waits is told in numbers, calmly, and only where the server could be reached', () => {
  const left = { ops: 2, photos: 5, bytes: 9, since: '' };
  const held = { photos: 3, files: 0, bytes: 13_002_342, tap: false };
  assert.equal(
    sentence('reached', left, 0, held),
    '2 条记录、2 张照片只在本机，正在上传。3 张照片（12.4 MB）已存本机，等连上 Wi-Fi 再传。',
  );
  assert.equal(
    sentence('reached', { ...left, ops: 0, photos: 3 }, 0, { ...held, tap: true }),
    '记录服务器都已收到。3 张照片（12.4 MB）已存本机，等您点“现在传照片”。',
  );
  assert.match(sentence('unreachable', left, 0, held), /连不上服务器。2 条记录、5 张照片只在本机/);
});
