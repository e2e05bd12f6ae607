// 本页取景: the camera inside the page. Photos are kept one by one as they are taken; the stream never outlives the look at it.
import { openCamera } from '../device/camera.mjs';
import { note } from '../store/log.mjs';
import { need } from './fill.mjs';
import { sentenceOf } from './say.mjs';
import { wear } from './style.mjs';

/** @typedef {import('../device/camera.mjs').Camera} Camera */
/** @typedef {import('../device/camera.mjs').WhyNot} WhyNot */
/** @typedef {(photo: {bytes: ArrayBuffer, name: string}) => Promise<unknown>} Keep */

/** @type {Record<WhyNot, string>} */
const WHY = {
  denied: '本页没有得到相机的许可，请改用系统相机；以后要在本页取景，请在浏览器的网站设置里允许相机。',
  none: '这部手机的浏览器不能在本页取景，请改用系统相机。',
  busy: '相机正被别的应用占用，请关掉那个应用再试，或改用系统相机。',
};
const NOT_KEPT = '这一张没有保存成功，请再拍一次；仍不行，请改用系统相机。';
const MARKUP = `<dialog class="viewfinder" aria-labelledby="viewfinder-title">
  <h2 class="viewfinder__title" id="viewfinder-title"></h2>
  <video class="viewfinder__video" playsinline muted></video>
  <p class="viewfinder__said" role="status" data-view-said>正在打开相机…</p>
  <div class="viewfinder__acts">
    <button type="button" class="btn" data-view="done">完成</button>
    <button type="button" class="viewfinder__shutter" data-view="shoot" aria-label="拍照" disabled></button>
    <button type="button" class="btn" data-view="torch" aria-pressed="false" disabled>补光</button>
  </div>
  <button type="button" class="btn viewfinder__other" data-view="system">改用系统相机</button>
</dialog>`;

/**
 * @param {string} about what is being photographed @param {Keep} keep rejects with a sentence when the photo was not saved
 * @returns {Promise<{kept: number, system: boolean}>} when the person is through; system: the system's camera is wanted instead
 */
export async function lookThrough(about, keep) {
  await wear('evidence');
  const host = document.createElement('div');
  host.innerHTML = MARKUP;
  document.body.append(host);
  const finder = new Viewfinder(/** @type {HTMLDialogElement} */ (need(host, 'dialog')), keep);
  need(host, 'h2').textContent = about;
  const answer = await finder.open();
  host.remove();
  return answer;
}

class Viewfinder {
  /** @type {Camera | null} */ camera = null;
  kept = 0;
  system = false;
  opening = false;

  /** @param {HTMLDialogElement} dialog @param {Keep} keep */
  constructor(dialog, keep) {
    this.dialog = dialog;
    this.keep = keep;
    this.video = /** @type {HTMLVideoElement} */ (need(dialog, 'video'));
    this.shutter = /** @type {HTMLButtonElement} */ (need(dialog, '[data-view="shoot"]'));
    this.torch = /** @type {HTMLButtonElement} */ (need(dialog, '[data-view="torch"]'));
  }

  /** @returns {Promise<{kept: number, system: boolean}>} */
  open() {
    const { dialog } = this;
    const seen = () => (document.visibilityState === 'visible' ? this.start() : this.stop());
    document.addEventListener('visibilitychange', seen);
    dialog.addEventListener('click', (event) => {
      const { view } =
        /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-view]'))?.dataset ??
        {};
      if (view === 'shoot') this.shoot();
      if (view === 'torch') this.light();
      if (view === 'system') this.system = true;
      if (view === 'system' || view === 'done') dialog.close();
    });
    dialog.showModal();
    this.start();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => {
        document.removeEventListener('visibilitychange', seen);
        this.stop();
        resolve({ kept: this.kept, system: this.system });
      });
    });
  }

  async start() {
    if (this.camera || this.opening) return;
    this.opening = true;
    const camera = await openCamera();
    this.opening = false;
    if (typeof camera === 'string') return this.say(WHY[camera]);
    this.camera = camera;
    if (!this.dialog.open || document.visibilityState !== 'visible') return this.stop(); // closed while one was asked
    this.video.srcObject = camera.stream;
    await this.video.play().catch((error) => note('viewfinder', error));
    this.shutter.disabled = false;
    this.torch.disabled = !camera.torch;
    this.say(this.kept ? this.told() : '');
  }

  /** Nobody looks: the camera is let go at once, and its light goes out. */
  stop() {
    this.camera?.close();
    this.camera = null;
    this.video.srcObject = null;
    this.shutter.disabled = this.torch.disabled = true;
    this.torch.setAttribute('aria-pressed', 'false');
  }

  async shoot() {
    const { camera, shutter } = this;
    if (!camera || shutter.disabled) return;
    shutter.disabled = true;
    this.say('正在保存…');
    try {
      const photo = await camera.shoot(this.video);
      await this.keep({
        bytes: await photo.arrayBuffer(),
        name: `取景_${new Date().toTimeString().slice(0, 8).replace(/:/g, '')}.jpg`,
      });
      this.kept += 1;
      this.say(this.told());
    } catch (error) {
      note('viewfinder', error);
      this.say(sentenceOf(error, NOT_KEPT));
    }
    shutter.disabled = this.camera === null;
  }

  async light() {
    const on = this.torch.getAttribute('aria-pressed') !== 'true';
    try {
      await this.camera?.torch?.(on);
      this.torch.setAttribute('aria-pressed', String(on));
    } catch (error) {
      note('viewfinder', error);
      this.torch.disabled = true;
    }
  }

  told() {
    return `已存本机：${this.kept} 张照片`;
  }

  /** @param {string} words */
  say(words) {
    need(this.dialog, '[data-view-said]').textContent = words;
  }
}
