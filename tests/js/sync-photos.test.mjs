// Photos on their way: resumed where they were cut, verified piece by piece, and stuck ones stop no other.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { answer, jpeg, rows, signIn, until, withPacket } from './phone.mjs';
import { FarEnd } from './far-end.mjs';
import { mine } from '../../static/js/store/session.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { movePhotos } from '../../static/js/sync/lane.mjs';
import { uploadPhoto } from '../../static/js/sync/uploads.mjs';

const server = await new FarEnd().start();
let visit;

beforeEach(async () => {
  Object.assign(server, { log: [], fault: () => undefined });
  server.blobs.clear();
  await signIn();
  visit = await openVisit(await withPacket());
});

/** A photo of so many bytes, and what the store keeps of it. */
async function taken(size, item = null) {
  const evidence = await visit.addPhoto({ bytes: jpeg(size), name: 'a.jpg', item, source: 'camera' });
  return (await visit.photos()).find((photo) => photo.evidence === evidence);
}
const upload = (photo) => uploadPhoto(mine(), 'token', photo);
const again = async (photo) => upload((await visit.photos()).find(({ evidence }) => evidence === photo.evidence));

test('a small photo is one request', async () => {
  const photo = await taken(200_000);
  assert.equal((await upload(photo)).kind, 'ok');
  assert.deepEqual(
    server.log.map(({ method, bytes }) => [method, bytes]),
    [['POST', 200_000]],
  );
  assert.equal((await visit.photos())[0].received, true);
  assert.deepEqual(await rows('chunks').then((pieces) => pieces.length), 1, 'the bytes stay on the phone');
});

test('a large photo goes in pieces of 512 KiB, each acknowledged', async () => {
  await upload(await taken(1_200_000));
  assert.deepEqual(
    server.log.map(({ method, bytes }) => [method, bytes]),
    [
      ['POST', 524288],
      ['PATCH', 524288],
      ['PATCH', 151424],
    ],
  );
});

test("a cut upload goes on where the server's verified bytes end", async () => {
  const photo = await taken(1_200_000);
  let cut = 0;
  server.fault = (request) => (request.method === 'PATCH' && (cut += 1) === 1 ? 'drop' : undefined);
  assert.equal((await upload(photo)).kind, 'unreachable');
  await again(photo);
  assert.deepEqual(
    server.log.map(({ method }) => method),
    ['POST', 'PATCH', 'HEAD', 'PATCH', 'PATCH'],
  );
  assert.equal((await visit.photos())[0].received, true);
});

test('after two failures the pieces are smaller', async () => {
  const photo = await taken(1_000_000);
  server.fault = () => 'drop';
  await upload(photo);
  await again(photo);
  server.fault = () => undefined;
  server.log = [];
  await again(photo);
  assert.deepEqual(
    server.log.map(({ bytes }) => bytes),
    [0, 262144, 262144, 262144, 213568],
  );
});

test('a lost acknowledgement costs nothing: the server tells the true offset', async () => {
  const photo = await taken(1_200_000);
  let lost = false;
  server.fault = (request, _json, body) => {
    if (request.method !== 'PATCH' || lost) return undefined;
    lost = true;
    server.store(request, photo.sha256, body);
    return { status: 409, json: { proto: 1, error: 'wrong_offset', offset: 1048576 } };
  };
  assert.equal((await upload(photo)).body.stored, true);
  assert.equal(server.blobs.get(photo.sha256).bytes.length, 1_200_000);
});

test('a piece damaged on its way is sent again', async () => {
  const photo = await taken(1_200_000);
  let damaged = 0;
  server.fault = (request) =>
    request.method === 'PATCH' && (damaged += 1) === 1
      ? { status: 400, json: { proto: 1, error: 'digest_mismatch' } }
      : undefined;
  assert.equal((await upload(photo)).body.stored, true);
});

test('a server that dropped its part is fed from the start', async () => {
  const photo = await taken(1_200_000);
  let dropped = false;
  server.fault = (request) => {
    if (request.method !== 'PATCH' || dropped) return undefined;
    dropped = true;
    server.blobs.clear();
    return { status: 422, json: { proto: 1, error: 'hash_mismatch' } };
  };
  assert.equal((await upload(photo)).body.stored, true);
});

test('bytes that never match are set aside with their reason, not sent for ever', async () => {
  const photo = await taken(100_000);
  server.fault = (request) =>
    request.method === 'POST' ? { status: 422, json: { proto: 1, error: 'hash_mismatch' } } : undefined;
  assert.equal((await upload(photo)).body.stored, false);
  const [kept] = await visit.photos();
  assert.equal(kept.received, false);
  assert.ok(kept.trouble);
  assert.ok(server.log.length <= 4);
});

test('a portal page is no acknowledgement', async () => {
  const photo = await taken(100_000);
  server.fault = () => ({ status: 200, text: '<html>portal</html>' });
  assert.equal((await upload(photo)).kind, 'unreachable');
  assert.equal((await visit.photos())[0].received, false);
});

test('an offset that makes no sense is not believed', async () => {
  const photo = await taken(100_000);
  server.fault = () => ({ json: { proto: 1, offset: 999_999 } });
  assert.equal((await upload(photo)).kind, 'unreachable');
  assert.equal(server.log.length, 1);
  assert.equal((await visit.photos())[0].received, false);
});

test('photos of problems arrive before the others, whoever took them first', async () => {
  const other = await taken(50_000, 'M01-01');
  const problem = await taken(60_000, 'M01-02');
  await visit.append([answer('M01-02', 'ABNORMAL')]);
  const arrived = [];
  assert.equal(await movePhotos([mine()], (id) => arrived.push(id)), null);
  assert.deepEqual(
    server.log.map(({ headers }) => headers['x-blob-sha256']),
    [problem.sha256, other.sha256],
  );
  assert.deepEqual(arrived, [visit.id, visit.id]);
});

test('a photo the way always refuses stops no other', async () => {
  const stuck = await taken(50_000);
  const fine = await taken(60_000);
  server.fault = (request) =>
    request.headers['x-blob-sha256'] === stuck.sha256 ? { status: 403, text: 'blocked' } : undefined;
  assert.equal(await movePhotos([mine()], () => {}), null);
  const photos = await visit.photos();
  assert.equal(photos.find(({ evidence }) => evidence === fine.evidence).received, true);
  for (let tries = 0; tries < 2; tries += 1) await movePhotos([mine()], () => {});
  await until(
    async () => (await visit.photos()).find(({ evidence }) => evidence === stuck.evidence).trouble === 'status 403',
  );
});

test("another person's photos travel under their own token", async () => {
  await taken(50_000);
  const first = mine();
  await signIn('李红');
  await movePhotos([mine(), first], () => {});
  assert.equal(server.log[0].headers.authorization, `Bearer token-${visit.id}`);
});
