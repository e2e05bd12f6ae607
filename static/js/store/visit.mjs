// One open visit: its facts, its folded state, and the only way to add to it.
import { fold } from '../core/fold.mjs';
import { saveSurely } from './bases.mjs';
import { hear, ring } from './bell.mjs';
import { deviceNow } from './clock.mjs';
import { StoreError, beginningWith } from './db.mjs';
import { trouble } from './log.mjs';
import { appendOps, frontierOf, opsOf, unwritten } from './ops.mjs';
import { receiptsOf, standingOf } from './outbox.mjs';
import { PictureUrls, asRefusal, photoBytes, photosOf, putPhoto, refuseWhenFull } from './photos.mjs';
import { currentUser, mine } from './session.mjs';

/** @import {Chain, Draft, Head, Op, PacketRow, Pending, Person, PhotoRow, ReceiptRow, State, Tx, UserBase} from './types.d.ts' */
/** @import {Taken} from './evidence.mjs' */
/** @import {Phone} from './phones.mjs' */
/** @typedef {(state: State, change: {fields: string[], own: boolean}) => void} Listener */

/** The visit's packet was never downloaded here. */
export class NotOnPhone extends StoreError {}

const CAMERA = 'camera.intent';

/** Visits open in this window: the board hears of them every minute. @type {Set<string>} */
export const opened = new Set();

/** @param {string} id @returns {Promise<Visit>} @throws {NotOnPhone} */
export async function openVisit(id) {
  const userBase = mine();
  const [packet, head, ops, drafts] = await userBase.base.read(['packets', 'chains', 'ops', 'drafts'], (tx) =>
    Promise.all([
      tx.objectStore('packets').get(id),
      tx.objectStore('chains').get(id),
      tx.objectStore('ops').getAll(beginningWith(id)),
      tx.objectStore('drafts').getAll(beginningWith(id)),
    ]),
  );
  if (!packet) throw new NotOnPhone('这次检查的检查包不在这台手机上，请先联网，在“今日”里下载。');
  opened.add(id);
  return new Visit(userBase, /** @type {Person} */ (currentUser()), packet, head ?? unwritten(id), ops, drafts);
}

export class Visit {
  #base;
  #drafts;
  #head;
  #off;
  #urls;
  #ringing = false;
  /** @type {Op[]} */ #ops;
  /** @type {Set<Listener>} */ #listeners = new Set();
  /** @type {Promise<unknown>} */ #turn = Promise.resolve();
  /** @type {Map<string, string>} the last op of this page per field: whoever makes the next one has seen it */ #made =
    new Map();

