// ⑥ after the seal: a page made to be photographed, the way out of the school, and the sheet as it will be printed.
import { abortOf, headOf, offSite } from '../core/answers.mjs';
import { OUTCOME_LABELS, STATEMENT_LABELS } from '../core/labels.mjs';
import { inGroups, sealSha256, shortCode } from '../core/seal.mjs';
import { instant, moment } from '../core/words.mjs';
import { listVisits } from '../store/visits.mjs';
import { nudge } from '../sync/loop.mjs';
import { onlyHere } from './door.mjs';
import { need, tell, whole } from './fill.mjs';
import { SUPPLEMENT } from './sign-stage.mjs';
import { drawView } from './sign-view.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../core/types.d.ts').Closing} Closing */
/** @typedef {import('../core/types.d.ts').Seal} Seal */

const CODE_GROUP = 4;
const KEEP = '请校方拍照留存。检查组联网以后，凭检查码可以查到登记情况。';
/** What a seal without the school's signature means to it. @type {Record<string, string>} */
const MEANS = {
  OFF_SITE: '本次没有到校，学校不用签字。登记以后，检查组把查看链接发给学校，学校凭链接看全部内容。',
  REFUSED_ENTRY:
    '本次没有查成：校方拒绝检查。经过已写进记录，由检查人员签字封存；学校以后愿意接受检查的，请联系检查组。',
  CLOSED_OR_MOVED: '本次没有查成：学校停办或已搬迁。经过已写进记录，由检查人员签字封存。',
};

export class SealedPart {
  drawn = false;
  asked = false;
  /** @type {import('./sign-supplement.mjs').SupplementPart | null} most records never have one */
  supplement = null;

  /** @param {HTMLElement} panel @param {SignPage} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    need(panel, '[data-preview]').addEventListener('toggle', () => this.drawSheet());
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      leave: () => this.page.inspection.write([{ kind: 'visit.leave', field: 'leave', payload: {} }]),
      supplement: async () => (await this.supplements()).open(), // from then on its own acts do
    };
  }

  async paint() {
    const { inspection, shown } = this.page;
    const { facts, state } = inspection;
    const seal = /** @type {NonNullable<typeof state.seal>} */ (state.seal);
    const sha256 = await sealSha256(seal.payload);
    const { items, normal, abnormal } = shown.doc.totals;
    const counted = abortOf(state) ? '' : `共 ${items} 项，正常 ${normal}，不正常 ${abnormal}；`;
    const facts_ = {
      school: facts.subject.name,
      time: this.times(seal),
      totals: `${counted}${shown.doc.category.label}`,
      subject: subjectWords(seal.payload.closing),
      'check-code': inGroups(facts.check_code, CODE_GROUP),
      'short-code': shortCode(sha256),
    };
    for (const [name, words] of Object.entries(facts_)) tell(need(this.panel, `[data-fact="${name}"]`), words);
    tell(need(this.panel, '[data-means]'), this.means());
    need(this.panel, '[data-keep-it]').textContent = offSite(facts) || abortOf(state) ? '' : KEEP;
    tell(need(this.panel, '[data-check-url]'), facts.check_url && `查询网址：${facts.check_url}`);
    this.paintLeave();
    await this.paintDoor();
    await this.paintMore(facts_, sha256);
  }

  /** @param {{id: string, at: string}} seal @returns {string} */
  times({ id, at }) {
    const { facts, state } = this.page.inspection;
    const sealedAt = this.page.visit.ops().find((op) => op.id === id);
    const begun = moment(headOf(state, 'arrive') ?? headOf(state, 'abort'));
    const how = offSite(facts) ? '开始' : headOf(state, 'arrive') ? '到达' : '记下无法检查';
    return `${begun} ${how}，${instant(at, sealedAt?.skew_ms ?? 0)} 封存`;
  }

  /** @returns {string} */
  means() {
    const { facts, state } = this.page.inspection;
    const abort = abortOf(state);
    return abort ? MEANS[abort.reason] : offSite(facts) ? MEANS.OFF_SITE : '';
  }

  /** The code for another phone's camera, and what was said after the seal. @param {Record<string, string>} said @param {string} sha256 */
  async paintMore(said, sha256) {
    const { paintCode } = await import('./seal-code.mjs');
    paintCode(need(this.panel, '[data-code]'), this.page.inspection.facts, said, sha256);
    const { visit } = this.page;
    const made = visit.ops().some((op) => op.kind === 'supplement.add');
    const asked = visit.draft(SUPPLEMENT) || location.hash.endsWith(`/${SUPPLEMENT}`);
    if (made || asked) (await this.supplements()).paint();
  }

  async supplements() {
    const { SupplementPart } = await import('./sign-supplement.mjs');
    this.supplement ??= new SupplementPart(this.panel, this.page);
    return this.supplement;
  }

  paintLeave() {
    const left = this.page.visit.ops().find((op) => op.kind === 'visit.leave');
    const away = offSite(this.page.inspection.facts);
    need(this.panel, '[data-act="leave"]').hidden = Boolean(left) || away;
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
      ...closingLines(closing).map((words) => {
        const line = document.createElement('p');
        line.append(...whole(words));
        return line;
      }),
    );
  }
}

/** @param {Closing} closing */
function subjectWords({ statement, subject }) {
  const said = STATEMENT_LABELS[statement.value];
  const label = OUTCOME_LABELS[subject.outcome];
  if (subject.outcome === 'SIGNED') return `${subject.name}（${subject.role}）已签字，${said}`;
  if (subject.outcome === 'PAPER')
    return `${subject.name}（${subject.role}）${label}（${subject.stamped ? '有公章' : '没有公章'}，${subject.photos.length} 页），${said}`;
  return subject.reason ? `${label}：${subject.reason}` : `${label}，不用校方签字`;
}

/** @param {Closing} closing @returns {string[]} */
function closingLines(closing) {
  const { statement, subject, inspectors } = closing;
  return [
    `校方意见：${STATEMENT_LABELS[statement.value]}${statement.words ? `：${statement.words}` : ''}`,
    `校方签字：${subjectWords(closing)}${subject.at ? `（${subject.at}）` : ''}`,
    ...(subject.explained_by ? [`说明情况的检查人员：${subject.explained_by}`] : []),
    ...(subject.witness ? [`见证人：${subject.witness.name} ${subject.witness.unit}`] : []),
    ...inspectors.map((each) => `检查人员签字：${each.name}（${each.certificate_no}）${each.at}`),
  ];
}
