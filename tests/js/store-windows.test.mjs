// Old and new windows over one database: the old one makes way and says so, nothing is written past a newer version.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './phone.mjs';
import { connect } from '../../static/js/store/db.mjs';
import { onTrouble } from '../../static/js/store/log.mjs';

const shelf = (db) => db.objectStoreNames.contains('shelf') || db.createObjectStore('shelf');
const put = (base, value) => base.write(['shelf'], (tx) => tx.objectStore('shelf').put(value, 'one'));
const get = (base) => base.read(['shelf'], (tx) => tx.objectStore('shelf').get('one'));

test('an old window makes way for a newer version and tells its person what to do', async () => {
  const said = [];
  const off = onTrouble((key, sentence) => said.push([key, sentence]));
  const old = connect('two-windows', 1, shelf);
  await put(old, 'kept');
  const newer = connect('two-windows', 2, shelf);
  assert.equal(await get(newer), 'kept', 'an upgrade only adds');
  off();
  assert.match(said.find(([key]) => key === 'other_window')[1], /请关闭其他窗口/);
  await assert.rejects(put(old, 'stale'), (error) => /请关闭其他窗口/.test(error.sentence));
  assert.equal(await get(newer), 'kept');
});

test('every transaction asks for strict durability', async () => {
  const { transaction } = IDBDatabase.prototype;
  const asked = [];
  IDBDatabase.prototype.transaction = function watched(stores, mode, options) {
    if (mode !== 'versionchange') asked.push(options?.durability); // the upgrade's own is always strict
    return transaction.call(this, stores, mode, options);
  };
  const base = connect('strictly', 1, shelf);
  await put(base, 'x');
  await get(base);
  IDBDatabase.prototype.transaction = transaction;
  assert.deepEqual(asked, ['strict', 'strict']);
});

test('a request that fails says why, even where the transaction does not', async () => {
  const base = connect('private-window', 1, shelf);
  const failing = base.write(['shelf'], async (tx) => {
    await tx.objectStore('shelf').add(1, 'one');
    await tx.objectStore('shelf').add(2, 'one');
  });
  await assert.rejects(failing, { name: 'ConstraintError' });
  assert.equal(await get(base), undefined, 'all or nothing');
});
