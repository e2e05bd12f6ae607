// Answers from phone to phone: this phone's as a file, a colleague's file read exactly once. What is read is a
// colleague's still: shown, folded, part of the frontier, and never uploaded from here. Whoever signs a file speaks for
// that phone alone; that a visit is sealed is believed from the server only.
import { attemptsOf } from '../core/abort.mjs';
import { filesOf, photosOf as picturesOf } from '../core/answers.mjs';
import { fold } from '../core/fold.mjs';
import { newId } from '../core/ids.mjs';
import { SEAL, SET_ASIDE } from '../core/kinds.mjs';
import { progress } from '../core/progress.mjs';
import { saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { shanghai } from './clock.mjs';
import { beginningWith } from './db.mjs';
import { photoType } from './evidence.mjs';
import { fileName, fingerprint, outOfBase64, readHandover, sameKey, inBase64, writeHandover } from './handover.mjs';
import { installKey } from './key.mjs';
import { opsOf } from './ops.mjs';
import { keyOf, knownPhones, putPhoneOfFile } from './phones.mjs';
import { ownShas, putReceived } from './received.mjs';
import { mine } from './session.mjs';

/** @import {Facts, HandoverRow, Op, PhoneRow, Tx, UserBase} from './types.d.ts' */
/** @typedef {import('./handover.mjs').Handover} Handover */
/**
 * @typedef {{kind: 'not_ours' | 'too_new' | 'damaged'} | {kind: 'own' | 'not_here' | 'other_visit' | 'stranger' | 'clash' | 'wrong_key' | 'unlike', file: Handover}
 *   | {kind: 'again' | 'older', file: Handover, last: string}
 *   | {kind: 'read', file: Handover, ops: number, previews: number, done: boolean, known: boolean, late: number, sealed: boolean}} Taken
 *   unlike: nobody recognised the phone by its number; last: when the latest op held of that phone was made; done: it says that nothing
 *   more is on it; known: its key is the one the server knows; late: how many came too late for the seal that lies here; sealed: it says that this phone has sealed the visit
 */

const MOST_PREVIEW = 1024 * 1024;

/**
 * The file of all that was done on this phone on a visit.
 * @param {Facts} facts @param {string} name who hands over @param {Map<string, Uint8Array>} previews small JPEGs by evidence
 * @returns {Promise<{text: string, name: string, row: HandoverRow}>} row: to be kept with `keepHanded` once the file has left
 */
export async function handOver(facts, name, previews) {
  const userBase = mine();
  const { user, install } = userBase;
  const ops = (await opsOf(userBase, facts.visit)).filter((op) => op.device === install);
  const made_at = shanghai(Date.now());
  const school = facts.subject.name;
  const small = Object.fromEntries([...previews].map(([evidence, bytes]) => [evidence, inBase64(bytes)]));
  const content = { visit: facts.visit, school, device: install, person: user, name, made_at, ops, previews: small };
  const row = handoverRow(content, 'given', ops.length);
  return { text: await writeHandover(content, await installKey()), name: fileName(school, name, made_at), row };
}

/** The file has left this phone, or lies in its downloads. @param {HandoverRow} row */
export function keepHanded(row) {
  const { user, base } = mine();
  return saveSurely(base, ['handovers'], (tx) => tx.objectStore('handovers').put(row)).then(() =>
    ring({ kind: 'receipts', user, visit: row.visit }),
  );
}

/** @param {string} visit @returns {Promise<HandoverRow[]>} files handed over and read, in the order of time */
export async function handovers(visit) {
  const rows = await mine().base.read(['handovers'], (tx) => tx.objectStore('handovers').getAll(beginningWith(visit)));
  return rows.sort((/** @type {HandoverRow} */ a, /** @type {HandoverRow} */ b) => (a.at < b.at ? -1 : 1));
}

/**
 * Read a colleague's file; all of it, or nothing with the reason.
 * @param {string} text @param {string | null} wanted the visit it has to be of, null for whichever
 * @param {(file: Handover, number: string) => Promise<boolean>} recognise asked for a phone whose key was never met here: whether it
 *   shows the same number
 * @returns {Promise<Taken>}
 */
export async function takeIn(text, wanted, recognise) {
  const file = await readHandover(text);
  if (typeof file === 'string') return { kind: file };
  const userBase = mine();
  const held = await opsOf(userBase, file.visit);
  const phones = await knownPhones(userBase, file.visit);
  const facts = (await userBase.base.read(['packets'], (tx) => tx.objectStore('packets').get(file.visit)))?.facts;
  const refusal = whyNot(file, { wanted, facts, phones, held, install: userBase.install });
  if (refusal) return { kind: refusal, file };
  const ids = new Set(held.map((op) => op.id));
  const fresh = beforeSeal(file.ops, held).filter((op) => !ids.has(op.id));
  if (!fresh.length) return stale(file, held);
  if (!canBeFolded(/** @type {Facts} */ (facts), [...held, ...fresh])) return { kind: 'damaged' };
  const phone = phones.find(({ device }) => device === file.device);
  if (!keyOf(phone) && !(await recognise(file, await fingerprint(file.key)))) return { kind: 'unlike', file };
  const previews = await keep(userBase, file, fresh);
  return {
    kind: 'read',
    file,
    ops: fresh.length,
    previews,
    done: saysDone(file),
    known: phone?.public_key !== undefined,
    late: lateFor(held, fresh),
    sealed: file.ops.some(({ kind }) => kind === SEAL),
  };
}

/**
 * @param {Handover} file
 * @param {{wanted: string | null, facts: Facts | undefined, phones: PhoneRow[], held: Op[], install: string}} here
 * @returns {'own' | 'not_here' | 'other_visit' | 'stranger' | 'clash' | 'wrong_key' | null}
 */
function whyNot(file, { wanted, facts, phones, held, install }) {
  if (wanted !== null && file.visit !== wanted) return 'other_visit';
  if (!facts) return 'not_here';
  if (file.device === install) return 'own';
  const phone = phones.find(({ device }) => device === file.device);
  if (!phone && !facts.team.some(({ person }) => person === file.person)) return 'stranger';
  if (phone && phone.person !== file.person) return 'wrong_key'; // a colleague's phone speaks for its owner alone
  const known = keyOf(phone);
  if (known && !sameKey(known, file.key)) return 'wrong_key';
  const theirs = new Map(held.filter((op) => op.device === file.device).map((op) => [op.seq, op.id]));
  const others = held.filter((op) => op.device !== file.device && op.kind === 'evidence.add');
  const photos = new Set(others.map(({ field }) => field));
  const clashes = file.ops.some(
    ({ kind, field, seq, id }) =>
      (theirs.has(seq) && theirs.get(seq) !== id) || (kind === 'evidence.add' && photos.has(field)),
  );
  return clashes ? 'clash' : null;
}

/**
 * Up to a seal: that one, and what follows it, comes from the server, which alone can say whether it holds; one that the
 * office is known to have set aside closes nothing. @param {Op[]} ops @param {Op[]} held @returns {Op[]}
 */
function beforeSeal(ops, held) {
  const gone = new Set(held.filter(({ kind }) => kind === SET_ASIDE).map(({ payload }) => payload.seal));
  const end = Math.min(...ops.filter(({ kind, id }) => kind === SEAL && !gone.has(id)).map(({ seq }) => seq));
  return ops.filter(({ seq }) => seq < end);
}

/** Whether the visit can still be opened with these: what no phone of ours writes would close it for good. @param {Facts} facts @param {Op[]} ops */
function canBeFolded(facts, ops) {
  try {
    const state = fold(ops);
    progress(facts, state);
    return [picturesOf, filesOf, attemptsOf].every((read) => read(state));
  } catch {
    return false;
  }
}

/** @param {Handover} file @param {Op[]} held @returns {Taken} */
function stale(file, held) {
  const theirs = held.filter((op) => op.device === file.device);
  const last = theirs.reduce((latest, { at }) => (at > latest ? at : latest), '');
  return { kind: theirs.length > file.ops.length ? 'older' : 'again', file, last };
}

/** @param {UserBase} userBase @param {Handover} file @param {Op[]} fresh @returns {Promise<number>} how many previews came with it */
async function keep(userBase, file, fresh) {
  const { user, install, base } = userBase;
  const { visit, device, person, name } = file;
  const shas = await ownShas(install, fresh);
  const previews = wantedPreviews(file);
  await saveSurely(base, ['ops', 'chains', 'phones', 'previews', 'handovers'], (tx) =>
    Promise.all([
      putReceived(tx, install, visit, fresh, shas),
      putPhoneOfFile(tx, { visit, device, person, name, compared_key: file.key }),
      tx.objectStore('handovers').put(handoverRow(file, 'read', fresh.length)),
      ...previews.map((preview) => tx.objectStore('previews').put(preview)),
    ]),
  );
  ring({ kind: 'got', user, visit });
  return previews.length;
}

/** Small pictures of the photos taken on that phone. @param {Handover} file */
function wantedPreviews({ visit, previews, ops }) {
  const taken = new Set(ops.filter(({ kind }) => kind === 'evidence.add').map(({ field }) => field));
  return Object.entries(previews).flatMap(([evidence, base64]) => {
    if (!taken.has(`evidence.${evidence}`) || base64.length > MOST_PREVIEW) return [];
    const bytes = outOfBase64(base64);
    return photoType(bytes) === 'image/jpeg' ? [{ visit, evidence, bytes: bytes.buffer }] : [];
  });
}

/** @param {Pick<Handover, 'visit' | 'device' | 'name' | 'made_at'>} file @param {HandoverRow['way']} way @param {number} ops @returns {HandoverRow} */
function handoverRow({ visit, device, name, made_at }, way, ops) {
  return { visit, id: newId(), way, at: shanghai(Date.now()), made_at, device, name, ops };
}

/** @param {Op[]} held @param {Op[]} fresh @returns {number} those made without knowing of a seal that is here */
function lateFor(held, fresh) {
  const seals = held.filter((op) => op.kind === SEAL).map((op) => op.id);
  return seals.length ? fresh.filter((op) => !op.seen.some((id) => seals.includes(id))).length : 0;
}

/** Whether the last thing this phone's owner did was to say that nothing more is on it. @param {Handover} file */
function saysDone({ ops, device }) {
  const last = ops.reduce((a, b) => (b.seq > a.seq ? b : a), ops[0]);
  return last?.field === `done.${device}` && !last.payload.taken_back;
}
