// No signature: which of three it was, why, who explained, a witness, what was recorded — kept as it is typed.
import { need, tell } from './fill.mjs';
import { alarm, attempt, lacks, say, sentenceOf } from './say.mjs';
import { press, tidy } from './sign-school.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {'REFUSED' | 'ABSENT' | 'UNABLE'} Outcome */

const DRAFT = 'sign.unsigned';
/** A reason of one or two words explains nothing. */
const LEAST = 4;
/** @type {Record<Outcome, string>} */
const KINDS = { REFUSED: 'sign.refuse', ABSENT: 'sign.absent', UNABLE: 'sign.unable' };
/** @type {Record<Outcome, string[]>} */
const REASONS = {
  REFUSED: ['不认可检查结果', '要先请示上级再签', '拒绝说明理由'],
  ABSENT: ['负责人外出开会', '负责人请假', '学校放假，只有值班人员'],
  UNABLE: ['手部受伤，不能书写', '不会书写，已口头确认'],
};
const EMPTY = {
  outcome: '',
  onSite: '',
  reason: '',
  explained_by: '',
  witness_name: '',
  witness_unit: '',
  recording: '',
  number: '',
  photo: '',
};

export class UnsignedPart {
  /** @param {HTMLElement} panel @param {SignPage} page @param {import('./sign-school.mjs').SchoolPart} school */
  constructor(panel, page, school) {
    this.panel = panel;
    this.page = page;
    this.school = school;
    this.proof = /** @type {HTMLInputElement} */ (need(document, '[data-proof]'));
    const team = page.inspection.facts.team.map(({ person, name }) => new Option(name, person));
    need(panel, '[data-keep="explained_by"]').append(new Option('请选择', ''), ...team);
    panel.addEventListener('input', (event) => {
      const box = /** @type {HTMLInputElement} */ (event.target);
      if (box.dataset.keep) this.keep({ [box.dataset.keep]: box.value });
    });
    this.proof.addEventListener('change', () => this.keepProof());
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      outcome: (button) => this.keep({ outcome: button.dataset.value, onSite: '' }),
      'on-site-absent': () => this.keep({ onSite: 'absent' }),
      'unsigned-reason': (button) => this.keep({ reason: button.textContent ?? '' }),
      recording: (button) => this.keep({ recording: button.dataset.value }),
      proof: async () => {
        if (await attempt('intent', () => this.page.visit.intent(null))) this.proof.click();
      },
      'record-unsigned': () => this.record(),
    };
  }

  /** @returns {typeof EMPTY} */
  get half() {
    return { ...EMPTY, ...this.page.visit.draft(DRAFT) };
  }

  /** @param {Partial<typeof EMPTY>} change */
  async keep(change) {
    await attempt('draft', () => this.page.visit.saveDraft(DRAFT, { ...this.half, ...change }));
    tell(need(this.panel, '[data-problem]'), '');
    this.paint();
  }

  paint() {
    const half = this.half;
    const outcome = /** @type {Outcome | ''} */ (half.outcome);
    const asking = outcome === 'ABSENT' && half.onSite !== 'absent';
    if (outcome) this.panel.setAttribute('open', '');
    press(this.panel, 'outcome', (button) => button.dataset.value === outcome);
    press(this.panel, 'recording', (button) => button.dataset.value === half.recording);
    need(this.panel, '[data-on-site]').hidden = !asking;
    need(this.panel, '[data-form]').hidden = !outcome || asking;
    need(this.panel, '[data-number-box]').hidden = half.recording !== 'yes';
    need(this.panel, '[data-reasons]').replaceChildren(
      ...(outcome ? REASONS[outcome] : []).map((words) => reasonChip(words, half.reason)),
    );
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (this.panel.querySelectorAll('[data-keep]'))) {
      if (document.activeElement !== box) box.value = half[/** @type {keyof typeof EMPTY} */ (box.dataset.keep)];
    }
    tell(need(this.panel, '[data-proof-said]'), half.photo && '✓ 现场照片已存本机');
  }

  /** A photo of the scene belongs to the sheet like any other, so the sheet is shown anew with it. */
  async keepProof() {
    const file = this.proof.files?.[0];
    if (!file) return;
    try {
      const bytes = await file.arrayBuffer();
      const photo = await this.page.visit.addPhoto({
        bytes,
        type: file.type,
        name: file.name,
        item: null,
        source: 'camera',
      });
      await this.keep({ photo });
      say('已存本机：1 张照片');
    } catch (error) {
      alarm(sentenceOf(error, '照片读不出来，没有保存；请重拍。'));
    }
    this.proof.value = '';
    await attempt('intent', () => this.page.visit.clearIntent());
  }

  async record() {
    if (lacks(this.panel, this.problem())) return;
    const half = this.half;
    const outcome = /** @type {Outcome} */ (half.outcome);
    const { doc_sha256, view_sha256 } = this.page.shown;
    const payload = {
      outcome,
      reason: tidy(half.reason),
      explained_by: half.explained_by,
      witness: tidy(half.witness_name) ? { name: tidy(half.witness_name), unit: tidy(half.witness_unit) } : null,
      recording: { made: half.recording === 'yes', number: half.recording === 'yes' ? tidy(half.number) : '' },
      photo: half.photo || null,
      doc_sha256,
      view_sha256,
    };
    const done = await this.page.inspection.write([
      this.school.opinion(),
      { kind: KINDS[outcome], field: 'subject.signature', payload },
    ]);
    if (done) await this.page.visit.saveDraft(DRAFT, undefined);
  }

  /** @returns {[string, HTMLElement | null]} the first thing that is missing, and where to put it right */
  problem() {
    const { reason, explained_by, recording } = this.half;
    if (tidy(reason).length < LEAST) return ['请照实写明原因，至少四个字。', need(this.panel, '[data-keep="reason"]')];
    if (!explained_by) return ['请选择由谁向校方说明了情况。', need(this.panel, '[data-keep="explained_by"]')];
    if (!recording) return ['请选择有没有音像记录。', need(this.panel, '[data-act="recording"]')];
    return ['', null];
  }
}

/** @param {string} words @param {string} chosen */
function reasonChip(words, chosen) {
  const chip = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'chip',
    textContent: words,
  });
  chip.dataset.act = 'unsigned-reason';
  chip.setAttribute('aria-pressed', String(words === chosen));
  return chip;
}
