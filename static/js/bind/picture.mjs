// One photo on the screen: its picture, number, time and door; kept in place while others come and go.
import { photosOf } from '../core/answers.mjs';
import { copy, need, slot, tell } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {{evidence: string, no: number, item: string, at: string, why: string}} Picture no 0 and why: withdrawn */

const ADDED = /^evidence\.([^.]+)$/;

/**
 * @param {Inspection} inspection
 * @returns {Picture[]} the photos that count, in the order of their numbers
 */
export function pictures(inspection) {
  return photosOf(inspection.state).map(({ evidence, no, item, head }) => ({
    evidence,
    no,
    item,
    at: head.payload.taken_at,
    why: '',
  }));
}

/** @param {Inspection} inspection @returns {Picture[]} those withdrawn, each with why */
export function withdrawnPictures(inspection) {
  const names = Object.keys(inspection.state.fields).flatMap((field) => ADDED.exec(field)?.[1] ?? []);
  return names.flatMap((evidence) => {
    const why = inspection.value(`evidence.${evidence}.withdrawn`)?.reason;
    return why
      ? [{ evidence, no: 0, item: '', at: inspection.value(`evidence.${evidence}`)?.taken_at ?? '', why }]
      : [];
  });
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
  const figure = copy('photo', { taken: time });
  figure.dataset.evidence = photo.evidence;
  const picture = /** @type {HTMLImageElement} */ (slot(figure, 'picture'));
  picture.alt = `${time} 拍摄的照片`;
  picture.addEventListener('error', () => noPicture(figure, '原图已存本机，这部手机显示不了这种格式'));
  inspection.visit.photoUrl(photo.evidence).then(
    (url) => {
      if (url) picture.src = url;
      else noPicture(figure, '原图在另一部手机上');
    },
    () => noPicture(figure, '原图暂时读不出来，请返回今日再进来'),
  );
  return figure;
}

/** @param {HTMLElement} figure @param {string} why */
function noPicture(figure, why) {
  need(figure, 'img').hidden = true;
  tell(slot(figure, 'none'), why);
}
