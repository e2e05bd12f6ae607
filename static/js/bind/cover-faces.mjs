// 遮挡面部: boxes drawn with a finger, or by keys, over what must not be seen; saved as a copy that stands for the untouched original.
import { covered, previewOf } from '../device/pixels.mjs';
import { note } from '../store/log.mjs';
import { between, place, within } from './cover-box.mjs';
import { need } from './fill.mjs';
import { sentenceOf } from './say.mjs';
import { wear } from './style.mjs';

/** @typedef {import('../device/pixels.mjs').Box} Box */

const MARKUP = `<dialog class="dialog" aria-labelledby="cover-title">
  <div class="stack stack--tight">
    <h2 class="dialog__title" id="cover-title">遮挡面部</h2>
    <p>在面部上拉一个框，或点一下；框里涂黑，另存一张。原图不改。</p>
    <div class="cover__stage" data-stage><img class="cover__picture" alt="要遮挡的照片" draggable="false"></div>
    <p class="figures" role="status" data-cover-said>还没有框。</p>
    <div class="photos">
      <button type="button" class="btn" data-cover="add">加一个框</button>
      <button type="button" class="btn" data-cover="undo" disabled>撤销</button>
    </div>
    <button type="button" class="btn btn--primary btn--wide" data-cover="save" disabled>存为遮挡后的照片</button>
    <button type="button" class="btn btn--wide" data-cover="cancel">不遮挡</button>
  </div>
</dialog>`;
const KEYS = '第 N 个框：方向键移动，按住 Shift 改大小，Delete 删去';
/** What a tap makes, and the least a drag has to be to count as one; parts of the picture. */
const TAP = 0.16;
const SLIP = 0.02;
const STEP = 0.02;
const LEAST = 0.03;
/** @type {Record<string, number[]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NOT_SHOWN = '这部手机显示不了这种照片，不能在这里遮挡；请撤下后用相机重拍。';
const NOT_SAVED = '没有保存成功，请再点一次；仍不行，请撤下这张照片重拍。';

/**
 * @param {Blob} original @param {(copy: ArrayBuffer) => Promise<unknown>} save
 * @returns {Promise<boolean>} whether a copy was saved
 */
export async function coverFaces(original, save) {
  await wear('evidence');
  const host = document.createElement('div');
  host.innerHTML = MARKUP;
  document.body.append(host);
  // What is marked on is a small picture: a whole one of 48 megapixels would stay decoded as long as somebody looks at it.
  const small = await previewOf(original).catch((error) => note('cover', error));
  const url = URL.createObjectURL(
    small ? new Blob([/** @type {BlobPart} */ (small)], { type: 'image/jpeg' }) : original,
  );
  const saved = await new Marking(/** @type {HTMLDialogElement} */ (need(host, 'dialog')), original, save).open(url);
  URL.revokeObjectURL(url);
  host.remove();
  return saved;
}

class Marking {
  /** @type {Box[]} */ boxes = [];
  /** @type {Box[][]} */ before = [];
  saved = false;

  /** @param {HTMLDialogElement} dialog @param {Blob} original @param {(copy: ArrayBuffer) => Promise<unknown>} save */
  constructor(dialog, original, save) {
    this.dialog = dialog;
    this.original = original;
    this.save = save;
    this.stage = need(dialog, '[data-stage]');
  }

