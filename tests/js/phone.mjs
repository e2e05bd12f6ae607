// A phone for tests: an in-memory IndexedDB that can be full or fail, locks between windows, and people with packets.
import '../../.deps/node_modules/fake-indexeddb/auto/index.mjs';

// Node's own keeps the process alive for ever.
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name) {
    super(name);
    this.unref();
  }
};

/** Node has no Web Locks: one holder after the other, as a browser grants them to its windows. */
class Locks {
  #last = Promise.resolve();

  request(_name, work) {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
Object.defineProperty(globalThis, 'navigator', {
  value: { locks: new Locks(), storage: { persist: async () => true } },
  configurable: true,
});

const { savePacket } = await import('../../static/js/store/packets.mjs');
const { mine, useUser } = await import('../../static/js/store/session.mjs');
const { keepDeviceFact } = await import('../../static/js/store/bases.mjs');

let people = 0;

/** Somebody signs in on this phone. @returns {Promise<{id: string, name: string}>} */
export async function signIn(name = '王建国') {
  people += 1;
  const person = { id: `person-${process.pid}-${people}`, name };
  await useUser(person);
  return person;
}

/** A packet as the server hands it out. */
export function packetFor(person, visit, more = {}) {
  const facts = {
    v: 1,
    visit,
    subject: { name: '清河县实验小学', address: '泰山路1号' },
    team: [],
    departments: [],
    planned_on: '2026-11-21',
    period_from: '2026-11-10',
    period_to: '2026-12-10',
  };
  return {
    proto: 1,
    epoch: 'epoch-1',
    visit,
    token: `token-${visit}`,
    actor: person,
    facts,
    facts_sha256: 'f'.repeat(64),
    pins: [],
    html: '<ol></ol>',
    ops: [],
    next: 0,
    now: new Date().toISOString(),
    ...more,
  };
}

/** The packet of one visit lies on this phone. */
export async function withPacket(visit = `visit-${people}`, more = {}) {
  await savePacket(mine(), packetFor({ id: mine().user, name: '' }, visit, more));
  return visit;
}

/** The window has proved that it can work offline. */
export function probed() {
  return keepDeviceFact('probe', { ok: true, missing: [], at: new Date().toISOString() });
}

/** A JPEG of so many bytes, its rest as good as random. */
export function jpeg(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65536)));
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes.buffer;
}

/** One answer to one item. */
export function answer(code, value = 'NORMAL') {
  return { kind: 'answer.set', field: `item.${code}.verdict`, payload: { value } };
}

/** Everything in one store of the person's database. */
export function rows(store, userBase = mine()) {
  return userBase.base.read([store], (tx) => tx.objectStore(store).getAll());
}

/** Wait until it is so; a test that never gets there says what it waited for. */
export async function until(question, what = String(question)) {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await question()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for: ${what}`);
}
