// A slip noticed after the seal: words, perhaps an item, both sides' ink, in one act. Half of it survives on disk.
import { itemsOf } from '../core/answers.mjs';
import { newId } from '../core/ids.mjs';
import { WITHOUT_SCHOOL } from '../core/labels.mjs';
import { hasShown } from '../core/steps.mjs';
import { instant } from '../core/words.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { openInk } from './ink-field.mjs';
import { byOwnPin } from './own-pin.mjs';
import { attempt, lacks, say } from './say.mjs';
import { press, tidy } from './sign-school.mjs';
import { SUPPLEMENT } from './sign-stage.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('./ink-field.mjs').InkField} InkField */
/** @typedef {import('../core/types.d.ts').Member} Member */
/** @typedef {{open: boolean, text: string, item: string, outcome: string, name: string, role: string, reason: string, via: {[person: string]: string}}} Half
 *   via: how each inspector proved to be there */

const SUBJECT_INK = 'supplement.subject';
const WRITE_NAME = '签名（请手写姓名）';

export class SupplementPart {
  /** @type {Map<string, InkField>} by draft name */
  inks = new Map();

  /** @param {HTMLElement} panel @param {SignPage} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    this.form = need(panel, '[data-supplement-form]');
    const items = itemsOf(page.inspection.facts).map(
      ({ code, no, item_name }) => new Option(`第 ${no} 项 ${item_name}`, code),
    );
    need(this.form, '#supplement-item').append(new Option('不针对某一项', ''), ...items);
    for (const kind of ['input', 'change']) this.form.addEventListener(kind, (event) => this.typed(event));
    Object.assign(page.acts, this.acts());
    if (location.hash.endsWith(`/${SUPPLEMENT}`)) this.open();
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      supplement: () => this.open(),
      'supplement-later': () => this.keep({ open: false }),
      'supplement-outcome': (button) => this.keep({ outcome: button.dataset.value }),
      'supplement-role': (button) => this.keep({ role: button.dataset.value }),
      'supplement-pin': (button) => this.prove(button.dataset.person ?? ''),
      'add-supplement': () => this.add(),
    };
  }

  /** @returns {Half} the one who signed the sheet is the one who most likely stands here */
  get half() {
    const { state } = this.page.inspection;
    const { name, role } = state.seal?.payload.closing.subject ?? { name: '', role: '' };
    const none = { open: false, text: '', item: '', outcome: '', reason: '', via: {} };
    return { ...none, name, role, ...this.page.visit.draft(SUPPLEMENT) };
  }

  /** @returns {string} why nobody of the school signs this record's supplements either, "" where somebody does */
  get alone() {
    const outcome = this.page.inspection.state.seal?.payload.closing.subject.outcome ?? '';
    return WITHOUT_SCHOOL.includes(outcome) ? outcome : '';
  }

  /** @returns {Member[]} the owner of this phone first */
  get signers() {
    const { facts, state } = this.page.inspection;
    const own = this.page.visit.actor.id;
    const there = facts.team.filter((member) => hasShown(member, state));
    return there.sort((a, b) => Number(b.person === own) - Number(a.person === own));
  }

  /** @param {Event} event */
  typed({ target }) {
    const box = /** @type {HTMLInputElement} */ (target);
    if (box.dataset.keep) this.keep({ [box.dataset.keep]: box.value });
  }

  async open() {
    await this.keep({ open: true });
    need(this.form, '#supplement-title').focus();
  }

  /** @param {Partial<Half>} change */
  async keep(change) {
    await attempt('draft', () => this.page.visit.saveDraft(SUPPLEMENT, { ...this.half, ...change }));
    tell(need(this.form, '[data-problem]'), '');
    this.paint();
  }

