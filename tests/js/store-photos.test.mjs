// A photo is on the phone whole, with the op that names it, or the inspector is told in one sentence that it is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, jpeg, rows, signIn, until, withPacket } from './phone.mjs';
import { breakDisk, fullDisk } from './faulty-disk.mjs';
import { sha256Hex } from '../../static/js/core/canonical.mjs';
import { keepBallast } from '../../static/js/store/bases.mjs';
import { onTrouble } from '../../static/js/store/log.mjs';
import { documentType, photoType } from '../../static/js/store/evidence.mjs';
import { PhotoRefused } from '../../static/js/store/photos.mjs';
import { mine } from '../../static/js/store/session.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';

const text = (letters) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer;
const KITCHEN = { type: 'image/jpeg', name: 'IMG_1.jpg', item: 'M01-01', source: 'camera' };

/** The reserve is written in the background after signing in. */
const reserve = () => until(() => keepBallast(mine().base));

test('the bytes of a photo come back exactly, under the digest its op names', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  const bytes = jpeg(1_300_001);
  const evidence = await visit.addPhoto({ ...KITCHEN, bytes });
  const [photo] = await visit.photos();
  assert.equal((await rows('chunks')).length, 3);
  assert.equal(photo.sha256, await sha256Hex(bytes));
  const { payload } = visit.ops()[0];
  assert.equal(visit.ops()[0].field, `evidence.${evidence}`);
  assert.deepEqual(
    { ...payload, taken_at: '' },
    {
      sha256: photo.sha256,
      size: 1_300_001,
      type: 'image/jpeg',
      item: 'M01-01',
      source: 'camera',
      name: 'IMG_1.jpg',
      taken_at: '',
    },
  );
  const url = await visit.photoUrl(evidence);
  assert.deepEqual(new Uint8Array(await (await fetch(url)).arrayBuffer()), new Uint8Array(bytes));
  visit.releaseUrls();
  assert.equal(await visit.photoUrl('elsewhere'), null);
});

test('a write that fails at any call leaves no photo without op and no op without photo', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await reserve();
  for (let n = 1; n <= 8; n += 1) {
    const mend = breakDisk((_store, _value, call) => (call === n ? 'throw' : null));
    const before = visit.ops().length;
    const failed = await visit.addPhoto({ ...KITCHEN, bytes: jpeg(1_100_000) }).then(
      () => false,
      () => true,
    );
    mend();
    assert.equal(failed, n < 8, `call ${n}`);
    const added = failed ? 0 : 1;
    assert.equal((await rows('ops')).length, before + added);
    assert.equal((await rows('photos')).length, before + added);
    assert.equal((await rows('chunks')).length, 3 * (before + added));
  }
});

for (const [what, photo, words] of [
  ['an empty file', { bytes: new ArrayBuffer(0) }, /空的（0 字节）/],
  ['more than 32 MB', { bytes: jpeg(32 * 1024 * 1024 + 1) }, /33 MB，超过 32 MB/],
  ['a film that calls itself JPEG', { bytes: text('\x00\x00\x00\x18ftypmp42 and so on') }, /不是 JPEG/],
  ['a Word file of long ago', { bytes: text('\xd0\xcf\x11\xe0 and so on') }, /另存为 docx/],
  ['an archive that is no Office file', { bytes: text('PK\x03\x04 holiday.txt') }, /不是 JPEG/],
]) {
  test(`${what} is refused before it counts as saved`, async () => {
    await signIn();
    const visit = await openVisit(await withPacket());
    await assert.rejects(visit.addPhoto({ ...KITCHEN, ...photo }), (error) => {
      assert.ok(error instanceof PhotoRefused);
      assert.match(error.sentence, words);
      assert.match(error.sentence, /IMG_1\.jpg.*没有保存.*请/);
      return true;
    });
    assert.equal((await rows('ops')).length + (await rows('photos')).length, 0);
  });
}

