// ⑥ after the seal: a page made to be photographed, the way out of the school, and the sheet as it will be printed.
import { headOf } from '../core/answers.mjs';
import { OUTCOME_LABELS, STATEMENT_LABELS } from '../core/labels.mjs';
import { inGroups, sealSha256, shortCode } from '../core/seal.mjs';
import { instant, moment } from '../core/words.mjs';
import { listVisits } from '../store/visits.mjs';
import { nudge } from '../sync/loop.mjs';
import { onlyHere } from './door.mjs';
import { need, tell } from './fill.mjs';
import { drawView } from './sign-view.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../core/types.d.ts').Closing} Closing */

const CODE_GROUP = 4;

export class SealedPart {
  drawn = false;
  asked = false;

  /** @param {HTMLElement} panel @param {SignPage} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    need(panel, '[data-preview]').addEventListener('toggle', () => this.drawSheet());
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return { leave: () => this.page.inspection.write([{ kind: 'visit.leave', field: 'leave', payload: {} }]) };
  }

  async paint() {
    const { inspection, visit, shown } = this.page;
    const { facts, state } = inspection;
    const seal = /** @type {NonNullable<typeof state.seal>} */ (state.seal);
    const { items, normal, abnormal } = shown.doc.totals;
    const sealedAt = visit.ops().find((op) => op.id === seal.id);
    const facts_ = {
      school: facts.subject.name,
      time: `${moment(headOf(state, 'arrive'))} 到达，${instant(seal.at, sealedAt?.skew_ms ?? 0)} 封存`,
      totals: `共 ${items} 项，正常 ${normal}，不正常 ${abnormal}；${shown.doc.category.label}`,
      subject: subjectWords(seal.payload.closing),
      'check-code': inGroups(facts.check_code, CODE_GROUP),
      'short-code': shortCode(await sealSha256(seal.payload)),
    };
    for (const [name, words] of Object.entries(facts_)) need(this.panel, `[data-fact="${name}"]`).textContent = words;
    tell(need(this.panel, '[data-check-url]'), facts.check_url && `查询网址：${facts.check_url}`);
    this.paintLeave();
    await this.paintDoor();
  }

  paintLeave() {
    const left = this.page.visit.ops().find((op) => op.kind === 'visit.leave');
    need(this.panel, '[data-act="leave"]').hidden = Boolean(left);
    tell(need(this.panel, '[data-left]'), left ? `✓ ${instant(left.at, left.skew_ms)} 离开学校` : '');
  }

  /** Whether the school's copy exists only on this phone is the one thing this page must not leave open. */
  async paintDoor() {
    const here = onlyHere(await this.page.visit.pending());
    tell(
      need(this.panel, '[data-sealed-door]'),
      here ? `已封存 · 已存本机。${here}，连上网络后自动上传。` : '已封存 · 已收到',
    );
    const listed = (await listVisits()).find(({ id }) => id === this.page.visit.id);
    const registered = listed?.state === 'REGISTERED';
    need(this.panel, '[data-registered]').textContent = registered ? '已登记' : '未登记';
    need(this.panel, '[data-registered-said]').hidden = registered;
    if (!here && !registered && !this.asked) nudge(); // the last byte is there: the next list tells the registration
    this.asked = !here;
  }

  drawSheet() {
    if (this.drawn) return;
    this.drawn = true;
    const { visit, shown, inspection } = this.page;
    drawView(need(this.panel, '[data-sealed-view]'), shown.blocks, visit);
    const { closing } = /** @type {NonNullable<typeof inspection.state.seal>} */ (inspection.state.seal).payload;
    need(this.panel, '[data-closing]').replaceChildren(
      ...closingLines(closing).map((words) => Object.assign(document.createElement('p'), { textContent: words })),
    );
  }
}

/** @param {Closing} closing */
function subjectWords({ statement, subject }) {
  const said = STATEMENT_LABELS[statement.value];
  if (subject.outcome === 'SIGNED') return `${subject.name}（${subject.role}）已签字，${said}`;
  return `${OUTCOME_LABELS[subject.outcome]}：${subject.reason}`;
}

/** @param {Closing} closing @returns {string[]} */
function closingLines(closing) {
  const { statement, subject, inspectors } = closing;
  return [
    `校方意见：${STATEMENT_LABELS[statement.value]}${statement.words ? `：${statement.words}` : ''}`,
    `校方签字：${subjectWords(closing)}（${subject.at}）`,
    ...(subject.explained_by ? [`说明情况的检查人员：${subject.explained_by}`] : []),
    ...(subject.witness ? [`见证人：${subject.witness.name} ${subject.witness.unit}`] : []),
    ...inspectors.map((each) => `检查人员签字：${each.name}（${each.certificate_no}）${each.at}`),
  ];
}
