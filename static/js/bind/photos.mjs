// Taking photos and withdrawing them: an intent is on disk before the camera opens, the original bytes before anything is called saved.
import { say, sentenceOf, alarm, attempt } from './say.mjs';
import { note } from '../store/log.mjs';
import { need } from './fill.mjs';
import { evidenceOf } from './picture.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

/**
 * One camera input and one album input serve the whole page; each button only says for which item.
 * @param {HTMLElement} page
 * @param {Inspection} inspection
 * @returns {Record<string, Act>}
 */
export function photoActs(page, inspection) {
  const camera = input(page, '[data-camera]');
  const files = input(page, '[data-files]');
  /** @type {string | null} */
  let item = null;
  for (const box of [camera, files]) {
    box.addEventListener('change', () => keep(box, box === camera ? 'camera' : 'files', item, inspection));
    box.addEventListener('cancel', () => attempt('intent', () => inspection.visit.clearIntent()));
  }
  /** @param {HTMLInputElement} box @returns {Act} */
  const open = (box) => async (button) => {
    if (inspection.sealed) return say('这次检查已封存，不能再加照片。');
    item = /** @type {HTMLElement | null} */ (button.closest('[data-item]'))?.dataset.item ?? null;
    // Phones kill the page behind the camera: what was about to happen has to be on disk first.
    if (await attempt('intent', () => inspection.visit.intent(item))) box.click();
  };
  return { camera: open(camera), files: open(files), ...withdrawActs(inspection) };
}

/** A photo is never deleted: it is withdrawn, with a reason, and its bytes stay. @param {Inspection} inspection @returns {Record<string, Act>} */
function withdrawActs(inspection) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, '#withdraw'));
  let evidence = '';
  return {
    withdraw: (button) => {
      evidence = evidenceOf(button);
      dialog.showModal();
    },
    'withdraw-because': async (button) => {
      dialog.close();
      const payload = { reason: button.textContent ?? '' };
      const done = await inspection.write([
        { kind: 'evidence.withdraw', field: `evidence.${evidence}.withdrawn`, payload },
      ]);
      if (done) say('已撤下，原图仍保留。');
    },
    'withdraw-cancel': () => dialog.close(),
  };
}

/**
 * @param {Inspection} inspection
 * @returns {{item: string | null} | null} a photo that was being taken when the page was killed
 */
export function lostPhoto(inspection) {
  const open = inspection.visit.openIntent();
  if (!open) return null;
  attempt('intent', () => inspection.visit.clearIntent());
  alarm('上一张照片可能没有保存，请重拍或从相册选取。');
  return open;
}

/**
 * @param {HTMLInputElement} box
 * @param {'camera' | 'files'} source
 * @param {string | null} item
 * @param {Inspection} inspection
 */
async function keep(box, source, item, inspection) {
  const chosen = [...(box.files ?? [])];
  /** @type {string[]} */
  const refused = [];
  let saved = 0;
  say(`正在保存 ${chosen.length} 张照片…`);
  for (const file of chosen) {
    try {
      const bytes = await file.arrayBuffer();
      await inspection.visit.addPhoto({ bytes, type: file.type, name: file.name, item, source });
      saved += 1;
    } catch (error) {
      note('photo', error);
      refused.push(sentenceOf(error, `照片“${file.name}”读不出来，没有保存；请重拍或重新选择。`));
    }
  }
  box.value = '';
  await attempt('intent', () => inspection.visit.clearIntent());
  if (refused.length) alarm(refused.join('') + (saved ? `其余 ${saved} 张已存本机。` : ''));
  else say(`已存本机：${saved} 张照片`);
}

/** @param {HTMLElement} page @param {string} selector */
function input(page, selector) {
  return /** @type {HTMLInputElement} */ (need(page, selector));
}
