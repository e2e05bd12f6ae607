// Two phones in a valley: what one holds comes to the other as a file, once, whole, and under the right name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, jpeg, packetFor, rows, signIn, withPacket } from './phone.mjs';
import { canonical } from '../../static/js/core/canonical.mjs';
import { fold } from '../../static/js/core/fold.mjs';
import { opSha } from '../../static/js/core/op.mjs';
import { handOver, handovers, keepHanded, takeIn as takeInAsking } from '../../static/js/store/exchange.mjs';
import { fingerprint } from '../../static/js/store/handover.mjs';
import { installKey } from '../../static/js/store/key.mjs';
import { standings } from '../../static/js/store/outbox.mjs';
import { savePacket } from '../../static/js/store/packets.mjs';
import { keepPulled } from '../../static/js/store/received.mjs';
import { mine, useUser } from '../../static/js/store/session.mjs';
import { openVisit } from '../../static/js/store/visit.mjs';

const VISIT = 'visit-valley';

/** Two people stand side by side, and the numbers on their phones are the same. */
const takeIn = (text, visit) => takeInAsking(text, visit, async () => true);

/** Two people of one team, each on a phone of the own; the second one is in front of us. */
async function twoPhones({ keyKnown = false } = {}) {
  const sun = await signIn('孙雅琴');
  const wang = await signIn('王砚秋');
  const facts = { ...packetFor(wang, VISIT).facts, team: [sun, wang].map(({ id, name }) => ({ person: id, name })) };
  const phone = async (person, more = {}) => {
    await useUser(person);
    await savePacket(mine(), packetFor(person, VISIT, { facts, ...more }));
    return openVisit(VISIT);
  };
  const theirs = await phone(sun);
  const device = { device: theirs.device, person: sun.id, name: sun.name, public_key: (await installKey()).publicJwk };
  const { public_key: _, ...unknown } = device;
  const own = await phone(wang, { devices: [keyKnown ? device : unknown] });
  return { sun, wang, facts, theirs, own };
}

/** The file Sun's phone makes now. */
async function fileOf({ sun, wang, facts }, previews = new Map()) {
  await useUser(sun);
  const file = await handOver(facts, sun.name, previews);
  await keepHanded(file.row);
  await useUser(wang);
  return file;
}

/** The same file signed anew after somebody changed it, as only its own phone could. */
async function resigned(person, text, change) {
  const before = mine().user;
  await useUser(person);
  const { signature: _, ...file } = JSON.parse(text);
  change(file);
  const { publicJwk, sign } = await installKey();
  file.key = publicJwk;
  const signature = await sign(new TextEncoder().encode(canonical(file)));
  await useUser({ id: before, name: '' });
  return JSON.stringify({ ...file, signature });
}

test("a colleague's answers come over without a network and count as the colleague's own", async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01', 'ABNORMAL'), answer('M01-02')]);
  const { text, name } = await fileOf(two);
  const taken = await takeIn(text, VISIT);
  assert.equal(taken.kind, 'read');
  assert.equal(taken.ops, 2);
  assert.match(name, /^检查包_清河县实验小学_孙雅琴_\d{4}\.fieldapp$/);
  const { fields } = fold(await rows('ops'));
  assert.equal(fields['item.M01-01.verdict'].heads[0].actor, two.sun.id);
});

test('what was read is never uploaded by the reader, also not after a server was restored', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  await takeIn((await fileOf(two)).text, VISIT);
  await savePacket(mine(), packetFor(two.wang, VISIT, { epoch: 'epoch-2' }));
  assert.deepEqual(await rows('outbox'), []);
  assert.equal((await standings(mine()))[VISIT], undefined);
});

test('the sealing phone names the last op of the file in its frontier', async () => {
  const two = await twoPhones();
  const [, last] = await two.theirs.append([answer('M01-01'), answer('M01-02')]);
  await takeIn((await fileOf(two)).text, VISIT);
  const frontier = await (await openVisit(VISIT)).frontier();
  assert.equal(frontier[two.theirs.device].seq, last.seq);
});

test('reading the same file again changes nothing and says so', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  const { text } = await fileOf(two);
  await takeIn(text, VISIT);
  const before = await rows('ops');
  assert.equal((await takeIn(text, null)).kind, 'again');
  assert.deepEqual(await rows('ops'), before);
  assert.equal((await handovers(VISIT)).filter(({ way }) => way === 'read').length, 1);
});

