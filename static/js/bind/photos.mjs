// Taking photos and documents: an intent is on disk before the camera opens, the original bytes before anything is called saved.
import { deviceFact } from '../store/bases.mjs';
import { note } from '../store/log.mjs';
import { IN_PAGE } from './camera-choice.mjs';
import { correctActs } from './correct-photo.mjs';
import { need } from './fill.mjs';
import { titleOf } from './gaps.mjs';
import { alarm, attempt, say, sentenceOf } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

const PHOTOS = 'image/*,.heic,.heif';
const DOCUMENTS = '.pdf,.docx,.xlsx,application/pdf';
const SEALED = '这次检查已封存，不能再加照片和文件。';

/**
 * One camera input and one file input serve the whole page; each button only says for which item, and which files.
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
    box.addEventListener('change', () => keepChosen(box, box === camera ? 'camera' : 'files', item, inspection));
    box.addEventListener('cancel', () => attempt('intent', () => inspection.visit.clearIntent()));
  }
  /** @param {HTMLInputElement} box @param {string} [accept] @returns {Act} */
  const open = (box, accept) => async (button) => {
    if (inspection.sealed) return say(SEALED);
    item = itemAround(button);
    if (accept) box.accept = accept;
    // Phones kill the page behind the camera: what was about to happen has to be on disk first.
    if (await attempt('intent', () => inspection.visit.intent(item))) box.click();
  };
  const system = open(camera);
  const viewfinder = look(inspection, system);
  return {
    camera: async (button) => ((await deviceFact(IN_PAGE)) ? viewfinder(button) : system(button)),
    viewfinder,
    files: open(files, PHOTOS),
    attach: open(files, DOCUMENTS),
    ...correctActs(inspection),
  };
}

/** @param {Inspection} inspection @param {Act} system the other camera, for whoever wants that one after all @returns {Act} */
function look(inspection, system) {
  return async (button) => {
    if (inspection.sealed) return say(SEALED);
    const item = itemAround(button);
    if (!(await attempt('intent', () => inspection.visit.intent(item)))) return;
    const { lookThrough } = await import('./viewfinder.mjs');
    const about = item ? titleOf(inspection, item) : '照片，拍完再归到项目';
    const taken = await lookThrough(about, (photo) => inspection.addPhoto({ ...photo, item, source: 'camera' }));
    await attempt('intent', () => inspection.visit.clearIntent());
    if (taken.system) await system(button);
    else if (taken.kept) tellSaved(taken.kept, 0, item, inspection);
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
async function keepChosen(box, source, item, inspection) {
  const chosen = [...(box.files ?? [])];
  /** @type {string[]} */
  const refused = [];
  let saved = 0;
  let files = 0;
  say(`正在保存 ${chosen.length} 个文件…`);
  for (const file of chosen) {
    try {
      const bytes = await file.arrayBuffer();
      await inspection.addPhoto({ bytes, type: file.type, name: file.name, item, source });
      if (box.accept === DOCUMENTS) files += 1;
      else saved += 1;
    } catch (error) {
      note('photo', error);
      refused.push(sentenceOf(error, `“${file.name}”读不出来，没有保存；请重拍或重新选择。`));
    }
  }
  box.value = '';
  await attempt('intent', () => inspection.visit.clearIntent());
  if (refused.length) alarm(refused.join('') + (saved + files ? `其余 ${saved + files} 个已存本机。` : ''));
  else tellSaved(saved, files, item, inspection);
}

/** @param {number} photos @param {number} files @param {string | null} item @param {Inspection} inspection */
function tellSaved(photos, files, item, inspection) {
  const what = [photos ? `${photos} 张照片` : '', files ? `${files} 个文件` : ''].filter(Boolean).join('、');
  const faces = photos && item && inspection.items.get(item)?.faces;
  say(`已存本机：${what}${faces ? '。拍到学生面部的，请点照片下的“遮挡面部”。' : ''}`);
}

/** @param {HTMLElement} button @returns {string | null} */
function itemAround(button) {
  return /** @type {HTMLElement | null} */ (button.closest('[data-item]'))?.dataset.item ?? null;
}

/** @param {HTMLElement} page @param {string} selector */
function input(page, selector) {
  return /** @type {HTMLInputElement} */ (need(page, selector));
}