  /** @param {UserBase} userBase @param {Person} actor @param {PacketRow} packet @param {Chain} head @param {Op[]} ops @param {{name: string, value: any}[]} drafts */
  constructor(userBase, actor, packet, head, ops, drafts) {
    this.#base = userBase;
    this.#head = head;
    this.#ops = ops;
    this.#urls = new PictureUrls(userBase, packet.visit);
    this.#drafts = new Map(drafts.map(({ name, value }) => [name, value]));
    this.id = packet.visit;
    this.actor = actor;
    this.device = userBase.install;
    this.facts = packet.facts;
    this.factsSha256 = packet.facts_sha256;
    this.html = packet.html;
    this.pins = packet.pins;
    /** @type {State} replaced at each change, never mutated */
    this.state = fold(ops);
    this.#off = hear((bell) => {
      const news = bell.kind === 'made' || bell.kind === 'got';
      if (news && bell.visit === this.id && bell.user === userBase.user && !this.#ringing)
        this.#inTurn(() => this.#reread());
    });
  }

  /** @returns {Op[]} */
  ops() {
    return this.#ops;
  }

  /** Ids of the ops that are this field's present value(s). @param {string} field @returns {string[]} */
  heads(field) {
    return (this.state.fields[field]?.heads ?? []).map((head) => head.id);
  }

  /**
   * Store what a person did; resolves when it is 已存本机. `seen` is fixed at the call, as the screen stood,
   * not when the write gets its turn: a pull may move the heads under an open form.
   * @param {Draft[]} drafts @param {{ifHead?: Head | null}} [only] @returns {Promise<Op[]>}
   */
  append(drafts, { ifHead } = {}) {
    const asSeen = drafts.map((draft) => ({ ...draft, seen: draft.seen ?? this.heads(draft.field) }));
    return this.#inTurn(() => this.#store(asSeen, { ifHead }));
  }

  /** The last op of every device known here, for the seal. @returns {Promise<{[device: string]: Head}>} */
  frontier() {
    return frontierOf(this.#ops);
  }

  /** Every phone of this visit, own first: those that hold its packet, and those whose ops are here. @returns {Promise<Phone[]>} */
  async devices() {
    const { phonesOf } = await import('./phones.mjs');
    return phonesOf(this.#base, this.facts, this.#ops);
  }

  /** @param {Listener} fn @returns {() => void} off */
  onChange(fn) {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /**
   * Keep a photo or document and the op that names it, both or neither.
   * @param {Taken} photo
   * @returns {Promise<string>} evidence id @throws {import('./photos.mjs').PhotoRefused}
   */
  async addPhoto(photo) {
    const { describe } = await import('./evidence.mjs');
    const { row, draft } = await describe(this.id, photo);
    await refuseWhenFull(this.#base);
    const also = (/** @type {Tx} */ tx) => putPhoto(tx, row, photo.bytes);
    try {
      await this.#inTurn(() => this.#store([draft], { stores: ['photos', 'chunks'], also, reserve: false }));
    } catch (error) {
      throw asRefusal(error);
    }
    return row.evidence;
  }

  /** @returns {Promise<PhotoRow[]>} photos whose bytes are on this phone */
  photos() {
    return photosOf(this.#base, this.id);
  }

  /** The bytes as they were taken. @param {string} evidence @returns {Promise<Blob | null>} null: not on this phone */
  original(evidence) {
    return photoBytes(this.#base, this.id, evidence);
  }

  /** An address for <img>, valid until releaseUrls(). @param {string} evidence @returns {Promise<string | null>} null: neither the bytes nor a preview is on this phone */
  photoUrl(evidence) {
    return this.#urls.of(evidence);
  }

  releaseUrls() {
    this.#urls.release();
  }

  /** Half-typed text, half a signature. @param {string} name @returns {any} undefined when there is none */
  draft(name) {
    return this.#drafts.get(name);
  }

  /** @param {string} name @param {any} value undefined removes it */
  async saveDraft(name, value) {
    value === undefined ? this.#drafts.delete(name) : this.#drafts.set(name, value);
    await saveSurely(this.#base.base, ['drafts'], (tx) =>
      value === undefined
        ? tx.objectStore('drafts').delete([this.id, name])
        : tx.objectStore('drafts').put({ visit: this.id, name, value }),
    );
  }

  /** Before the camera opens: phones kill the page behind it. @param {string | null} item */
  intent(item) {
    return this.saveDraft(CAMERA, { item, at: deviceNow().at });
  }

  clearIntent() {
    return this.saveDraft(CAMERA, undefined);
  }

  /** @returns {{item: string | null, at: string} | null} the photo that may not have been saved */
  openIntent() {
    return this.#drafts.get(CAMERA) ?? null;
  }

  /** What exists only on this phone. @returns {Promise<Pending>} */
  async pending() {
    const { ops, photos, files, bytes, since } = await standingOf(this.#base, this.id);
    return { ops, photos, files, bytes, since };
  }

  /** @returns {Promise<{[op: string]: ReceiptRow}>} what the server has said it received */
  receipts() {
    return receiptsOf(this.#base, this.id);
  }

  close() {
    this.#off();
    opened.delete(this.id);
    this.releaseUrls();
  }

  /** @param {(Draft & {seen: string[]})[]} drafts @param {Parameters<typeof appendOps>[4]} more */
  async #store(drafts, more) {
    const seeing = drafts.map((draft) => this.#seeing(draft));
    const { ops, head } = await appendOps(this.#base, this.actor, this.#head, seeing, more);
    this.#head = head;
    ops.forEach((op) => this.#made.set(op.field, op.id));
    this.#take([...this.#ops, ...ops], ops, true);
    this.#ringing = true; // what this page made it needn't read again
    ring({ kind: 'made', user: this.#base.user, visit: this.id });
    this.#ringing = false;
    return ops;
  }

  /** What this page itself made of the field, and the seal, were seen by whoever works at it. @param {Draft & {seen: string[]}} draft */
  #seeing(draft) {
    const more = [this.#made.get(draft.field), this.state.seal?.id].filter((id) => id && !draft.seen.includes(id));
    return { ...draft, seen: /** @type {string[]} */ ([...draft.seen, ...more]) };
  }

  async #reread() {
    const ops = await opsOf(this.#base, this.id);
    if (ops.length === this.#ops.length) return; // ops are only ever added
    const known = new Set(this.#ops.map((op) => op.id));
    this.#take(
      ops,
      ops.filter((op) => !known.has(op.id)),
      false,
    );
  }

  /** @param {Op[]} all @param {Op[]} added @param {boolean} own */
  #take(all, added, own) {
    this.#ops = all;
    this.state = fold(all);
    const fields = [...new Set(added.map((op) => op.field))];
    for (const tell of this.#listeners) {
      try {
        tell(this.state, { fields, own });
      } catch (error) {
        // the op is stored: a fault in painting must not look like one in saving
        trouble('page', '页面没有刷新出来，内容已存本机；请关闭本页重新打开。', error);
      }
    }
  }

  /** One after the other, whatever became of the one before. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  #inTurn(work) {
    const mineNow = this.#turn.then(work);
    this.#turn = mineNow.catch(() => {});
    return mineNow;
  }
}