test('the kind of a picture is read from its first bytes', () => {
  const bytes = (letters) => new Uint8Array(text(letters));
  assert.equal(photoType(bytes('\xff\xd8\xff\xe1\x00\x00Exif')), 'image/jpeg');
  assert.equal(photoType(bytes('\x89PNG\r\n\x1a\n\x00\x00\x00\x0d')), 'image/png');
  assert.equal(photoType(bytes('RIFF\x24\x00\x00\x00WEBPVP8 ')), 'image/webp');
  assert.equal(photoType(bytes('RIFF\x24\x00\x00\x00WAVEfmt ')), null);
  assert.equal(photoType(bytes('\x00\x00\x00\x18ftypheic')), 'image/heic');
  assert.equal(photoType(bytes('\x00\x00\x00\x1cftypmif1')), 'image/heic');
  assert.equal(photoType(bytes('\x00\x00\x00\x18ftypmp42')), null);
});

test('a report is evidence like a photo: PDF, Word and Excel, known by what is in them', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  const kinds = {
    '%PDF-1.7 report': 'application/pdf',
    'PK\x03\x04…word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'PK\x03\x04…xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  };
  for (const [letters, type] of Object.entries(kinds)) {
    assert.equal(documentType(text(letters)), type);
    await visit.addPhoto({ bytes: text(letters), name: '报告', item: 'M01-01', source: 'files' });
    assert.equal(visit.ops().at(-1).payload.type, type);
  }
  assert.equal((await visit.photos()).length, 3);
  const { photos, files } = await visit.pending();
  assert.deepEqual({ photos, files }, { photos: 3, files: 3 }, 'nobody is told of photos where there are none');
});

test('a copy with faces painted over names its original and keeps its time', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  const original = await visit.addPhoto({ ...KITCHEN, bytes: jpeg(9000) });
  const { taken_at } = visit.ops()[0].payload;
  await visit.addPhoto({ ...KITCHEN, bytes: jpeg(8000), covers: original, taken_at });
  const copy = visit.ops().find(({ payload }) => payload.covers);
  assert.equal(copy.payload.covers, original);
  assert.equal(copy.payload.taken_at, taken_at);
  assert.equal((await rows('photos')).length, 2, 'the original stays');
});

test('on a full phone a photo is refused in words, and the reserve is not touched for it', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await reserve();
  const mend = fullDisk(() => false);
  await assert.rejects(
    visit.addPhoto({ ...KITCHEN, bytes: jpeg(600_000) }),
    (error) => error instanceof PhotoRefused && /存储空间已满.*答案仍可继续/.test(error.sentence),
  );
  mend();
  assert.equal((await rows('photos')).length, 0);
  assert.ok(await mine().base.read(['meta'], (tx) => tx.objectStore('meta').getKey('ballast')));
});

test('when not even an answer fits, the reserve makes room for it, and photos are refused from then on', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await reserve();
  let given = false;
  const said = [];
  const off = onTrouble((key) => said.push(key));
  const { delete: remove } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.delete = function freeing(key) {
    given ||= key === 'ballast';
    return remove.call(this, key);
  };
  const mend = fullDisk(() => !given);
  await visit.append([answer('M01-01')]);
  await assert.rejects(visit.addPhoto({ ...KITCHEN, bytes: jpeg(5000) }), PhotoRefused);
  await visit.append([answer('M01-02')]);
  IDBObjectStore.prototype.delete = remove;
  mend();
  off();
  assert.equal((await rows('ops')).length, 2);
  assert.deepEqual(said, ['storage_full']);
  await visit.addPhoto({ ...KITCHEN, bytes: jpeg(5000) }); // space was freed: the reserve is there again first
  assert.ok(await mine().base.read(['meta'], (tx) => tx.objectStore('meta').getKey('ballast')));
});

test('an answer that does not fit at all is refused in words and not shown as saved', async () => {
  await signIn();
  const visit = await openVisit(await withPacket());
  await reserve();
  const mend = fullDisk(() => true);
  await assert.rejects(visit.append([answer('M01-01')]), (error) => /没有保存.*清理手机空间/.test(error.sentence));
  mend();
  assert.equal(visit.ops().length, 0);
  assert.equal((await rows('ops')).length, 0);
});