test('an older file after a newer one is told apart from the same one', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  const early = await fileOf(two);
  const [last] = await two.theirs.append([answer('M01-02')]);
  await takeIn((await fileOf(two)).text, VISIT);
  const taken = await takeIn(early.text, VISIT);
  assert.equal(taken.kind, 'older');
  assert.equal(taken.last, last.at);
});

test('a file brings the answers of the phone that signed it and of no other', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  await takeIn((await fileOf(two)).text, VISIT);
  const own = await openVisit(VISIT);
  await own.append([answer('M01-02')]);
  const { text } = await handOver(two.facts, two.wang.name, new Map());
  assert.deepEqual(
    JSON.parse(text).ops.map(({ device }) => device),
    [own.device],
  );
  const [first] = JSON.parse(text).ops;
  const prev = await opSha(first);
  const forged = await resigned(two.wang, text, ({ ops }) => {
    ops.push({ ...first, id: 'forged', device: two.theirs.device, seq: 2, prev });
  });
  const third = await signIn('马春岚');
  const facts = { ...two.facts, team: [...two.facts.team, { person: third.id, name: third.name }] };
  await savePacket(mine(), packetFor(third, VISIT, { facts }));
  assert.equal((await takeIn(forged, VISIT)).kind, 'damaged');
  assert.equal((await takeIn(text, VISIT)).kind, 'read');
  assert.deepEqual(new Set((await rows('ops')).map(({ device }) => device)), new Set([own.device]));
});

test("a phone speaks for its owner: under another's name its file is not read, however well it is signed", async () => {
  const two = await twoPhones({ keyKnown: true });
  await two.theirs.append([answer('M01-01')]);
  const forged = await resigned(two.sun, (await fileOf(two)).text, (file) => {
    file.person = two.wang.id;
    for (const op of file.ops) op.actor = two.wang.id;
  });
  assert.equal((await takeIn(forged, VISIT)).kind, 'wrong_key');
});

test('a file puts nothing in the place of a photo that lies here', async () => {
  const two = await twoPhones();
  const evidence = await two.own.addPhoto({ bytes: jpeg(9000), name: 'IMG', item: 'M01-01', source: 'camera' });
  await two.theirs.append([{ kind: 'evidence.add', field: `evidence.${evidence}`, payload: { sha256: 'x' } }]);
  assert.equal((await takeIn((await fileOf(two)).text, VISIT)).kind, 'clash');
});

test('that a visit is sealed is believed from the server, never from a file', async () => {
  const two = await twoPhones();
  const seal = { kind: 'visit.seal', field: 'seal', payload: { frontier: {} } };
  await two.theirs.append([answer('M01-01'), seal]);
  await two.theirs.append([answer('M01-02')]);
  const taken = await takeIn((await fileOf(two)).text, VISIT);
  assert.deepEqual([taken.kind, taken.ops, taken.sealed], ['read', 1, true]);
  assert.equal((await openVisit(VISIT)).state.seal, null);
});

test('a seal the office set aside closes nothing: its phone goes on, seals again, and its file is read whole', async () => {
  const two = await twoPhones();
  await useUser(two.sun);
  const [, bad] = await two.theirs.append([
    answer('M01-01'),
    { kind: 'visit.seal', field: 'seal', payload: { frontier: {} } },
  ]);
  const payload = { seal: bad.id, reason: '没有签字' };
  const word = {
    ...bad,
    id: 'word',
    device: 'office',
    kind: 'seal.set_aside',
    field: `set_aside.${bad.id}`,
    payload,
    seq: 1,
  };
  await keepPulled(mine(), VISIT, [word], 1, []);
  const again = await openVisit(VISIT);
  assert.equal(again.state.seal, null);
  assert.deepEqual(Object.keys(await again.frontier()), [again.device], 'the office is no phone');
  assert.deepEqual((await again.devices()).map(({ device }) => device).includes('office'), false);
  await again.append([answer('M01-02')]);
  const { text } = await fileOf(two);
  assert.equal((await takeIn(text, VISIT)).ops, 1, 'up to the seal where nobody knows better');
  await keepPulled(mine(), VISIT, [word], 1, []);
  assert.equal((await takeIn(text, VISIT)).ops, 2);
  await useUser(two.sun);
  const frontier = await again.frontier();
  const [good] = await again.append([{ kind: 'visit.seal', field: 'seal', payload: { frontier } }]);
  assert.equal(again.state.seal.id, good.id);
  assert.equal((await openVisit(VISIT)).state.later.unseen.length, 0);
});

