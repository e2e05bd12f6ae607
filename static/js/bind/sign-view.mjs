// The locked view: the blocks of the doc and nothing else, so that what is read is what is sealed.
import { note } from '../store/log.mjs';
import { need, whole } from './fill.mjs';

/** @typedef {import('../core/types.d.ts').Block} Block */
/** @typedef {import('../store/visit.mjs').Visit} Visit */

/** @type {Record<Block['kind'], string>} */
const TAGS = { title: 'h2', heading: 'h3', line: 'p', finding: 'p', item: 'p', photo: 'figure' };

/** @param {HTMLElement} host @param {Block[]} blocks @param {Visit} visit for the bytes of the photos */
export function drawView(host, blocks, visit) {
  host.replaceChildren(...blocks.map((block) => part(block, visit)));
}

/** @param {Block} block @param {Visit} visit */
export function part(block, visit) {
  const element = document.createElement(TAGS[block.kind]);
  element.className = `view__${block.kind}`;
  if (block.kind !== 'photo') {
    element.append(...whole(block.text));
    return element;
  }
  element.innerHTML = '<img decoding="async" loading="lazy"><p class="notice" hidden></p><figcaption></figcaption>';
  need(element, 'figcaption').append(...whole(block.text));
  showPhoto(element, block, visit);
  return element;
}

/** @param {HTMLElement} figure @param {Block} block @param {Visit} visit */
async function showPhoto(figure, { text, evidence = '' }, visit) {
  const picture = /** @type {HTMLImageElement} */ (need(figure, 'img'));
  picture.alt = text;
  picture.addEventListener('error', () => instead(figure, '这部手机显示不了这种照片格式；原图已存本机，摘要如下。'));
  const tell = (/** @type {string} */ why) => instead(figure, `${why}；摘要如下。`);
  try {
    const url = await visit.photoUrl(evidence);
    if (url) picture.src = url;
    else await (await import('./far-picture.mjs')).bring(figure, visit, evidence, { tell, show: shown });
  } catch (error) {
    note('picture', error);
    tell('照片暂时读不出来');
  }

  /** @param {string} address */
  function shown(address) {
    picture.src = address;
    picture.hidden = false;
    need(figure, 'p').hidden = true;
  }
}

/** @param {HTMLElement} figure @param {string} words */
function instead(figure, words) {
  need(figure, 'img').hidden = true;
  const place = need(figure, 'p');
  place.hidden = false;
  place.textContent = words;
}
