// One visit while it is on the screen: its items by code, its values by field, and the one way to write.
import { itemsOf, valueOf, verdictOf } from '../core/answers.mjs';
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
 * @typedef {{jump: (step: number, code: string) => unknown}} Page
 */

/** What may still be noted once the sheet is sealed; it stands beside the sheet, never in it. */
const AFTER_THE_SEAL = new Set(['visit.leave', 'supplement.add']);

/** Where two differing answers stand side by side on the screen until somebody says why one of them holds. */
const SETTLED = /^(item\..+|category)$/;

export class Inspection {
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
    return this.state.fields[field]?.heads[0]?.at.slice(11, 16) ?? '';
  }

  /** @param {string} person @returns {string} */
  nameOf(person) {
    return this.facts.team.find((each) => each.person === person)?.name ?? '另一位检查人员';
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
    if (drafts.some(({ kind, field }) => kind !== 'field.settle' && SETTLED.test(field) && this.conflict(field))) {
      say('这一处两人填得不一样，请先写原因，再采用其中一个。'); // an ordinary answer would settle it without saying why
      return false;
    }
    return attempt('write', () => this.visit.append(drafts));
  }
}
