// 同步: in plain words how much exists only on this phone, since when, and what does not go through and why.
import { listPackets } from '../store/packets.mjs';
import { setAside } from '../store/aside.mjs';
import { knownUsers } from '../store/people.mjs';
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus, syncNow } from '../sync/loop.mjs';
import { megabytes } from '../sync/words.mjs';
import { describe } from './describe.mjs';
import { onlyHere } from './door.mjs';
import { copy, need, tell } from './fill.mjs';
import { attempt } from './say.mjs';
import { bindShell } from './shell.mjs';

/** @typedef {import('../sync/status.mjs').Status} Status */
/** @typedef {import('../store/aside.mjs').Aside} Aside */
/** @typedef {import('../store/types.d.ts').Pending} Pending */

/** @type {Record<Status['online'], string>} */
const LINKS = {
  unknown: '正在联系服务器…',
  reached: '已连上服务器',
  unreachable: '没有连上服务器',
  signed_out: '登录已过期',
};
/** Why the server keeps a record apart, as its receipt says. @type {Record<string, string>} */
const REASONS = {
  not_canonical: '内容有不能识别的字符或数字',
  malformed: '内容格式不对',
  same_id: '同一编号收到了两份不同的内容',
  seq_taken: '同一序号收到了两条（手机可能被复制或还原过）',
  chain: '和前一条对不上',
  unexpected: '服务器处理时出错',
  revoked: '这部手机的上传凭证已停用',
  wrong_visit: '不属于这次检查',
  wrong_device: '不属于这部手机',
  wrong_actor: '不属于本人',
};

export async function start() {
  bindShell();
  if (!currentUser()) return location.replace('/phone/today');
  const now = /** @type {HTMLButtonElement} */ (need(document, '[data-act="now"]'));
  now.addEventListener('click', () => attempt('sync', syncNow));
  let drawn = '';
  onStatus((status) => {
    paintLink(status, now);
    const counts = JSON.stringify(status.perVisit);
    if (counts === drawn) return;
    drawn = counts;
    attempt('sync', () => paintLists(status));
  });
}

/** @param {Status} status @param {HTMLButtonElement} now */
function paintLink({ online, busy, message, lastContact }, now) {
  need(document, '[data-link]').textContent = busy ? '正在上传…' : LINKS[online];
  need(document, '[data-message]').textContent = message;
  tell(need(document, '[data-last-contact]'), lastContact ? `上次联系服务器：${minute(lastContact)}` : '');
  now.setAttribute('aria-disabled', String(busy));
}

/** @param {Status} status */
async function paintLists({ perVisit }) {
  const [visits, packets, aside, people] = await Promise.all([listVisits(), listPackets(), setAside(), knownUsers()]);
  const names = new Map(visits.map(({ id, subject_name }) => [id, subject_name]));
  const begun = Object.entries(perVisit).filter(([, standing]) => standing.last || standing.ops || standing.photos);
  need(document, '[data-visits]').replaceChildren(
    ...begun.map(([visit, standing]) => visitLine(names.get(visit) ?? '', standing)),
  );
  need(document, '[data-no-visits]').hidden = begun.length > 0;
  const items = new Map(
    packets.map(({ visit, facts }) => [
      visit,
      facts.departments.flatMap((each) => each.matters.flatMap((matter) => matter.items)),
    ]),
  );
  need(document, '[data-aside-box]').hidden = !aside.length;
  need(document, '[data-aside]').replaceChildren(
    ...aside.map((each) => asideLine(each, names.get(each.visit) ?? '', items.get(each.visit) ?? [])),
  );
  const others = people.filter(({ current, pending }) => !current && pending.ops + pending.photos > 0);
  need(document, '[data-others-box]').hidden = !others.length;
  need(document, '[data-others]').replaceChildren(
    ...others.map(({ name, pending }) =>
      copy('other', { words: `${name}：${onlyHere(pending)}。连上网络后一并上传，内容只有本人登录才能看到。` }),
    ),
  );
}

/** @param {string} school @param {Pending & {received: number}} standing */
function visitLine(school, standing) {
  const here = onlyHere(standing);
  const size = standing.bytes ? `，照片 ${megabytes(standing.bytes)}` : '';
  return copy('visit', {
    school: school || '（学校名称不在本机）',
    door: here ? `${here}${size}` : `✓ 已收到：全部 ${standing.received} 条记录和照片`,
    since: standing.since ? `最早的一条记于 ${minute(standing.since)}；已收到 ${standing.received} 条记录` : null,
  });
}

/** @param {Aside} aside @param {string} school @param {{code: string, no: number, item_name: string}[]} items */
function asideLine({ at, field, state, reason }, school, items) {
  const item = items.find(({ code }) => field.startsWith(`item.${code}.`));
  const about = field.startsWith('evidence.')
    ? '一张照片'
    : [item && `第 ${item.no} 项 ${item.item_name}`, describe(field).what].filter(Boolean).join('·');
  return copy('aside', { what: `${school}：${about}${at ? `（${minute(at)}）` : ''}`, why: whyWords(state, reason) });
}

/** @param {Aside['state']} state @param {string} reason */
function whyWords(state, reason) {
  if (state === 'quarantined')
    return `服务器已收到，但另放一边、没有算数：${REASONS[reason] ?? reason}。请联系管理员核对；手机里的内容没有丢失。`;
  const what = state === 'trouble' ? '这张照片传不上去' : '这一条传不上去';
  return `${what}（${reason}），仍存本机。请点“立即上传”再试；还不行请联系管理员。`;
}

/** @param {string} at ISO in +08:00 */
function minute(at) {
  return at.slice(0, 16).replace('T', ' ');
}
