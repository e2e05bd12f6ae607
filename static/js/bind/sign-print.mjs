// The sheet on paper: what the school was shown, its code and digest on every page, lines to sign on; printed or as a file.
import { shortCode, inGroups } from '../core/seal.mjs';
import { previewOf } from '../device/pixels.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { part } from './sign-view.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('../core/types.d.ts').Block} Block */

const CODE_GROUP = 4;
const STYLES = '/css/paper.css';
const NO_PICTURE = '（这张照片不在这部手机上，以摘要为准）';

/** The system's print dialog. @param {SignPage} page @param {HTMLElement} said */
export async function printPaper(page, said) {
  tell(said, '正在准备打印…');
  await drawn(page);
  tell(said, '打印时请选 A4。打不出来可以存成文件，发给学校打印。');
  print();
}

/** One file with everything in it: to the school's printer by whatever way there is. @param {SignPage} page @param {HTMLElement} said */
export async function sendPaper(page, said) {
  tell(said, '正在做文件…');
  const paper = await drawn(page);
  const file = new File([wholePage(paper, page)], nameOf(page), { type: 'text/html' });
  tell(said, (await given(file)) ? `已交出：${file.name}` : `已存到手机的“下载”里：${file.name}`);
}

/** Filled anew each time: it is the sheet as it is shown now. @param {SignPage} page @returns {Promise<HTMLElement>} with all pictures in it */
async function drawn(page) {
  const { inspection, shown } = page;
  const paper = need(document, '#paper');
  const rows = await Promise.all(shown.blocks.map((block) => row(block, page)));
  need(paper, '[data-paper-sheet]').replaceChildren(...rows);
  const signers = page.inspectors.signers().map(({ name, certificate_no }) => {
    return copy('paper-signer', { who: `检查人员（${name}，证号 ${certificate_no}）签字：` });
  });
  need(paper, '[data-paper-signers]').replaceChildren(...signers);
  need(paper, '[data-paper-code]').textContent =
    `检查码 ${inGroups(inspection.facts.check_code, CODE_GROUP)}　内容摘要 ${shortCode(shown.doc_sha256)}`;
  document.documentElement.toggleAttribute('data-paper', true); // from here on, what is printed is the sheet
  return paper;
}

/** @param {Block} block @param {SignPage} page @returns {Promise<HTMLElement>} */
async function row(block, page) {
  if (block.kind !== 'photo') return part(block, page.visit);
  const figure = copy('paper-photo', { words: block.text });
  const url = await smallPicture(block.evidence ?? '', page);
  const picture = /** @type {HTMLImageElement} */ (slot(figure, 'picture'));
  if (!url) {
    picture.replaceWith(NO_PICTURE);
    return figure;
  }
  picture.alt = block.text;
  picture.src = url;
  await picture.decode().catch(() => picture.replaceWith(NO_PICTURE));
  return figure;
}

/** As an address that needs nobody else, so that printed page and file are the same. @param {string} evidence @param {SignPage} page */
async function smallPicture(evidence, { visit }) {
  const original = await visit.original(evidence);
  const small = original && (await previewOf(original).catch(() => null)); // a kind this phone cannot decode
  if (!small) return null;
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {string} */ (reader.result));
    reader.readAsDataURL(new Blob([/** @type {BlobPart} */ (small)], { type: 'image/jpeg' }));
  });
}

/** @param {HTMLElement} paper @param {SignPage} page */
function wholePage(paper, { inspection }) {
  const sheet = [...document.styleSheets].find(({ href }) => href?.endsWith(STYLES));
  const styles = [...(sheet?.cssRules ?? [])].map(({ cssText }) => cssText).join('\n');
  const title = Object.assign(document.createElement('title'), { textContent: inspection.facts.title });
  const [heading, body] = [title, paper].map((each) => new XMLSerializer().serializeToString(each));
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">${heading}<style>${styles}</style>${body}</html>`;
}

/** @param {SignPage} page 检查记录_清河县实验小学_20261121.html */
function nameOf({ inspection, shown }) {
  const day = shown.doc.procedure.arrived_at.slice(0, 10).replace(/-/g, '');
  const school = inspection.facts.subject.name.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, 24);
  return `检查记录_${school}_${day}.html`;
}

/** The system's share sheet where it takes files, else a download. @param {File} file @returns {Promise<boolean>} whether it was shared */
async function given(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (error) {
      if (/** @type {Error} */ (error).name === 'AbortError')
        throw Object.assign(new Error(), { sentence: '没有发出去；需要时再点一次。' });
    }
  }
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download reads it a moment later
  return false;
}
