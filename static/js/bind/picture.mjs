// One photo or document on the screen: its picture, number, time and door; kept in place while others come and go.
import { filesOf, photosOf } from '../core/answers.mjs';
import { note } from '../store/log.mjs';
import { megabytes } from '../sync/words.mjs';
import { copy, need, slot, tell } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Photo} Photo */
/**
 * @typedef {{evidence: string, no: number, item: string, at: string, why: string, actor: string, covers: boolean, file: string}} Picture
 *   no 0 and why: withdrawn; covers: a copy with faces painted over; file: what a document is called, "" for a photo
 */

const ADDED = /^evidence\.([^.]+)$/;

/** @param {Inspection} inspection @returns {Picture[]} the photos that count, in the order of their numbers, then the files */
export function pictures(inspection) {
  return [...photosOf(inspection.state).map(pictureOf), ...filesOf(inspection.state).map(pictureOf)];
}

/** @param {Photo} photo @returns {Picture} */
function pictureOf({ evidence, no, item, head: { actor, payload } }) {
  return { ...facesAndFile(payload), evidence, no, item, actor, at: payload.taken_at, why: '' };
}

/** @param {Inspection} inspection @returns {Picture[]} those withdrawn, each with why */
export function withdrawnPictures(inspection) {
  const names = Object.keys(inspection.state.fields).flatMap((field) => ADDED.exec(field)?.[1] ?? []);
  return names.flatMap((evidence) => {
    const why = inspection.value(`evidence.${evidence}.withdrawn`)?.reason;
    const payload = inspection.value(`evidence.${evidence}`);
    const actor = inspection.state.fields[`evidence.${evidence}`]?.heads[0]?.actor ?? '';
    return why
      ? [{ ...facesAndFile(payload), evidence, no: 0, item: '', actor, at: payload?.taken_at ?? '', why }]
      : [];
  });
}

/** @param {any} payload of evidence.add, null where two phones differ */
function facesAndFile(payload) {
  const { covers = '', type = 'image/', name = '', size = 0 } = payload ?? {};
  return { covers: covers !== '', file: type.startsWith('image/') ? '' : `${name}（${megabytes(size)}）` };
}

/** @param {Picture} photo @returns {string} 照片 3 · 文件 1 */
export function numberOf({ no, file }) {
  return `${file ? '文件' : '照片'} ${no}`;
}

/**
 * In a card the item is known and the door is told at the top; where children are about, hiding faces is offered first.
 * @param {HTMLElement} figure @param {Picture} photo @param {boolean} faces the item is marked ○
 */
export function finishInCard(figure, photo, faces) {
  slot(figure, 'no').textContent = numberOf(photo);
  for (const rest of figure.querySelectorAll('[data-slot="give"], [data-slot="door"]')) rest.remove();
  const offer = faces && !photo.covers;
  const cover = figure.querySelector('[data-act="cover"]');
  if (cover && offer) cover.textContent = '有学生面部？遮挡';
  cover?.classList.toggle('btn--primary', offer);
  nameControls(figure, photo);
}

/** The same words stand under every photo; whoever hears them has to know which one. @param {HTMLElement} figure @param {Picture} photo */
export function nameControls(figure, photo) {
  need(figure, '[data-act="withdraw"]').setAttribute('aria-label', `撤下${numberOf(photo)}`);
  const cover = figure.querySelector('[data-act="cover"]');
  cover?.setAttribute('aria-label', `${cover.textContent}：${numberOf(photo)}`);
}

/** @param {Element} inside @returns {string} the photo whose figure this stands in */
export function evidenceOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest('[data-evidence]')).dataset.evidence ?? '';
}

/**
 * Make `place` hold exactly these photos; figures already there stay untouched, so no picture flickers.
 * @param {HTMLElement} place
 * @param {Picture[]} photos
 * @param {Inspection} inspection
 * @param {(figure: HTMLElement, photo: Picture) => void} finish what this place wants changed on each figure
 */
export function paintPictures(place, photos, inspection, finish) {
  const there = new Map(
    [...place.children].map((figure) => [/** @type {HTMLElement} */ (figure).dataset.evidence, figure]),
  );
  const wanted = photos.map((photo) => {
    const figure = /** @type {HTMLElement} */ (there.get(photo.evidence) ?? makeFigure(photo, inspection));
    finish(figure, photo);
    return figure;
  });
  if (wanted.length !== place.children.length || wanted.some((figure, n) => place.children[n] !== figure)) {
    place.replaceChildren(...wanted);
  }
}

/** @param {Picture} photo @param {Inspection} inspection */
function makeFigure(photo, inspection) {
  const time = photo.at.slice(11, 16);
  const figure = copy('photo', { taken: `${time}${photo.covers ? ' 已遮挡面部' : ''}` });
  figure.dataset.evidence = photo.evidence;
  if (photo.file) {
    slot(figure, 'cover').remove();
    noPicture(figure, photo.file);
    return figure;
  }
  slot(figure, 'cover').textContent = photo.covers ? '重新遮挡' : '遮挡面部';
  const picture = /** @type {HTMLImageElement} */ (slot(figure, 'picture'));
  picture.alt = `${time} 拍摄的照片`;
  picture.addEventListener('error', () => noPicture(figure, '原图已存本机，这部手机显示不了这种格式'));
  show(figure, photo, inspection);
  return figure;
}

/** @param {HTMLElement} figure @param {Picture} photo @param {Inspection} inspection */
async function show(figure, { evidence }, { visit }) {
  const picture = /** @type {HTMLImageElement} */ (slot(figure, 'picture'));
  const none = (/** @type {string} */ why) => noPicture(figure, why);
  try {
    const url = await visit.photoUrl(evidence);
    if (url) picture.src = url;
    else await (await import('./far-picture.mjs')).bring(figure, visit, evidence, { tell: none, show: shown });
  } catch (error) {
    note('picture', error);
    none('照片暂时读不出来，请返回今日再进来');
  }

  /** @param {string} address */
  function shown(address) {
    picture.src = address;
    picture.hidden = false;
    slot(figure, 'none').hidden = true;
  }
}

/** @param {HTMLElement} figure @param {string} why */
function noPicture(figure, why) {
  need(figure, 'img').hidden = true;
  tell(slot(figure, 'none'), why);
}
