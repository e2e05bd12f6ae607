// 交给同事: this phone's answers as a file, by the system's share sheet where it takes files, else saved to be sent by hand.
// In the same go the person may say that nothing more is on this phone.
import { photosOf, verdictOf } from '../core/answers.mjs';
import { previewOf } from '../device/pixels.mjs';
import { handOver, keepHanded } from '../store/exchange.mjs';
import { fingerprint } from '../store/handover.mjs';
import { installKey } from '../store/key.mjs';
import { note } from '../store/log.mjs';
import { megabytes } from '../sync/words.mjs';
import { need } from './fill.mjs';
import { sayDone } from './handed.mjs';
import { say, sentenceOf } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {{file: File, row: import('../store/types.d.ts').HandoverRow, shared: File | null}} Ready shared: as the share sheet takes it */

const MARKUP = `<dialog class="dialog" aria-labelledby="give-title">
  <div class="stack">
    <h2 class="dialog__title" id="give-title" tabindex="-1">我的答案交给同事</h2>
    <p data-give-said role="status">没有网络时，把这次检查里本机的全部记录做成一个文件，交给负责封存的同事。照片原图留在本机，回有网络的地方自动上传。</p>
    <div class="stack stack--tight" data-give-ask>
      <button type="button" class="btn btn--primary btn--wide" data-give-act="done">我的部分已完成，交出</button>
      <button type="button" class="btn btn--wide" data-give-act="part">还没完成，先交已有的</button>
    </div>
    <div class="stack stack--tight" data-give-ready hidden>
      <button type="button" class="btn btn--primary btn--wide" data-give-act="share">发给同事</button>
      <button type="button" class="btn btn--wide" data-give-act="save">保存文件</button>
      <p class="muted">保存后可用蓝牙、微信等发给同事；同事在“同步”页点“打开同事交来的文件”。</p>
    </div>
    <p class="muted" id="give-number-words">同事的手机问“数字一样吗”时，对照本机的数字：</p>
    <p class="code" data-give-number aria-labelledby="give-number-words"></p>
    <button type="button" class="btn btn--quiet btn--wide" data-give-act="close">关闭</button>
  </div>
</dialog>`;
const NOT_MADE = '文件没有做成，请再点一次；手机里的内容没有变。';
const NOT_SHARED = '没有发出去，请再点一次，或点“保存文件”后自己发给同事。';
/** Share sheets take texts by this name only, not a name of ours. */
const AS_TEXT = '.txt';

/** @param {Inspection} inspection @returns {Promise<void>} when the person is through */
export function handFile(inspection) {
  const host = document.createElement('div');
  host.innerHTML = MARKUP;
  document.body.append(host);
  const dialog = /** @type {HTMLDialogElement} */ (need(host, 'dialog'));
  const giving = new Giving(dialog, inspection);
  giving.bind();
  dialog.showModal();
  giving.showNumber();
  if (inspection.sealed) giving.make(false); // nobody has a part left to finish
  need(dialog, 'h2').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      host.remove();
      resolve();
    });
  });
}

class Giving {
  /** @type {Ready | null} */ ready = null;

  /** @param {HTMLDialogElement} dialog @param {Inspection} inspection */
  constructor(dialog, inspection) {
    this.dialog = dialog;
    this.inspection = inspection;
  }

  bind() {
    /** @type {Record<string, () => unknown>} */
    const acts = {
      done: () => this.make(true),
      part: () => this.make(false),
      share: () => this.share(),
      save: () => this.save(),
      close: () => this.dialog.close(),
    };
    this.dialog.addEventListener('click', (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest('[data-give-act]');
      acts[/** @type {HTMLElement | null} */ (button)?.dataset.giveAct ?? '']?.();
    });
  }

  async showNumber() {
    need(this.dialog, '[data-give-number]').textContent = await fingerprint((await installKey()).publicJwk);
  }

  /** @param {boolean} done the person says that nothing more is on this phone */
  async make(done) {
    need(this.dialog, '[data-give-ask]').hidden = true;
    this.say('正在做文件…');
    try {
      if (done) await sayDone(this.inspection.visit);
      this.ready = await makeFile(this.inspection);
      const { file, row, shared } = this.ready;
      need(this.dialog, '[data-give-ready]').hidden = false;
      need(this.dialog, '[data-give-act="share"]').hidden = !shared;
      need(this.dialog, '[data-give-act="save"]').classList.toggle('btn--primary', !shared);
      const words = done ? '已记下：我的部分已完成。' : '';
      this.say(`${words}文件已备好：${file.name}（本机 ${row.ops} 条记录，${megabytes(file.size)}）。`);
    } catch (error) {
      note('hand-file', error);
      need(this.dialog, '[data-give-ask]').hidden = false;
      this.say(sentenceOf(error, NOT_MADE));
    }
  }

  async share() {
    const { shared } = /** @type {Ready} */ (this.ready);
    try {
      await navigator.share({ files: [/** @type {File} */ (shared)] });
      await this.handed('已交出');
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError') return; // thought better of it
      note('share', error);
      this.say(NOT_SHARED);
    }
  }

  async save() {
    const { file } = /** @type {Ready} */ (this.ready);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download reads it in its own time
    await this.handed('文件已保存，请发给同事');
  }

  /** @param {string} words */
  async handed(words) {
    await keepHanded(/** @type {Ready} */ (this.ready).row);
    this.dialog.close();
    say(`${words}。之后再填的，要再交一次。`);
  }

  /** @param {string} words */
  say(words) {
    need(this.dialog, '[data-give-said]').textContent = words;
  }
}

/** @param {Inspection} inspection @returns {Promise<Ready>} */
async function makeFile(inspection) {
  const { visit, facts } = inspection;
  const { text, name, row } = await handOver(facts, visit.actor.name, await previews(inspection));
  const bytes = new TextEncoder().encode(text);
  const file = new File([bytes], name, { type: 'application/json' });
  const plain = new File([bytes], name + AS_TEXT, { type: 'text/plain' });
  return { file, row, shared: [file, plain].find((each) => navigator.canShare?.({ files: [each] })) ?? null };
}

/** Small pictures of the problems' photos, one after the other: a phone has little memory. @param {Inspection} inspection @returns {Promise<Map<string, Uint8Array>>} */
async function previews(inspection) {
  const { visit, items, state } = inspection;
  const made = new Map();
  for (const { evidence, item: code } of photosOf(state)) {
    const item = items.get(code);
    if (!item || verdictOf(state, item) !== 'ABNORMAL') continue;
    const original = await visit.original(evidence);
    const small = original && (await previewOf(original).catch((error) => note('preview', error)));
    if (small) made.set(evidence, small);
  }
  return made;
}
