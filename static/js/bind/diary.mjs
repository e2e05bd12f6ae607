// 本机日志: what went wrong on this phone, to be read here or handed to the administrator as a text.
import { diary } from '../store/diary.mjs';
import { shanghai } from '../store/clock.mjs';
import { deviceId } from '../store/session.mjs';
import { copy, need } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('../store/log.mjs').Entry} Entry */

const SHOWN = 50;

export async function paintDiary() {
  const entries = await diary();
  need(document, '[data-diary-said]').textContent = entries.length
    ? `记下了 ${entries.length} 件异常，只在本机。找管理员时可以导出给他看。`
    : '没有记下异常。';
  need(document, '[data-diary-box]').hidden = need(document, '[data-diary-save]').hidden = !entries.length;
  need(document, '[data-diary]').replaceChildren(
    ...entries.slice(0, SHOWN).map((entry) => copy('entry', { at: minute(entry), what: what(entry) })),
  );
}

/** @param {string} version of the app */
export async function saveDiary(version) {
  const lines = (await diary()).map((entry) => `${shanghai(Date.parse(entry.at))}\t${what(entry)}`);
  const head = `双随机检查 本机日志\n版本 ${version}\n设备 ${deviceId()}\n${navigator.userAgent}\n`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${head}\n${lines.join('\n')}\n`], { type: 'text/plain' }));
  link.download = `本机日志_${shanghai(Date.now()).slice(0, 16).replace('T', '_').replace(':', '')}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the download reads it in its own time
  say('日志已保存为文本文件。');
}

/** @param {Entry} entry */
function what({ where, message }) {
  return `${where}：${message}`;
}

/** @param {Entry} entry */
function minute({ at }) {
  return shanghai(Date.parse(at)).slice(5, 16).replace('T', ' ');
}
