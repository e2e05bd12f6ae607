// What the sync line says: how much exists only here, never a vague word.

/** @import {Pending} from '../store/types.d.ts' */

/** By connection: with something left on the phone, and with nothing. @type {{[online: string]: [(left: string) => string, string]}} */
const WORDS = {
  unknown: [(left) => `${left}只在本机。`, ''],
  reached: [(left) => `${left}只在本机，正在上传。`, '本机的内容服务器都已收到。'],
  unreachable: [(left) => `现在连不上服务器。${left}只在本机，连上后自动上传。`, '现在连不上服务器，可以照常检查。'],
  signed_out: [
    (left) => `登录已过期。${left}只在本机，会照常上传；下载新的检查包要重新登录。`,
    '登录已过期，手机里的内容不受影响；下载新的检查包要重新登录。',
  ],
};

/** @param {'unknown' | 'reached' | 'unreachable' | 'signed_out'} online @param {Pending} pending @param {number} stuck set aside @returns {string} */
export function sentence(online, { ops, photos }, stuck) {
  if (stuck) return `有 ${stuck} 条总是传不上去，仍保存在本机；请在“同步”里重试，或联系管理员。`;
  const left = [ops ? `${ops} 条记录` : '', photos ? `${photos} 张照片` : ''].filter(Boolean).join('、');
  const [some, none] = WORDS[online];
  return left ? some(left) : none;
}