  /** @param {string} url @returns {Promise<boolean>} */
  open(url) {
    const { dialog, stage } = this;
    const picture = /** @type {HTMLImageElement} */ (need(stage, 'img'));
    picture.addEventListener('error', () => this.say(NOT_SHOWN));
    picture.src = url;
    stage.addEventListener('pointerdown', (event) => this.drag(event));
    stage.addEventListener('keydown', (event) => this.key(event));
    /** @type {Record<string, () => unknown>} */
    const acts = {
      add: () => this.add({ x: 0.5 - TAP / 2, y: 0.5 - TAP / 2, w: TAP, h: TAP }),
      undo: () => this.undo(),
      save: () => this.keep(),
      cancel: () => dialog.close(),
    };
    dialog.addEventListener('click', (event) => {
      const target = /** @type {HTMLElement} */ (event.target).closest('[data-cover]');
      acts[/** @type {HTMLElement | null} */ (target)?.dataset.cover ?? '']?.();
    });
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener('close', () => resolve(this.saved)));
  }

  /** From where the finger comes down to where it leaves; a tap makes a box around the place. @param {PointerEvent} down */
  drag(down) {
    if (!down.isPrimary) return;
    const start = this.at(down);
    const shadow = this.draw({ ...start, w: 0, h: 0 }, 0);
    this.stage.append(shadow);
    this.stage.setPointerCapture(down.pointerId);
    const over = new AbortController();
    const { signal } = over;
    this.stage.addEventListener('pointermove', (event) => place(shadow, between(start, this.at(event))), { signal });
    const end = (/** @type {PointerEvent} */ event) => {
      over.abort();
      shadow.remove();
      if (event.type === 'pointercancel') return;
      const box = between(start, this.at(event));
      const tapped = box.w < SLIP && box.h < SLIP;
      this.add(tapped ? within({ x: start.x - TAP / 2, y: start.y - TAP / 2, w: TAP, h: TAP }) : box);
    };
    this.stage.addEventListener('pointerup', end, { signal });
    this.stage.addEventListener('pointercancel', end, { signal });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const number = Number(/** @type {HTMLElement} */ (event.target).dataset.number ?? -1);
    const [box, way] = [this.boxes[number], WAYS[event.key]];
    if (!box || (!way && event.key !== 'Delete' && event.key !== 'Backspace')) return;
    event.preventDefault();
    if (!way) return this.change(this.boxes.filter((_, n) => n !== number));
    const [x, y] = way.map((part) => part * STEP);
    const next = event.shiftKey
      ? { ...box, w: Math.max(LEAST, box.w + x), h: Math.max(LEAST, box.h + y) }
      : { ...box, x: box.x + x, y: box.y + y };
    this.change(this.boxes.map((each, n) => (n === number ? within(next) : each)));
    need(this.stage, `[data-number="${number}"]`).focus();
  }

  /** @param {Box} box */
  add(box) {
    this.change([...this.boxes, box]);
    /** @type {HTMLElement} */ (this.stage.lastElementChild).focus({ preventScroll: true });
  }

  undo() {
    this.boxes = this.before.pop() ?? [];
    this.paint();
  }

  /** @param {Box[]} boxes */
  change(boxes) {
    this.before.push(this.boxes);
    this.boxes = boxes;
    this.paint();
  }

  paint() {
    for (const old of this.stage.querySelectorAll('.cover__box')) old.remove();
    this.stage.append(...this.boxes.map((box, n) => this.draw(box, n)));
    this.button('undo').disabled = !this.before.length;
    this.button('save').disabled = !this.boxes.length;
    this.say(this.boxes.length ? `已框住 ${this.boxes.length} 处。` : '还没有框。');
  }

  /** @param {Box} box @param {number} number */
  draw(box, number) {
    const part = document.createElement('button');
    part.type = 'button';
    part.className = 'cover__box';
    part.dataset.number = String(number);
    part.setAttribute('aria-label', KEYS.replace('N', String(number + 1)));
    place(part, box);
    return part;
  }

  async keep() {
    this.button('save').disabled = true;
    this.say('正在保存…');
    try {
      const copy = await covered(this.original, this.boxes);
      await this.save(/** @type {ArrayBuffer} */ (copy.buffer));
      this.saved = true;
      this.dialog.close();
    } catch (error) {
      note('cover', error);
      this.say(sentenceOf(error, NOT_SAVED));
      this.button('save').disabled = false;
    }
  }

  /** @param {PointerEvent} event @returns {{x: number, y: number}} parts of the picture */
  at({ clientX, clientY }) {
    const { left, top, width, height } = need(this.stage, 'img').getBoundingClientRect();
    const part = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
    return { x: part((clientX - left) / width), y: part((clientY - top) / height) };
  }

  /** @param {string} name @returns {HTMLButtonElement} */
  button(name) {
    return /** @type {HTMLButtonElement} */ (need(this.dialog, `[data-cover="${name}"]`));
  }

  /** @param {string} words */
  say(words) {
    need(this.dialog, '[data-cover-said]').textContent = words;
  }
}
