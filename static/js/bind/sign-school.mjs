// The school's part: an opinion, who signs, the signature. Each half-made choice is on disk; nothing is chosen beforehand.
import { need, tell } from './fill.mjs';
import { openPoints } from './hand-over.mjs';
import { openInk } from './ink-field.mjs';
import { attempt, lacks } from './say.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {{about: string, statement: string, words: string, name: string, role: string}} Half about: digest of the sheet it is said of */

const DRAFT = 'sign.school';
const INK = 'ink.subject';

export class SchoolPart {
  /** @type {import('./ink-field.mjs').InkField | null} */
  ink = null;
  /** digest of the sheet the pad stands under */
  about = '';

  /** @param {HTMLElement} panel @param {SignPage} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    this.words = /** @type {HTMLTextAreaElement} */ (need(panel, '[data-words]'));
    this.name = /** @type {HTMLInputElement} */ (need(panel, '[data-name]'));
    panel.addEventListener('input', (event) => {
      if (event.target === this.words) this.keep({ words: this.words.value });
      if (event.target === this.name) this.keep({ name: this.name.value });
    });
    need(panel, '[data-people]').append(...this.people().map(([name, role]) => personButton(name, role)));
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      statement: (button) => this.keep({ statement: button.dataset.value }),
      role: (button) => this.keep({ role: button.dataset.value }),
      person: (button) => this.keep({ name: button.dataset.name, role: button.dataset.role }),
      'on-site-signs': () => this.onSiteSigns(),
      sign: () => this.sign(),
    };
  }

  /** @returns {[string, string][]} who of the school is known by name, and as what they would sign */
  people() {
    const { head_name, contact_name } = this.page.inspection.facts.subject;
    const known = /** @type {[string, string][]} */ ([
      [head_name, '负责人'],
      [contact_name, '现场负责人'],
    ]);
    return known.filter(([name], place) => name && (place === 0 || name !== head_name));
  }

  /** @returns {Half} what was said of this very sheet; of an older one nothing counts any more */
  get half() {
    const about = this.page.shown.doc_sha256;
    const kept = this.page.visit.draft(DRAFT);
    return kept?.about === about ? kept : { about, statement: '', words: '', name: '', role: '' };
  }

  /** @param {Partial<Half>} change */
  async keep(change) {
    await attempt('draft', () => this.page.visit.saveDraft(DRAFT, { ...this.half, ...change }));
    tell(need(this.panel, '[data-problem]'), '');
    this.paintChoices();
  }

  async paint() {
    const { visit, shown } = this.page;
    const about = visit.draft(DRAFT)?.about ?? this.about;
    if (about && about !== shown.doc_sha256) await this.drop(); // said and signed of a sheet that has changed since
    this.about = shown.doc_sha256;
    this.ink ??= openInk(need(this.panel, '[data-ink-host]'), visit, INK, '签名（请手写姓名）');
    this.paintChoices();
  }

  paintChoices() {
    const { statement, words, name, role } = this.half;
    press(this.panel, 'statement', (button) => button.dataset.value === statement);
    press(this.panel, 'role', (button) => button.dataset.value === role);
    press(this.panel, 'person', (button) => button.dataset.name === name && button.dataset.role === role);
    if (document.activeElement !== this.words) this.words.value = words;
    if (document.activeElement !== this.name) this.name.value = name;
  }

  /** The head is away, somebody in charge on the spot is here: nothing ever demands the head. */
  onSiteSigns() {
    this.keep({ role: '现场负责人' });
    this.panel.scrollIntoView();
    this.name.focus({ preventScroll: true });
  }

  async sign() {
    if (lacks(this.panel, this.problem())) return;
    const { name, role } = this.half;
    const { doc_sha256, view_sha256 } = this.page.shown;
    const payload = { outcome: 'SIGNED', name: tidy(name), role, ink: this.ink?.ink(), doc_sha256, view_sha256 };
    const signed = { kind: 'sign.subject', field: 'subject.signature', payload };
    if (await this.page.inspection.write([this.opinion(), signed])) await this.drop();
  }

  /** @returns {[string, HTMLElement | null]} the first thing that is missing, and where to put it right */
  problem() {
    const [missing, where] = this.unsaid();
    return missing ? [missing, where] : [this.ink?.why() ?? '', need(this.panel, '[data-ink-host]')];
  }

  /** What ink and paper both need: an opinion and who gives it. @returns {[string, HTMLElement | null]} */
  unsaid() {
    const { statement, words, name, role } = this.half;
    if (openPoints(this.page.inspection).length) return ['检查内容有变化，还有没填完的地方，请交还检查人员。', null];
    if (!statement) return ['请先选“情况属实”或“有异议”。', need(this.panel, '[data-act="statement"]')];
    if (statement === 'OBJECTED' && !tidy(words)) return ['请写下对哪里有异议。', this.words];
    if (!tidy(name)) return ['请点选或填写签字人姓名。', this.name];
    if (!role) return ['请选择签字人是负责人还是现场负责人。', need(this.panel, '[data-act="role"]')];
    return ['', null];
  }

  /** @returns {import('../store/types.d.ts').Draft} the opinion as an op; NONE where nothing was said */
  opinion() {
    const { statement, words } = this.half;
    return { kind: 'statement.set', field: 'statement', payload: { value: statement || 'NONE', words: tidy(words) } };
  }

  /** Nothing half said or half signed is left. */
  async drop() {
    await this.page.visit.saveDraft(DRAFT, undefined);
    await this.page.visit.saveDraft(INK, undefined);
    this.ink?.close();
    this.ink = null;
  }
}

/** @param {HTMLElement} panel @param {string} act @param {(button: HTMLElement) => boolean} chosen */
export function press(panel, act, chosen) {
  for (const button of panel.querySelectorAll(`[data-act="${act}"]`)) {
    button.setAttribute('aria-pressed', String(chosen(/** @type {HTMLElement} */ (button))));
  }
}

/** What a person typed, in the one form both ends compare. @param {string} text */
export function tidy(text) {
  return text.trim().normalize('NFC');
}

/** @param {string} name @param {string} role */
function personButton(name, role) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'btn btn--choice',
    textContent: `${name}（${role}）`,
  });
  Object.assign(button.dataset, { act: 'person', name, role });
  button.setAttribute('aria-pressed', 'false');
  return button;
}
