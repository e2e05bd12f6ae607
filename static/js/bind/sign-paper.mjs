// 纸面签字盖章: the sheet goes to a printer, the signed and stamped pages come back as photos, in order, before the seal.
import { pagesOf } from '../core/evidence.mjs';
import { copy, keepList, need, slot, tell } from './fill.mjs';
import { alarm, attempt, lacks, say, sentenceOf } from './say.mjs';
import { press, tidy } from './sign-school.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {{about: string, pages: string[], stamped: string}} Half about: digest of the sheet that was printed; pages: evidence in their order */

const DRAFT = 'sign.paper';
const OUTDATED = '检查内容已更正，要重新打印签字';

export class PaperPart {
  /** @param {HTMLElement} panel @param {SignPage} page @param {import('./sign-school.mjs').SchoolPart} school */
  constructor(panel, page, school) {
    this.panel = panel;
    this.page = page;
    this.school = school;
    for (const source of /** @type {const} */ (['camera', 'files'])) {
      const box = /** @type {HTMLInputElement} */ (need(panel, `[data-paper-${source}]`));
      box.addEventListener('change', () => this.take(box, source));
      box.addEventListener('cancel', () => attempt('intent', () => page.visit.clearIntent()));
    }
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      'paper-print': () => this.out('printPaper'),
      'paper-file': () => this.out('sendPaper'),
      'paper-camera': () => this.open('camera'),
      'paper-files': () => this.open('files'),
      'paper-up': (button) => this.moveUp(button.dataset.value ?? ''),
      'paper-drop': (button) => this.withdraw([button.dataset.value ?? ''], '重拍'),
      stamped: (button) => this.keep({ stamped: button.dataset.value }),
      'record-paper': () => this.record(),
    };
  }

  /** @returns {Half} of this very sheet; paper of an older one counts no more */
  get half() {
    const kept = this.page.visit.draft(DRAFT);
    const about = this.page.shown.doc_sha256;
    return kept?.about === about ? kept : { about, pages: [], stamped: '' };
  }

  /** The pages that are kept and were not withdrawn; one photographed just before the phone died is the last. @returns {string[]} */
  pages() {
    const { state } = this.page.inspection;
    const here = paperOf(state);
    const known = this.half.pages.filter((each) => here.includes(each));
    return [...known, ...here.filter((each) => !known.includes(each))];
  }

  /** @param {Partial<Half>} change */
  async keep(change) {
    await attempt('draft', () => this.page.visit.saveDraft(DRAFT, { ...this.half, ...change }));
    tell(need(this.panel, '[data-problem]'), '');
    await this.paint();
  }

  async paint() {
    const begun = this.page.visit.draft(DRAFT)?.about === this.page.shown.doc_sha256;
    if (!begun) await this.withdraw(paperOf(this.page.inspection.state), OUTDATED);
    const pages = begun ? this.pages() : [];
    if (begun) this.panel.setAttribute('open', '');
    press(this.panel, 'stamped', (button) => button.dataset.value === this.half.stamped);
    tell(need(this.panel, '[data-pages-said]'), pages.length ? `已拍 ${pages.length} 页，已存本机` : '还没有拍。');
    const key = (/** @type {string} */ id, /** @type {number} */ n) => `${id} ${n} ${pages.length}`;
    keepList(
      need(this.panel, '[data-pages]'),
      pages.map((id, n) => [key(id, n), () => this.row(id, n)]),
    );
  }

  /** @param {string} evidence @param {number} place */
  row(evidence, place) {
    const row = copy('paper-page', { title: `第 ${place + 1} 页` });
    const picture = /** @type {HTMLImageElement} */ (slot(row, 'picture'));
    picture.alt = `签好字的第 ${place + 1} 页`;
    this.page.visit.photoUrl(evidence).then((url) => url && (picture.src = url));
    for (const [name, words] of [
      ['up', '移到前一页'],
      ['drop', '删除'],
    ]) {
      slot(row, name).dataset.value = evidence;
      slot(row, name).setAttribute('aria-label', `${words}：第 ${place + 1} 页`);
    }
    if (!place) slot(row, 'up').remove();
    return row;
  }

  /** @param {'printPaper' | 'sendPaper'} how */
  async out(how) {
    await this.keep({}); // the sheet that goes out is the one the pages have to be of
    const paper = await import('./sign-print.mjs');
    await attempt('paper', () => paper[how](this.page, need(this.panel, '[data-paper-said]')));
  }

  /** Phones kill the page behind the camera: what was about to happen has to be on disk first. @param {'camera' | 'files'} source */
  async open(source) {
    await this.keep({});
    if (await attempt('intent', () => this.page.visit.intent(null))) need(this.panel, `[data-paper-${source}]`).click();
  }

  /** @param {HTMLInputElement} box @param {'camera' | 'files'} source */
  async take(box, source) {
    /** @type {string[]} */
    const added = [];
    for (const file of [...(box.files ?? [])]) {
      try {
        const bytes = await file.arrayBuffer();
        const page = { bytes, type: file.type, name: file.name, item: null, source, paper: true };
        added.push(await this.page.visit.addPhoto(page));
      } catch (error) {
        alarm(sentenceOf(error, '照片读不出来，没有保存；请重拍这一页。'));
      }
    }
    box.value = '';
    await attempt('intent', () => this.page.visit.clearIntent());
    await this.keep({ pages: this.pages() });
    if (added.length) say(`已存本机：${added.length} 页`);
  }

  /** @param {string} evidence */
  moveUp(evidence) {
    const pages = this.pages();
    const at = pages.indexOf(evidence);
    pages.splice(at - 1, 2, evidence, pages[at - 1]);
    return this.keep({ pages });
  }

  /** A page is never deleted: it is withdrawn, and its bytes stay. @param {string[]} pages @param {string} reason */
  async withdraw(pages, reason) {
    const here = paperOf(this.page.inspection.state);
    const gone = pages.filter((each) => here.includes(each));
    const drafts = gone.map((each) => ({
      kind: 'evidence.withdraw',
      field: `evidence.${each}.withdrawn`,
      payload: { reason },
    }));
    if (drafts.length) await this.page.inspection.write(drafts);
  }

  async record() {
    if (lacks(this.panel, this.problem())) return;
    const { name, role } = this.school.half;
    const { doc_sha256, view_sha256 } = this.page.shown;
    const photos = this.pages();
    const stamped = this.half.stamped === 'yes';
    const payload = { outcome: 'PAPER', name: tidy(name), role, stamped, photos, doc_sha256, view_sha256 };
    const signed = { kind: 'seal.paper', field: 'subject.signature', payload };
    if (!(await this.page.inspection.write([this.school.opinion(), signed]))) return;
    await this.page.visit.saveDraft(DRAFT, undefined);
    await this.school.drop();
  }

  /** @returns {[string, HTMLElement | null]} the first thing that is missing, and where to put it right */
  problem() {
    if (!this.pages().length) return ['请先拍下签好字的每一页。', need(this.panel, '[data-act="paper-camera"]')];
    if (!this.half.stamped) return ['请选择纸上有没有盖章。', need(this.panel, '[data-act="stamped"]')];
    return this.school.unsaid();
  }
}

/** The pages of the paper that stand, as they were taken. @param {import('../core/types.d.ts').State} state @returns {string[]} */
function paperOf(state) {
  return pagesOf(state).map(({ evidence }) => evidence);
}
