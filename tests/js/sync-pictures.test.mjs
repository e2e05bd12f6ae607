// A colleague's photo from the server: kept small on this phone, and every way it may not come is told apart.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { jpeg, rows, signIn, withPacket } from './phone.mjs';
import { FarEnd } from './far-end.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';
import { bringPicture } from '../../static/js/sync/pictures.mjs';

const server = await new FarEnd().start();
const SHA = 'a'.repeat(64);
let visit;

beforeEach(async () => {
  Object.assign(server, { log: [], fault: () => undefined });
  await signIn();
  visit = await openVisit(await withPacket());
});

const bring = () => bringPicture(visit.id, 'e1', SHA);
const picture = (bytes, type = 'image/jpeg') => ({ headers: { 'Content-Type': type }, text: Buffer.from(bytes) });

test('a picture is asked for by its own visit and stays for when there is no network', async () => {
  server.fault = () => picture(jpeg(50_000));
  assert.equal(await visit.photoUrl('e1'), null);
  assert.deepEqual(await bring(), { kind: 'kept' });
  assert.deepEqual(
    server.log.map(({ method, url }) => [method, url]),
    [['GET', `/api/visits/${visit.id}/pictures/${SHA}`]],
  );
  const shown = await fetch(await visit.photoUrl('e1'));
  assert.equal((await shown.arrayBuffer()).byteLength, 50_000);
});

test('not sent yet, no network, signed out and not to be shown are four things', async () => {
  server.fault = () => ({ json: { proto: 1, waiting: 'not_here' } });
  assert.deepEqual(await bring(), { kind: 'not_here' });
  server.fault = () => 'drop';
  assert.deepEqual(await bring(), { kind: 'no_network' });
  server.fault = () => ({ status: 401, json: { proto: 1, error: 'signed_out' } });
  assert.deepEqual(await bring(), { kind: 'signed_out' });
  server.fault = () => ({ status: 422, json: { proto: 1, error: 'no_picture', sentence: '显示不出来。' } });
  assert.deepEqual(await bring(), { kind: 'never', why: '显示不出来。' });
});

test("a portal's page or another kind of file is never kept for a photo", async () => {
  server.fault = () => ({ text: '<p>请登录校园网</p>' });
  assert.deepEqual(await bring(), { kind: 'no_network' });
  server.fault = () => picture(Buffer.from('GIF89a'));
  assert.equal((await bring()).kind, 'never');
  server.fault = () => picture(jpeg(1_100_000));
  assert.equal((await bring()).kind, 'never');
  assert.deepEqual(await rows('previews'), []);
});

test('many photos come one after the other', async () => {
  let open = 0;
  let most = 0;
  server.fault = async () => {
    most = Math.max(most, (open += 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    open -= 1;
    return picture(jpeg(2000));
  };
  await Promise.all(['e1', 'e2', 'e3'].map((evidence) => bringPicture(visit.id, evidence, SHA)));
  assert.equal(most, 1);
  assert.equal((await rows('previews')).length, 3);
});