test("the office's word on a seal comes from no colleague", async () => {
  const two = await twoPhones();
  const seal = 'some-seal';
  await two.theirs.append([{ kind: 'seal.set_aside', field: `set_aside.${seal}`, payload: { seal, reason: '不算' } }]);
  assert.equal((await takeIn((await fileOf(two)).text, VISIT)).kind, 'damaged');
});

test('one changed letter, a missing op, a cut file: nothing is read', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01'), answer('M01-02'), answer('M01-03')]);
  const { text } = await fileOf(two);
  assert.equal((await takeIn(text.replace('NORMAL', 'ABNORMAL'), VISIT)).kind, 'damaged');
  assert.equal((await takeIn(text.replace('孙雅琴', '王砚秋'), VISIT)).kind, 'damaged', 'nobody speaks for another');
  assert.equal((await takeIn(text.slice(0, -40), VISIT)).kind, 'not_ours');
  const gap = await resigned(two.sun, text, (file) => {
    file.ops = file.ops.filter(({ seq }) => seq !== 2);
  });
  assert.equal((await takeIn(gap, VISIT)).kind, 'damaged', 'signed or not: the chain tells');
  const nested = `{"fieldapp":"handover","v":1,"visit":${'['.repeat(20000)}${']'.repeat(20000)}}`;
  assert.equal((await takeIn(nested, VISIT)).kind, 'damaged');
  assert.equal((await takeIn('{"fieldapp":"handover","v":2}', VISIT)).kind, 'too_new');
  assert.deepEqual(await rows('ops'), []);
});

test("one's own file, another school's, a stranger's: each is told apart and none is read", async () => {
  const two = await twoPhones();
  await two.own.append([answer('M01-01')]);
  const own = await handOver(two.facts, two.wang.name, new Map());
  assert.equal((await takeIn(own.text, VISIT)).kind, 'own');
  await two.theirs.append([answer('M01-02')]);
  const { text } = await fileOf(two);
  assert.equal((await takeIn(text, 'visit-elsewhere')).kind, 'other_visit');
  await withPacket('visit-elsewhere');
  const stranger = await signIn('外人');
  const forged = await resigned(stranger, text, (file) => {
    Object.assign(file, { device: mine().install, person: stranger.id, ops: [] });
  });
  await useUser(two.wang);
  assert.equal((await takeIn(forged, VISIT)).kind, 'stranger');
  await signIn('没有检查包的人');
  assert.equal((await takeIn(text, null)).kind, 'not_here');
});

test('a file that is signed by another key than the server knows for that phone is not read', async () => {
  const two = await twoPhones({ keyKnown: true });
  await two.theirs.append([answer('M01-01')]);
  const { text } = await fileOf(two);
  const forged = await resigned(two.wang, text, () => {});
  assert.equal((await takeIn(forged, VISIT)).kind, 'wrong_key');
  const taken = await takeIn(text, VISIT);
  assert.equal(taken.known, true, 'its own key is the one the server knows');
});

test('a phone nobody was told of is read once two people see the same number on both, and is known from then on', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  const early = await fileOf(two);
  await useUser(two.sun);
  const ownNumber = await fingerprint((await installKey()).publicJwk);
  await useUser(two.wang);
  assert.match(ownNumber, /^\d{4} \d{4} \d{4} \d{4}$/);
  const asked = [];
  const ask = (like) => async (file, number) => {
    asked.push([file.name, number]);
    return like;
  };
  assert.equal((await takeInAsking(early.text, VISIT, ask(false))).kind, 'unlike');
  assert.deepEqual(await rows('ops'), []);
  assert.equal((await takeInAsking(early.text, VISIT, ask(true))).kind, 'read');
  assert.deepEqual(asked, Array(2).fill(['孙雅琴', ownNumber]));
  await two.theirs.append([answer('M01-02')]);
  const { text } = await fileOf(two);
  const forged = await resigned(two.wang, text, () => {});
  assert.equal((await takeInAsking(forged, VISIT, ask(true))).kind, 'wrong_key', 'another key for the phone just met');
  assert.equal((await takeInAsking(text, VISIT, ask(false))).kind, 'read');
  assert.equal(asked.length, 2, 'nobody is asked again');
});

