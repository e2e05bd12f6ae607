// A page that is left in the middle of reading or writing keeps no other page from the phone's disk.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
const reloads = [];
globalThis.location = { reload: () => reloads.push('reload') };

await import('./phone.mjs');
const { connect } = await import('../../static/js/store/db.mjs');

const NEXT_PAGE_WAITS_MS = 2000;
const shelf = (db) => db.createObjectStore('shelf');
const happens = (kind, persisted) => page.dispatchEvent(Object.assign(new Event(kind), { persisted }));

/** A transaction that goes on for as long as anybody lets it. */
function endless(base, way) {
  let begin;
  const begun = new Promise((resolve) => {
    begin = resolve;
  });
  const over = base[way](['shelf'], async (tx) => {
    for (;;) {
      await tx.objectStore('shelf').get('one');
      begin();
    }
  });
  return { begun, over };
}

/** As the page after it does, on a connection of its own. */
async function nextPageWrites(name) {
  const db = await new Promise((resolve) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => resolve(asked.result);
  });
  const tx = db.transaction(['shelf'], 'readwrite');
  tx.objectStore('shelf').put('new', 'two');
  return new Promise((resolve) => {
    const inVain = setTimeout(() => resolve('waited in vain'), NEXT_PAGE_WAITS_MS);
    tx.oncomplete = () => {
      clearTimeout(inVain);
      resolve('written');
    };
  });
}

test('a page that is closed for good ends by itself, and is not reloaded', async () => {
  const base = connect('closed', 1, shelf);
  happens('pagehide', false);
  await base.write(['shelf'], (tx) => tx.objectStore('shelf').put('kept', 'one'));
  assert.equal(await base.read(['shelf'], (tx) => tx.objectStore('shelf').get('one')), 'kept');
  happens('pageshow', false);
  assert.deepEqual(reloads, []);
});

test('a page the browser keeps gives up what it was about, begins nothing more, and comes back anew', async () => {
  const base = connect('kept', 1, shelf);
  const [reading, writing] = [endless(base, 'read'), endless(connect('kept', 1, shelf), 'write')];
  await reading.begun;
  happens('pagehide', true);
  await assert.rejects(reading.over);
  await assert.rejects(writing.over);
  assert.equal(await nextPageWrites('kept'), 'written');

  const late = base.write(['shelf'], (tx) => tx.objectStore('shelf').put('late', 'one')).then(() => 'written');
  const asked = new Promise((resolve) => setTimeout(resolve, 50, 'nothing'));
  assert.equal(await Promise.race([late, asked]), 'nothing');
  happens('pageshow', true);
  assert.deepEqual(reloads, ['reload']);
});