  paint() {
    const half = this.half;
    this.paintList();
    this.form.hidden = !half.open;
    need(this.panel, '[data-act="supplement"]').hidden = half.open;
    if (!half.open) return;
    need(this.form, '[data-supplement-school]').hidden = this.alone !== '';
    press(this.form, 'supplement-outcome', ({ dataset }) => dataset.value === half.outcome);
    press(this.form, 'supplement-role', ({ dataset }) => dataset.value === half.role);
    need(this.form, '[data-supplement-signed]').hidden = half.outcome !== 'SIGNED';
    need(this.form, '[data-supplement-refused]').hidden = half.outcome !== 'REFUSED';
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll('[data-keep]'))) {
      if (document.activeElement !== box) box.value = String(half[/** @type {keyof Half} */ (box.dataset.keep)]);
    }
    this.ink(SUBJECT_INK, need(this.form, '[data-supplement-ink]'), WRITE_NAME);
    this.paintSigners(half);
  }

  /** @param {Half} half */
  paintSigners(half) {
    const host = need(this.form, '[data-supplement-inspectors]');
    if (!host.children.length)
      host.append(
        ...this.signers.map(({ name }) => copy('supplement-signer', { name, button: `${name} 输入 PIN 后签字` })),
      );
    this.signers.forEach(({ person }, n) => {
      const row = /** @type {HTMLElement} */ (host.children[n]);
      const proved = person === this.page.visit.actor.id || half.via[person];
      slot(row, 'button').dataset.person = person;
      slot(row, 'button').hidden = Boolean(proved);
      if (proved) this.ink(`supplement.${person}`, slot(row, 'ink'), WRITE_NAME);
    });
  }

  /** @param {string} name of its draft @param {HTMLElement} host @param {string} label */
  ink(name, host, label) {
    if (!this.inks.has(name)) this.inks.set(name, openInk(host, this.page.visit, name, label));
  }

  paintList() {
    const { visit, inspection } = this.page;
    const made = visit.ops().filter((op) => op.kind === 'supplement.add');
    need(this.panel, '[data-supplements]').hidden = !made.length;
    need(this.panel, '[data-supplement-list]').replaceChildren(
      ...made.map(({ payload, at, skew_ms }) => {
        const item = inspection.items.get(payload.item ?? '');
        return copy('supplement', {
          text: payload.text,
          about: item ? `关于第 ${item.no} 项 ${item.item_name}` : null,
          signed: `${instant(at, skew_ms)}　${this.signedWords(payload)}`,
        });
      }),
    );
  }

  /** @param {any} payload @returns {string} 校方 李明（负责人）已签字；检查人员 王砚秋 已签字 */
  signedWords({ subject, inspectors }) {
    const names = (inspectors ?? []).map(
      (/** @type {{person: string, via: string}} */ { person, via }) =>
        this.page.inspection.nameOf(person) + (via === 'login' ? '' : '（待本人确认）'),
    );
    const { outcome, name, role, reason } = subject;
    const refused = outcome === 'REFUSED' ? `校方不签：${reason}` : '';
    const school = outcome === 'SIGNED' ? `校方 ${name}（${role}）已签字` : refused;
    return [school, names.length ? `检查人员 ${names.join('、')}已签字` : ''].filter(Boolean).join('；');
  }

  /** @param {string} person */
  async prove(person) {
    const { visit, inspection } = this.page;
    const via = await byOwnPin(visit, { person, name: inspection.nameOf(person) });
    if (via) await this.keep({ via: { ...this.half.via, [person]: via } });
  }

  async add() {
    if (lacks(this.form, this.problem())) return;
    const half = this.half;
    const signed = !this.alone && half.outcome === 'SIGNED';
    const subject = {
      outcome: this.alone || half.outcome,
      name: signed ? tidy(half.name) : '',
      role: signed ? half.role : '',
      reason: this.alone || signed ? '' : tidy(half.reason),
      ink: signed ? this.inks.get(SUBJECT_INK)?.ink() : null,
    };
    const payload = { text: tidy(half.text), item: half.item || null, subject, inspectors: this.signatures(half) };
    if (!(await this.page.inspection.write([{ kind: 'supplement.add', field: `supplement.${newId()}`, payload }])))
      return;
    await this.forget();
    say('已存本机：补充说明已附在记录后面。');
  }

  /** @param {Half} half */
  signatures({ via }) {
    const own = this.page.visit.actor.id;
    return this.signers.flatMap(({ person }) => {
      const ink = this.inks.get(`supplement.${person}`)?.ink();
      return ink ? [{ person, by: person, via: person === own ? 'login' : via[person], ink }] : [];
    });
  }

  async forget() {
    const { visit } = this.page;
    for (const [name, field] of this.inks) {
      field.close();
      await visit.saveDraft(name, undefined);
    }
    this.inks.clear();
    need(this.form, '[data-supplement-inspectors]').replaceChildren();
    await visit.saveDraft(SUPPLEMENT, undefined);
    this.paint();
  }

  /** @returns {[string, HTMLElement | null]} the first thing that is missing, and where to put it right */
  problem() {
    if (!tidy(this.half.text)) return ['请写明要补充或更正什么。', need(this.form, '#supplement-text')];
    const [school, where] = this.alone ? ['', null] : this.schoolProblem();
    if (school) return [school, where];
    const inks = this.signers
      .map(({ person }) => this.inks.get(`supplement.${person}`))
      .filter((field) => field?.ink());
    if (!inks.length) return ['请检查人员签字（至少一人）。', need(this.form, '[data-supplement-inspectors]')];
    const bad = inks.map((field) => field?.why()).find(Boolean);
    return [bad ? `检查人员：${bad}` : '', null];
  }

  /** @returns {[string, HTMLElement | null]} */
  schoolProblem() {
    const { outcome, name, role, reason } = this.half;
    if (!outcome) return ['请选校方签字还是不签。', need(this.form, '[data-act="supplement-outcome"]')];
    if (outcome === 'REFUSED')
      return [tidy(reason) ? '' : '请写明校方为什么不签。', need(this.form, '#supplement-reason')];
    if (!tidy(name)) return ['请填写签字人姓名。', need(this.form, '#supplement-name')];
    if (!role) return ['请选择签字人是负责人还是现场负责人。', need(this.form, '[data-act="supplement-role"]')];
    const why = this.inks.get(SUBJECT_INK)?.why();
    return [why ? `校方：${why}` : '', null];
  }
}
