// What only the phone does with ops: names, bytes, links of the chain, the PIN.
import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { NotCanonical, canonical, digest, sha256Hex } from '../../static/js/core/canonical.mjs';
import { newId } from '../../static/js/core/ids.mjs';
import { KINDS } from '../../static/js/core/kinds.mjs';
import { makeOp, opSha } from '../../static/js/core/op.mjs';
import { checkPin } from '../../static/js/core/pin.mjs';
import { instant } from '../../static/js/core/words.mjs';

const PARTS = {
  visit: 'v',
  device: 'd',
  actor: 'p',
  seq: 1,
  prev: '',
  kind: 'answer.set',
  field: 'item.M01-01.verdict',
  payload: { value: 'NORMAL' },
  seen: [],
  at: '2026-11-21T09:14:05.120+08:00',
  mono: 5,
  boot: 'b',
  skew_ms: -3,
};

test('names are UUIDv7, in the order of their making, never twice', () => {
  const ids = Array.from({ length: 500 }, newId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, ids.length);
  const [first, last] = [ids[0], newId()].map((id) => parseInt(id.replace('-', '').slice(0, 12), 16));
  assert.ok(first <= last && Math.abs(last - Date.now()) < 60_000);
});

test('bytes are the same as Python writes them', async () => {
  assert.equal(
    canonical({ b: ['é', '\u2028', '🏫'], a: { 2: null, 10: true } }),
    '{"a":{"10":true,"2":null},"b":["é","\u2028","🏫"]}',
  );
  assert.equal(await digest({}), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  assert.equal(await sha256Hex(new Uint8Array()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('what has no agreed bytes is refused: floats, too large numbers, half a character, nothing', () => {
  for (const value of [1.5, NaN, 2 ** 53, '\ud83c', undefined, { a: undefined }, [[0.1]]])
    assert.throws(() => canonical(value), NotCanonical);
});

test('an op is whole, has a name of its own and refuses what could not be sealed', async () => {
  const op = makeOp(PARTS);
  assert.deepEqual(op, { v: 1, id: op.id, ...PARTS });
  assert.notEqual(makeOp(PARTS).id, op.id);
  assert.equal(await opSha(op), await digest(op));
  assert.throws(() => makeOp({ ...PARTS, payload: { lat: 37.04 } }), NotCanonical);
});

test('a PIN is right or wrong, without a network', async () => {
  const salt = Buffer.from('sixteen bytes!!!');
  const verifier = {
    person: 'p1',
    salt: salt.toString('base64url'),
    iterations: 1000,
    hash: pbkdf2Sync('250817', salt, 1000, 32, 'sha256').toString('base64url'),
  };
  assert.equal(await checkPin(verifier, '250817'), true);
  assert.equal(await checkPin(verifier, '250818'), false);
  assert.equal(await checkPin({ ...verifier, hash: '' }, '250817'), false);
});

test('a time is printed as in Shanghai, whatever zone the phone is set to', () => {
  assert.equal(instant('2026-11-21T01:14:05Z', 0), '2026-11-21 09:14');
  assert.equal(instant('没有时间', 0), '没有时间');
});

test('the kinds are those the server knows', async () => {
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(new URL('../../fieldapp/field/kinds.py', import.meta.url), 'utf8');
  assert.deepEqual(
    [...KINDS].sort(),
    [...new Set(text.match(/"[a-z]+\.[a-z_]+"/g).map((kind) => kind.slice(1, -1)))].sort(),
  );
});
