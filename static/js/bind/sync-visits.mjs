// 同步, visit by visit: what is only here, which colleagues' phones were heard, which files went from phone to phone.
import { valueOf } from '../core/answers.mjs';
import { handovers } from '../store/exchange.mjs';
import { openVisit } from '../store/visit.mjs';
import { megabytes } from '../sync/words.mjs';
import { sinceDone } from './handed.mjs';
import { onlyHere } from './door.mjs';
import { copy, slot, whole } from './fill.mjs';

/** @typedef {import('../store/visit.mjs').Visit} Visit */
/** @typedef {import('../store/outbox.mjs').Standing} Standing */
/** @typedef {import('../store/phones.mjs').Phone} Phone */
/** @typedef {import('../store/types.d.ts').HandoverRow} HandoverRow */

/** @param {string} id @param {string} school @param {Standing} standing @returns {[string, () => HTMLElement]} one whose packet is gone from this phone */
export function bareCard(id, school, standing) {
  return [JSON.stringify([id, standing]), () => card(school, standing)];
}

/** @param {string} id @param {Standing | undefined} standing undefined: nothing was ever written here @returns {Promise<[string, () => HTMLElement] | null>} null: nothing to tell of it */
export async function visitCard(id, standing) {
  const visit = await openVisit(id);
  const [phones, files] = await Promise.all([visit.devices(), handovers(id)]);
  visit.close();
  const others = phones.filter(({ own }) => !own).map((phone) => phoneLine(phone, visit));
  if (!standing && !visit.ops().length) return null;
  const log = files.map(fileLine);
  const late = sinceDone(visit);
  const sealed = visit.state.seal !== null;
  const key = JSON.stringify([id, standing, others, log, late, sealed]);
  return [key, () => fullCard(visit, standing, { others, log, late: sealed ? null : late, sealed })];
}

/** @param {Visit} visit @param {Standing | undefined} standing @param {{others: string[], log: string[], late: number | null, sealed: boolean}} told */
function fullCard(visit, standing, { others, log, late, sealed }) {
  const part = card(visit.facts.subject.name, standing);
  fillList(part, 'others', others);
  fillList(part, 'files', log);
  const words = late ? `您说过“我的部分已完成”，之后又记了 ${late} 条，要再交一次。` : '';
  slot(part, 'late').textContent = words;
  slot(part, 'late').hidden = !words;
  const give = slot(part, 'give');
  give.hidden = visit.facts.team.length < 2;
  give.dataset.visit = visit.id;
  give.textContent = sealed ? '封存后的记录交给同事' : '我的答案交给同事'; // whoever knows of the seal answers no further
  give.setAttribute('aria-label', `${give.textContent}：${visit.facts.subject.name}`);
  return part;
}

/** @param {string} school @param {Standing | undefined} standing */
function card(school, standing) {
  const here = standing ? onlyHere(standing) : '';
  const size = standing?.bytes ? `，照片和文件 ${megabytes(standing.bytes)}` : '';
  const received = standing ? `✓ 已收到：全部 ${standing.received} 条记录和照片` : '本机还没有自己的记录';
  const part = copy('visit', {
    school: school || '（学校名称不在本机）',
    door: here ? `${here}${size}` : received,
    since: standing?.since ? `最早的一条记于 ${minute(standing.since)}；已收到 ${standing.received} 条记录` : null,
  });
  fillList(part, 'others', []);
  fillList(part, 'files', []);
  return part;
}

/** @param {HTMLElement} part @param {string} name @param {string[]} lines */
function fillList(part, name, lines) {
  slot(part, `${name}-box`).hidden = !lines.length;
  slot(part, name).replaceChildren(...lines.map(line));
}

/** @param {Phone} phone @param {Visit} visit */
function phoneLine({ device, person, name, ops, last }, visit) {
  const who = `${name || '同事'}${person === visit.actor.id ? '的另一部手机' : ''}`;
  const done = valueOf(visit.state, `done.${device}`);
  const heard = last ? `本机已有 ${ops} 条，最后一条记于 ${minute(last)}` : '还没有收到任何记录';
  return `${who}：${heard}${done ? '，已说“我的部分已完成”' : ''}`;
}

/** @param {HandoverRow} row */
function fileLine({ way, at, made_at, name, ops }) {
  return way === 'given'
    ? `${minute(at)} 交出文件，本机 ${ops} 条记录`
    : `${minute(at)} 读入${name}的文件（${made_at.slice(11, 16)} 交出），新增 ${ops} 条记录`;
}

/** @param {string} words */
function line(words) {
  const line = document.createElement('li');
  line.append(...whole(words));
  return line;
}

/** @param {string} at ISO in +08:00 */
export function minute(at) {
  return at.slice(0, 16).replace('T', ' ');
}
