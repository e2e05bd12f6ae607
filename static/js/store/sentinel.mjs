// Notices when a person's database was wiped or went back in time: an alarm, never a fresh start in silence.
import { deviceBase } from './bases.mjs';
import { note } from './log.mjs';

/** @import {Person, UserBase} from './types.d.ts' */

const QUIET = 2000;
/** People whose count is about to be remembered. @type {Set<string>} */
const due = new Set();

/**
 * Compare the person's database with what the device remembers of it, then remember the present.
 * @param {Person} person @param {UserBase} userBase @returns {Promise<string | null>} sentence
 */
export async function lossOf(person, { install, base }) {
  const written = await writtenIn(base);
  const known = await deviceBase.read(['users'], (tx) => tx.objectStore('users').get(person.id));
  if (known?.install === install && known.written === written && known.name === person.name) return known.loss;
  const lost = known && (known.install !== install || known.written > written) ? known.written : 0;
  const loss = lost ? sentence(lost, written) : (known?.loss ?? null);
  const row = { id: person.id, name: person.name, install, written, loss };
  await deviceBase.write(['users'], (tx) => tx.objectStore('users').put(row));
  return loss;
}

/** @param {number} lost @param {number} written */
function sentence(lost, written) {
  return (
    `这台手机上原来保存的检查数据不见了（原有 ${lost} 条记录，现有 ${written} 条）。` +
    '已收到的内容仍在服务器上；请停止清理浏览器数据，并马上联系本单位管理员。'
  );
}

/** The alarm was read by the person; what the device remembers of the count stays. @param {string} user */
export function forgetLoss(user) {
  return deviceBase.write(['users'], async (tx) => {
    await tx.objectStore('users').put({ ...(await tx.objectStore('users').get(user)), loss: null });
  });
}

/** Keep the device's memory in step, once for many acts: it may lag, an answer may not wait for it. @param {UserBase} userBase */
export function rememberSoon(userBase) {
  if (due.has(userBase.user)) return;
  due.add(userBase.user);
  setTimeout(() => remember(userBase), QUIET);
}

/** @param {UserBase} userBase */
async function remember({ user, base }) {
  due.delete(user);
  try {
    const written = await writtenIn(base);
    await deviceBase.write(['users'], async (tx) => {
      const known = await tx.objectStore('users').get(user);
      if (known && known.written < written) await tx.objectStore('users').put({ ...known, written });
    });
  } catch (error) {
    note('sentinel', error);
  }
}

/** How many ops this install ever wrote: the sum of its chains. @param {import('./types.d.ts').Connection} base @returns {Promise<number>} */
async function writtenIn(base) {
  const chains = await base.read(['chains'], (tx) => tx.objectStore('chains').getAll());
  return chains.reduce((/** @type {number} */ sum, /** @type {{seq: number}} */ chain) => sum + chain.seq, 0);
}
