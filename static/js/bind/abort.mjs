// 无法检查: what stood in the way, kept half written, recorded as one act. Two of the five end in a sealed record, the
// others are an attempt: what was recorded on arrival is taken back in the same go and the visit waits for another day.
import { newId } from '../core/ids.mjs';
import { ABORT_LABELS } from '../core/labels.mjs';
import { canAnswer } from '../core/steps.mjs';
import { need, tell } from './fill.mjs';
import { alarm, attempt, say, sentenceOf } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../store/types.d.ts').Draft} Draft */
/** @typedef {{reason: string, words: string, witness_name: string, witness_unit: string}} Half */

const DRAFT = 'abort';
const ENDS_IN_A_RECORD = new Set(['REFUSED_ENTRY', 'CLOSED_OR_MOVED']);
/** A word or two describe nothing. */
const LEAST = 4;
const BLANK = '〔';
/** What an attempt takes back: nobody arrived for this inspection, the next one begins anew. */
const OF_THE_ARRIVAL = /^(arrive|arrive\.place|told|recusal|shown\..+)$/;

/**
 * Ask what stood in the way and record it.
 * @param {Inspection} inspection @param {import('./inspection.mjs').Page} page
 */
export function openAbort(inspection, page) {
  new AbortDialog(inspection, page).open();
}

/** One more photo of what was recorded before. @param {Inspection} inspection @param {import('./inspection.mjs').Page} page @param {string} field abort or attempt.<id> */
export function openAbortPhoto(inspection, page, field) {
  const dialog = new AbortDialog(inspection, page);
  dialog.attempt = field.startsWith('attempt.') ? field.slice('attempt.'.length) : undefined;
  dialog.open();
  dialog.recorded('已经记下的情况，可以补拍现场照片。', '好了');
}

class AbortDialog {
  /** @type {string | undefined} the attempt just recorded; undefined where the record itself says it */
  attempt = undefined;

  /** @param {Inspection} inspection @param {import('./inspection.mjs').Page} page */
  constructor(inspection, page) {
    this.inspection = inspection;
    this.page = page;
    this.dialog = /** @type {HTMLDialogElement} */ (need(document, '#abort'));
    this.form = /** @type {HTMLFormElement} */ (need(this.dialog, '[data-abort-form]'));
    this.camera = /** @type {HTMLInputElement} */ (need(this.dialog, '[data-abort-camera]'));
  }

  open() {
    const { dialog, form, inspection } = this;
    /** @type {Half} */
    const half = { reason: '', words: '', witness_name: '', witness_unit: '', ...inspection.visit.draft(DRAFT) };
    for (const [name, value] of Object.entries(half)) this.box(name).value = value;
    form.hidden = false;
    need(dialog, '[data-abort-done]').hidden = true;
    tell(need(dialog, '[data-problem]'), '');
    dialog.onclick = (event) => this.click(/** @type {HTMLElement} */ (event.target));
    form.oninput = () => this.keep();
    form.onsubmit = (event) => {
      event.preventDefault();
      this.record();
    };
    this.camera.onchange = () => this.keepPhoto();
    this.paint();
    dialog.showModal();
  }

  /** @param {string} name @returns {HTMLInputElement} */
  box(name) {
    return /** @type {any} */ (this.form.elements.namedItem(name));
  }

  /** @returns {Half} */
  get half() {
    const { reason, words, witness_name, witness_unit } = Object.fromEntries(new FormData(this.form));
    const tidy = (/** @type {any} */ text) =>
      String(text ?? '')
        .trim()
        .normalize('NFC');
    return {
      reason: tidy(reason),
      words: tidy(words),
      witness_name: tidy(witness_name),
      witness_unit: tidy(witness_unit),
    };
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  parts(selector) {
    return [...this.form.querySelectorAll(selector)].map((part) => /** @type {HTMLElement} */ (part));
  }

  keep() {
    this.paint();
    return attempt('draft', () => this.inspection.visit.saveDraft(DRAFT, this.half));
  }

  paint() {
    const { reason } = this.half;
    const record = ENDS_IN_A_RECORD.has(reason);
    const leadsTo = record ? 'seal' : 'attempt';
    for (const line of this.parts('[data-leads-to]')) line.hidden = !reason || line.dataset.leadsTo !== leadsTo;
    for (const chips of this.parts('[data-phrases-of]')) chips.hidden = chips.dataset.phrasesOf !== reason;
    for (const option of this.parts('.option'))
      option.classList.toggle('option--chosen', /** @type {HTMLInputElement} */ (need(option, 'input')).checked);
    need(this.form, '[data-witness]').hidden = !record;
    tell(need(this.form, '[data-problem]'), '');
  }

  /** @param {HTMLElement} target */
  async click(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-abort]'));
    if (!button) return;
    const act = button.dataset.abort;
    if (act === 'phrase') this.putPhrase(button.textContent ?? '');
    if (act === 'cancel') this.dialog.close();
    if (act === 'photo') await this.takePhoto();
    if (act === 'onward') this.onward();
  }