test('a phone whose key the server told is read without a question', async () => {
  const two = await twoPhones({ keyKnown: true });
  await two.theirs.append([answer('M01-01')]);
  const never = () => assert.fail('asked');
  assert.equal((await takeInAsking((await fileOf(two)).text, VISIT, never)).kind, 'read');
});

test('a phone that was copied or set back is told, before two truths stand side by side', async () => {
  const two = await twoPhones();
  await two.theirs.append([answer('M01-01')]);
  const { text } = await fileOf(two);
  await takeIn(text, VISIT);
  const copied = await resigned(two.sun, text, (file) => {
    file.ops[0].id += '0';
  });
  assert.equal((await takeIn(copied, VISIT)).kind, 'clash');
});

test('the photo of a problem can be looked at on the phone that reads', async () => {
  const two = await twoPhones();
  await useUser(two.sun);
  const evidence = await two.theirs.addPhoto({ bytes: jpeg(9000), name: 'IMG', item: 'M01-01', source: 'camera' });
  const small = new Uint8Array(jpeg(2000));
  await takeIn((await fileOf(two, new Map([[evidence, small]]))).text, VISIT);
  const [preview] = await rows('previews');
  assert.equal(preview.evidence, evidence);
  assert.deepEqual(new Uint8Array(preview.bytes), small);
  assert.deepEqual(await rows('photos'), [], 'the original stays where it was taken');
  const shown = await fetch(await (await openVisit(VISIT)).photoUrl(evidence));
  assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), small);
});

test('whoever says 已完成 in the same go is done for the reader', async () => {
  const two = await twoPhones();
  const [op] = await two.theirs.append([answer('M01-01')]);
  const field = `done.${two.theirs.device}`;
  await two.theirs.append([{ kind: 'people.change', field, payload: { person: two.sun.id, seq: op.seq } }]);
  assert.equal((await takeIn((await fileOf(two)).text, VISIT)).done, true);
  await two.theirs.append([answer('M01-02')]);
  assert.equal((await takeIn((await fileOf(two)).text, VISIT)).done, false, 'answering on needs another file');
  const [own, sun] = await (await openVisit(VISIT)).devices();
  assert.deepEqual([own.own, own.ops], [true, 0]);
  assert.deepEqual([sun.name, sun.ops], ['孙雅琴', 3]);
});

test('what comes after the seal is read and told to be too late, whoever knew of the seal excepted', async () => {
  const two = await twoPhones();
  await two.own.append([{ kind: 'visit.seal', field: 'seal', payload: { frontier: {} } }]);
  await two.theirs.append([answer('M01-01'), answer('M01-02')]);
  const taken = await takeIn((await fileOf(two)).text, VISIT);
  assert.deepEqual([taken.kind, taken.ops, taken.late], ['read', 2, 2]);
});

test("words put into this very phone's mouth are refused, and its chain stays its own", async () => {
  const two = await twoPhones({ keyKnown: true });
  const [mineOwn] = await two.own.append([answer('M01-01')]);
  await two.theirs.append([answer('M01-02')]);
  const forged = await resigned(two.sun, (await fileOf(two)).text, (file) => {
    file.ops.push({ ...mineOwn, id: 'forged', seq: 2, prev: 'a'.repeat(64), field: 'item.M01-02.verdict' });
  });
  assert.equal((await takeIn(forged, VISIT)).kind, 'damaged');
  assert.deepEqual([(await rows('ops')).length, (await rows('chains'))[0].seq], [1, 1]);
});

test('a file that would close the visit for good is not read', async () => {
  const two = await twoPhones({ keyKnown: true });
  await two.theirs.append([answer('M01-01'), answer('M01-02')]);
  const { text } = await fileOf(two);
  const odd = { kind: 'evidence.add', field: 'evidence.e1', payload: { sha256: 'x' } };
  const forged = await resigned(two.sun, text, ({ ops }) => Object.assign(ops[1], odd));
  assert.equal((await takeIn(forged, VISIT)).kind, 'damaged');
  assert.deepEqual(await rows('ops'), []);
});
