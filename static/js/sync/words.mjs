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

/**
 * @param {'unknown' | 'reached' | 'unreachable' | 'signed_out'} online @param {Pending} pending @param {number} stuck set aside
 * @param {import('./originals.mjs').Held} [held] photos that wait by the person's own choice
 * @returns {string}
 */
export function sentence(
  online,
  { ops, photos, files = 0 },
  stuck,
  held = { photos: 0, files: 0, bytes: 0, tap: false },
) {
  if (stuck) return `有 ${stuck} 条总是传不上去，仍保存在本机；请在“同步”里重试，或联系管理员。`;
  const reached = online === 'reached' && held.photos > 0;
  const moving = reached ? { photos: photos - held.photos, files: files - held.files } : { photos, files };
  const left = howMuch({ ops, ...moving });
  const [some, none] = WORDS[online];
  if (!reached) return left ? some(left) : none;
  const until = held.tap ? `等您点“现在传${kinds(held)}”` : '等连上 Wi-Fi 再传';
  const waiting = `${howMuch({ ops: 0, ...held })}（${megabytes(held.bytes)}）已存本机，${until}。`;
  return `${left ? some(left) : '记录服务器都已收到。'}${waiting}`;
}

/** 12 条记录、3 张照片、1 个文件; "" for nothing. @param {{ops: number, photos: number, files?: number}} left photos: the files among them included */
export function howMuch({ ops, photos, files = 0 }) {
  const pictures = photos - files;
  const parts = [ops && `${ops} 条记录`, pictures && `${pictures} 张照片`, files && `${files} 个文件`];
  return parts.filter(Boolean).join('、');
}

/** 照片, 文件 or 照片和文件. @param {{photos: number, files: number}} left photos: the files among them included */
export function kinds({ photos, files }) {
  if (!files) return '照片';
  return photos > files ? '照片和文件' : '文件';
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return bytes < 100_000 ? '不到 0.1 MB' : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