  /** A phrase with a place to fill in: the caret waits there, the keyboard is up. @param {string} phrase */
  putPhrase(phrase) {
    const box = /** @type {HTMLTextAreaElement} */ (/** @type {unknown} */ (this.box('words')));
    const before = box.value.trim();
    if (!before.includes(phrase)) box.value = before ? `${before}\n${phrase}` : phrase;
    this.keep();
    const blank = box.value.indexOf(BLANK);
    if (blank < 0) return box.scrollIntoView({ block: 'center' }); // below the phrases, where nobody sees it filled
    box.focus();
    box.setSelectionRange(blank, box.value.indexOf('〕', blank) + 1);
  }

  async record() {
    const { reason, words, witness_name, witness_unit } = this.half;
    const problem = !reason
      ? '请先选是哪一种情形。'
      : words.length < LEAST
        ? '请照实写下看到、听到的情况，至少四个字。'
        : /〔\s*〕/.test(words)
          ? '请把〔 〕里的内容补上。'
          : '';
    tell(need(this.form, '[data-problem]'), problem);
    if (problem) return reason ? this.box('words').focus() : need(this.form, 'input').focus();
    const ends = ENDS_IN_A_RECORD.has(reason);
    this.attempt = ends ? undefined : newId();
    const witness = witness_name ? { name: witness_name, unit: witness_unit } : null;
    const drafts = this.attempt
      ? attemptDrafts(this.inspection, this.attempt, { reason, words })
      : [{ kind: 'visit.abort', field: 'abort', payload: { reason, words, witness } }];
    if (!(await this.inspection.write(drafts))) return;
    await attempt('draft', () => this.inspection.visit.saveDraft(DRAFT, undefined));
    const saved = `已存本机：${ABORT_LABELS[reason]}。`;
    if (ends) this.recorded(`${saved}接下来由检查人员签字、封存。`, '下一步');
    else this.recorded(`${saved}这次检查已放回待排期。`, '返回今日');
  }

  /** @param {string} words @param {string} onward */
  recorded(words, onward) {
    this.form.hidden = true;
    need(this.dialog, '[data-abort-done]').hidden = false;
    tell(need(this.dialog, '[data-abort-photos]'), '');
    const said = need(this.dialog, '[data-abort-said]');
    tell(said, words);
    need(this.dialog, '[data-abort="onward"]').textContent = onward;
    said.focus();
  }

  async takePhoto() {
    // Phones kill the page behind the camera: what was about to happen has to be on disk first.
    if (await attempt('intent', () => this.inspection.visit.intent(null))) this.camera.click();
  }

  async keepPhoto() {
    const file = this.camera.files?.[0];
    if (!file) return;
    try {
      const photo = { bytes: await file.arrayBuffer(), type: file.type, name: file.name, item: null };
      await this.inspection.addPhoto({
        ...photo,
        source: 'camera',
        ...(this.attempt ? { attempt: this.attempt } : {}),
      });
      tell(need(this.dialog, '[data-abort-photos]'), '✓ 照片已存本机，可以再拍。');
    } catch (error) {
      alarm(sentenceOf(error, '照片读不出来，没有保存；请重拍。'));
    }
    this.camera.value = '';
    await attempt('intent', () => this.inspection.visit.clearIntent());
  }

  onward() {
    this.dialog.close();
    if (this.attempt) return location.assign('/phone/today');
    const { facts, state } = this.inspection;
    const ready = canAnswer(facts, state);
    this.page.jump(ready ? 4 : 1, ready ? '' : 'show');
    if (!ready) say('请两名检查人员互相核对、出示证件，再签字封存。');
  }
}

/** @param {Inspection} inspection @param {string} id @param {{reason: string, words: string}} payload @returns {Draft[]} */
function attemptDrafts(inspection, id, payload) {
  const { fields } = inspection.state;
  const back = Object.keys(fields).filter(
    (field) => OF_THE_ARRIVAL.test(field) && (fields[field].value || fields[field].conflict),
  );
  return [
    { kind: 'visit.abort', field: `attempt.${id}`, payload },
    { kind: 'visit.plan', field: 'plan', payload: { date: '', reason: '' } },
    ...back.map((field) => ({ kind: fields[field].heads[0].kind, field, payload: { taken_back: true } })),
  ];
}
