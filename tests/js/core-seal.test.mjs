// The seal vouches for what was shown, for every photo, and for the last op of every device; one changed character breaks it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { canonical } from '../../static/js/core/canonical.mjs';
import { fold } from '../../static/js/core/fold.mjs';
import { inGroups, makeSeal, sealSha256, shortCode, shown } from '../../static/js/core/seal.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
const FACTS = read('facts.json');
const { ops } = read('problems_and_objection.json');
const SEALED = ops.find((op) => op.kind === 'visit.seal');
const BEFORE = ops.filter((op) => op !== SEALED);

const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const HOW = { name: 'ECDSA', hash: 'SHA-256' };
const KEY = {
  thumbprint: 'print',
  sign: async (bytes) => Buffer.from(await crypto.subtle.sign(HOW, pair.privateKey, bytes)).toString('base64url'),
};

const holds = ({ signature, ...unsigned }) =>
  crypto.subtle.verify(HOW, pair.publicKey, Buffer.from(signature, 'base64url'), Buffer.from(canonical(unsigned)));

const DAYS = ['calm_day', 'problems_and_objection', 'locked_gate', 'handed_back', 'paper_with_seal', 'off_site_visit'];

for (const day of [...DAYS, 'three_phones_without_a_network', 'faces_covered']) {
  test(`a seal says what the Python story of the same day says: ${day}`, async () => {
    const told = read(`${day}.json`);
    const { payload, id } = told.ops.find((op) => op.kind === 'visit.seal');
    const before = fold(told.ops.filter((op) => op.id !== id));
    const facts = { ...FACTS, ...told.facts };
    const { signature, key, ...rest } = await makeSeal(facts, before, payload.frontier, KEY, payload.unseen_devices);
    const { signature: _, key: __, ...written } = payload;
    assert.deepEqual(rest, written);
    assert.equal(key, 'print');
    assert.equal(Buffer.from(signature, 'base64url').length, 64);
  });
}

test('the signature holds for this seal and for no other', async () => {
  const seal = await makeSeal(FACTS, fold(BEFORE), SEALED.payload.frontier, KEY);
  assert.equal(await holds(seal), true);
  assert.equal(await holds({ ...seal, photos: seal.photos.slice(1) }), false);
  assert.equal(
    await holds({ ...seal, closing: { ...seal.closing, statement: { value: 'AGREED', words: '' } } }),
    false,
  );
});

test('the printed digest covers everything but the signature', async () => {
  const seal = await makeSeal(FACTS, fold(BEFORE), SEALED.payload.frontier, KEY);
  assert.equal(await sealSha256(seal), await sealSha256({ ...seal, signature: 'another' }));
  assert.notEqual(await sealSha256(seal), await sealSha256({ ...seal, view_sha256: '0'.repeat(64) }));
});

test('what is shown changes its digests with a single character', async () => {
  const before = await shown(FACTS, fold(BEFORE));
  const changed = BEFORE.map((op) => (op.payload.text ? { ...op, payload: { text: `${op.payload.text}。` } } : op));
  const after = await shown(FACTS, fold(changed));
  assert.notEqual(before.doc_sha256, after.doc_sha256);
  assert.notEqual(before.view_sha256, after.view_sha256);
});

test('codes are grouped for the eye', () => {
  assert.equal(shortCode('0123456789abcdef0123456789'), '01234 56789 abcde f0123');
  assert.equal(inGroups('0123456789ABCDEFGHJKMNPQRS', 4), '0123 4567 89AB CDEF GHJK MNPQ RS');
});
