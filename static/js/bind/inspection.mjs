// One visit while it is on the screen: its items by code, its values by field, and the one way to write.
import { conflictsOf, hasCome, headOf, isAbsent, itemsOf, peopleOf, valueOf, verdictOf } from '../core/answers.mjs';
import { attempt, say } from './say.mjs';

/**
 * @typedef {import('../store/visit.mjs').Visit} Visit
 * @typedef {import('../store/types.d.ts').Draft} Draft
 * @typedef {import('../core/types.d.ts').Facts} Facts
 * @typedef {import('../core/types.d.ts').Placed} Item
 * @typedef {(button: HTMLElement) => unknown} Act what a button with data-act does
 * @typedef {{acts: Record<string, Act>, paint: (fields: string[]) => unknown, jump?: (code: string) => void,
 *   settle?: () => Promise<unknown>}} Step one of the steps ① to ④; `paint` is told the fields that changed since it was
 *   painted last; `settle` makes ops of what is half typed
 * @typedef {{jump: (step: number, code: string) => unknown, changed: (fields: string[]) => unknown}} Page
 */

/** What may still be noted once the sheet is sealed; it stands beside the sheet, never in it. */
const AFTER_THE_SEAL = new Set(['visit.leave', 'supplement.add']);

/** What is signed or said anew stands for itself, whatever stood there twice before. */
export const SAID_ANEW = /signature$|^(view\.result|view\.return|statement)$/;

export class Inspection {
  /** the colleague who took over this phone by the own PIN, "" while its owner answers */
  acting = '';

  /** @param {Visit} visit */
  constructor(visit) {
    this.visit = visit;
    /** @type {Facts} */
    this.facts = visit.facts;
    /** @type {Map<string, Item>} */
    this.items = new Map(itemsOf(this.facts).map((item) => [item.code, item]));
  }

  get state() {
    return this.visit.state;
  }

  get sealed() {
    return this.visit.state.seal !== null;
  }

  /** @param {string} field @returns {any} the payload all heads agree on; null when nobody wrote it or two differ */
  value(field) {
    return valueOf(this.state, field);
  }

  /** @param {string} field @returns {boolean} */
  conflict(field) {
    return this.state.fields[field]?.conflict ?? false;
  }

  /** @param {string} code @returns {string} NORMAL, ABNORMAL, NOT_APPLICABLE, NOT_CHECKED or "" */
  verdict(code) {
    const item = this.items.get(code);
    return item ? verdictOf(this.state, item) : '';
  }

  /** @param {string} field @returns {string} 09:14 of the op that stands for this field, "" if none does */
  time(field) {
    return headOf(this.state, field)?.at.slice(11, 16) ?? '';
  }

  /** @param {string} person @returns {string} */
  nameOf(person) {
    return this.facts.team.find((each) => each.person === person)?.name ?? '另一位检查人员';
  }

  /** @returns {string} the person who answers on this phone now */
  get writer() {
    return this.acting || this.visit.actor.id;
  }

  /** @param {string} department @returns {import('../core/types.d.ts').Member[]} those of the team who come from there */
  peopleOf(department) {
    return this.facts.team.filter((each) => each.department === department);
  }

  /** Whether this department was marked as not having come, and nobody of it is there. @param {string} department */
  isAbsent(department) {
    return isAbsent(this.state, department, peopleOf(this.facts, department));
  }

  /** Whether somebody of this department has shown a certificate. @param {string} department */
  isThere(department) {
    return this.peopleOf(department).some(({ person }) => hasCome(this.state, person));
  }

  /** A department's items are answered by its own people; those of one that sends nobody, by whoever is there. @param {string} department */
  mayAnswer(department) {
    const people = this.peopleOf(department);
    return !people.length || people.some(({ person }) => person === this.writer);
  }

  /**
   * Save first; the screen follows the change that comes back.
   * @param {Draft[]} drafts
   * @returns {Promise<boolean>} true once the phone's disk has it; otherwise the person has been told
   */
  async write(drafts) {
    if (this.sealed && !drafts.every(({ kind }) => AFTER_THE_SEAL.has(kind))) {
      say('这次检查已封存，内容不能再改。');
      return false;
    }
    if (drafts.some((draft) => this.settlesInSilence(draft))) {
      say('这一处两人填得不一样，请先写原因，再采用其中一个。');
      return false;
    }
    return attempt('write', () => this.visit.append(drafts.map((draft) => this.named(draft))));
  }

  /** A photo under the name of who answers. @param {import('../store/photos.mjs').Taken} photo @returns {Promise<string>} evidence id */
  addPhoto(photo) {
    return this.visit.addPhoto({ ...photo, ...this.byline });
  }

  /** An ordinary act on what two people see differently would decide between them without a word why. @param {Draft} draft */
  settlesInSilence({ kind, field, payload }) {
    const open = kind !== 'field.settle' && !payload.taken_back && !SAID_ANEW.test(field) && this.conflict(field);
    return open && conflictsOf(this.facts, this.state).includes(field);
  }

  /** @param {Draft} draft @returns {Draft} */
  named(draft) {
    return draft.payload.by ? draft : { ...draft, payload: { ...draft.payload, ...this.byline } };
  }

  /** What every payload of a colleague on this phone carries. @returns {{by?: string, via?: 'pin'}} */
  get byline() {
    return this.acting ? { by: this.acting, via: 'pin' } : {};
  }
}
