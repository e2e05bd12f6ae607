// 请检查组更正: the reader hands the sheet back with a word why. What was signed so far is taken back in the same act.
import { SUBJECT, signatureOf } from '../core/answers.mjs';
import { newId } from '../core/ids.mjs';
import { need, tell } from './fill.mjs';
import { SHOWN } from './returned.mjs';
import { attempt } from './say.mjs';
import { tidy } from './sign-school.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../store/types.d.ts').Draft} Draft */
/** @typedef {import('../core/types.d.ts').State} State */

const DRAFT = 'sign.return';
/** What was half done on the sheet that went back; the school's part forgets its own. */
const HALF = [DRAFT, 'sign.unsigned'];

export class ReturnPart {
  /** @param {HTMLElement} panel @param {SignPage} page @param {import('./sign-school.mjs').SchoolPart} school */
  constructor(panel, page, school) {
    this.panel = panel;
    this.page = page;
    this.school = school;
    this.words = /** @type {HTMLTextAreaElement} */ (need(panel, '[data-return-words]'));
    this.words.value = page.visit.draft(DRAFT) ?? '';
    this.words.addEventListener('input', () => {
      tell(need(panel, '[data-problem]'), '');
      attempt('draft', () => page.visit.saveDraft(DRAFT, this.words.value));
    });
    if (this.words.value) panel.setAttribute('open', '');
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return { 'hand-back': () => this.handBack() };
  }

  async handBack() {
    const words = tidy(this.words.value);
    tell(need(this.panel, '[data-problem]'), words ? '' : '请写明哪里要更正。');
    if (!words) return this.words.focus();
    const { inspection, shown, visit } = this.page;
    const team = inspection.facts.team.map(({ person }) => person);
    const done = await inspection.write([
      { kind: 'view.return', field: `return.${newId()}`, payload: { words, doc_sha256: shown.doc_sha256 } },
      ...takenBack(inspection.state, team),
    ]);
    if (!done) return;
    this.words.value = '';
    this.panel.removeAttribute('open');
    await attempt('draft', () => this.school.drop());
    for (const name of [...HALF, ...team.map((person) => `ink.${person}`)]) {
      if (visit.draft(name) !== undefined) await attempt('draft', () => visit.saveDraft(name, undefined));
    }
  }
}

/** Take back the view, the opinion and every signature, each by the kind it was written with. @param {State} state @param {string[]} team @returns {Draft[]} */
function takenBack(state, team) {
  const signed = [SUBJECT, ...team.map(signatureOf), SHOWN].flatMap((field) => {
    const head = state.fields[field]?.heads.find(({ payload }) => payload.taken_back !== true);
    return head ? [{ kind: kindOf(head), field, payload: { taken_back: true } }] : [];
  });
  const said = (state.fields.statement?.heads ?? []).some(({ payload }) => payload.value !== 'NONE');
  const opinion = { kind: 'statement.set', field: 'statement', payload: { value: 'NONE', words: '' } };
  return said ? [...signed, opinion] : signed;
}

/** @param {{kind: string}} head a difference that was settled was about a signature all the same */
function kindOf({ kind }) {
  return kind === 'field.settle' ? 'sign.subject' : kind;
}
