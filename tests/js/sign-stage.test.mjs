// Which part of signing is on the screen: it follows from the ops and from the lock, never from where one came from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageOf } from '../../static/js/bind/sign-stage.mjs';

const LOCK = { at: '', told: 'a', forgotten: false };
const NOTHING = { sealed: false, lock: null, content: 'a', signed: '', returned: false, alone: false, open: false };
const at = (how) => stageOf({ ...NOTHING, ...how });

test('the school gets the phone only after somebody locked it', () => {
  assert.equal(at({}), 'hand-over');
  assert.equal(at({ lock: LOCK }), 'school');
});

test('a reload, a rotation or a restart in the locked view ends in the locked view', () => {
  assert.equal(at({ lock: { ...LOCK } }), 'school');
  assert.equal(at({ lock: { ...LOCK, forgotten: true } }), 'school');
});

test('after the school has signed, a PIN gives the phone back; a forgotten one still opens signatures and seal', () => {
  assert.equal(at({ signed: 'a', lock: LOCK }), 'return');
  assert.equal(at({ signed: 'a' }), 'inspectors');
  assert.equal(at({ signed: 'a', lock: { ...LOCK, forgotten: true } }), 'inspectors');
});

test('a change of content after the signature asks the school again', () => {
  assert.equal(at({ signed: 'a', content: 'b' }), 'hand-over');
  assert.equal(at({ signed: 'a', content: 'b', lock: LOCK }), 'school');
});

test('once sealed, nothing but the sealed page is left', () => {
  assert.equal(at({ sealed: true, lock: LOCK, content: 'b' }), 'sealed');
});

test('what the school handed back waits for an inspector, whatever was signed of it', () => {
  assert.equal(at({ lock: LOCK, returned: true }), 'returned');
  assert.equal(at({ lock: LOCK, returned: true, signed: 'a' }), 'returned');
  assert.equal(at({ returned: true }), 'hand-over');
});

test('where nobody of the school signs, the inspectors do as soon as nothing is open', () => {
  assert.equal(at({ alone: true, open: true }), 'hand-over');
  assert.equal(at({ alone: true }), 'inspectors');
  assert.equal(at({ alone: true, sealed: true }), 'sealed');
  assert.equal(at({ alone: true, open: true, lock: LOCK }), 'hand-over');
});
