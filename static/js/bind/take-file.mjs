// 打开文件: a colleague's answers are read into this phone, once; whatever else a file is, one sentence says it.
import { takeIn } from '../store/exchange.mjs';
import { MOST_BYTES } from '../store/handover.mjs';
import { note } from '../store/log.mjs';
import { recognise } from './recognise.mjs';
import { alarm, say, sentenceOf } from './say.mjs';

/** @typedef {import('../store/exchange.mjs').Taken} Taken */
/** @typedef {import('../store/handover.mjs').Handover} Handover */

const UNREADABLE = '文件读不出来，没有读入；请再选一次，或请同事重新发送。';
const NOT_OURS = '这不是同事交来的检查包文件，或者文件没有收全，没有读入；请同事重新发送。';

/** @type {{[kind in Exclude<Taken['kind'], 'read' | 'again' | 'older'>]: (file: Handover) => string}} */
const REFUSALS = {
  not_ours: () => NOT_OURS,
  too_new: () => '这个文件是新版本做的，没有读入；请先更新本应用，再打开一次。',
  damaged: () => '文件已损坏或被改过，没有读入；请同事重新交一次。',
  own: () => '这是本机自己交出的文件，不用读；请打开同事交来的文件。',
  not_here: ({ school }) => `本机没有“${school}”的检查包，没有读入；请先联网下载检查包。`,
  other_visit: ({ school }) => `这是“${school}”的文件，不是这次检查的，没有读入；请选对文件。`,
  stranger: ({ name }) => `交文件的人（${name}）不在这次检查的检查组里，没有读入；请核对文件是谁给的。`,
  wrong_key: ({ name }) => `文件不是${name}那部手机签的，没有读入；请${name}重新交一次，仍不行请联系管理员。`,
  unlike: ({ name }) => `没有读入${name}的文件：两部手机上的数字没有对上；请${name}当面重新交一次。`,
  clash: ({ name }) => `${name}的手机里有和本机对不上的记录（手机可能被复制或还原过），没有读入；请联系管理员。`,
};

/**
 * Let the person choose files and read them. To be called by a tap.
 * @param {string | null} visit the visit they have to be of, null for whichever
 * @returns {Promise<boolean>} whether anything was read
 */
export function chooseAndTake(visit) {
  const box = document.createElement('input');
  box.type = 'file';
  box.multiple = true;
  box.className = 'unseen';
  box.setAttribute('aria-label', '同事交来的文件');
  document.body.append(box); // some browsers forget a chooser that hangs nowhere
  return new Promise((resolve) => {
    const over = (/** @type {boolean} */ read) => {
      box.remove();
      resolve(read);
    };
    box.addEventListener('cancel', () => over(false));
    box.addEventListener('change', async () => over(await takeAll([...(box.files ?? [])], visit)));
    box.click();
  });
}

/** @param {File[]} files @param {string | null} visit @returns {Promise<boolean>} */
async function takeAll(files, visit) {
  const told = [];
  for (const file of files) told.push(await take(file, visit));
  const refused = told.filter(({ well }) => !well);
  const words = told.map(({ sentence }) => sentence).join('');
  if (refused.length) alarm(words);
  else say(words);
  return told.some(({ read }) => read);
}

/** @param {File} file @param {string | null} visit @returns {Promise<{read: boolean, well: boolean, sentence: string}>} */
export async function take(file, visit) {
  if (file.size > MOST_BYTES) return { read: false, well: false, sentence: NOT_OURS };
  try {
    const taken = await takeIn(await file.text(), visit, (from, number) => recognise(from.name, number));
    const read = taken.kind === 'read';
    return { read, well: read || taken.kind === 'again', sentence: sentenceFor(taken) };
  } catch (error) {
    note('take-file', error);
    return { read: false, well: false, sentence: sentenceOf(error, UNREADABLE) };
  }
}

/** @param {Taken} taken @returns {string} */
function sentenceFor(taken) {
  if (taken.kind === 'read') return readWords(taken);
  const file = /** @type {Handover} */ ('file' in taken ? taken.file : {});
  const made = `${file.name} ${clock(file.made_at)} 交出的`;
  if (taken.kind === 'again') return `已读过：${made}这份文件没有新内容。`;
  if (taken.kind === 'older') {
    return `这份文件比本机已有的旧（${made}，本机已有到 ${clock(taken.last)}），没有新内容；请${file.name}再交一次新的。`;
  }
  return REFUSALS[taken.kind](file);
}

/** @param {Extract<Taken, {kind: 'read'}>} taken */
function readWords({ file, ops, previews, done, known, late, sealed }) {
  const what = [`${ops} 条记录`, previews ? `${previews} 张照片的小图` : ''].filter(Boolean).join('、');
  const state = done ? `${file.name}说：我的部分已完成。` : `${file.name}还没有说已完成。`;
  const key = known ? '' : `${file.name}的手机是当面对过数字的，联网后再由服务器核对。`;
  const tooLate = late ? `这次检查已经封存，其中 ${late} 条签字时没有收到，联网后由局里核对。` : '';
  const closed = sealed ? `${file.name}说已经封存，联网后由服务器告诉本机。` : '';
  return `已读入${file.name} ${clock(file.made_at)} 交出的 ${what}。${state}${tooLate}${closed}${key}`;
}

/** @param {string} [at] ISO in +08:00 @returns {string} 09:14, with the day when that is not today */
function clock(at = '') {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  return at.slice(0, 10) === today ? at.slice(11, 16) : at.slice(0, 16).replace('T', ' ');
}
