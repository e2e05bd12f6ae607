// 同步: in plain words how much exists only on this phone, what waits for what, and what does not go through and why.
import { itemsOf } from '../core/answers.mjs';
import { listPackets } from '../store/packets.mjs';
import { setAside } from '../store/aside.mjs';
import { knownUsers } from '../store/people.mjs';
import { currentUser } from '../store/session.mjs';
import { hear } from '../store/bell.mjs';
import { openVisit } from '../store/visit.mjs';
import { listVisits } from '../store/visits.mjs';
import { onStatus, syncNow } from '../sync/loop.mjs';
import { knowsNetwork, letOriginalsGo, letOriginalsWait, originalsWait } from '../sync/originals.mjs';
import { kinds, megabytes } from '../sync/words.mjs';
import { describe } from './describe.mjs';
import { onlyHere } from './door.mjs';
import { copy, keepList, need, tell } from './fill.mjs';
import { attempt, say } from './say.mjs';
import { bindShell } from './shell.mjs';
import { bareCard, minute, visitCard } from './sync-visits.mjs';

/** @typedef {import('../sync/status.mjs').Status} Status */
/** @typedef {import('../store/aside.mjs').Aside} Aside */

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
  added_twice: '这张照片或附件已经有了，不能换成另一份',
  too_many: '这一类记录写得太多，超过了上限',
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
  /** @type {Status | undefined} */
  let latest;
  /** @type {Record<string, (button: HTMLElement) => Promise<unknown>>} */
  const acts = {
    now: async () => {
      await attempt('sync', syncNow);
      if (latest?.online === 'unreachable') say('还是连不上。内容都在本机，连上以后自动上传。');
    },
    'photos-go': () => attempt('sync', letOriginalsGo),
    give: ({ dataset }) => give(dataset.visit ?? ''),
    take: async () => (await import('./take-file.mjs')).chooseAndTake(null),
  };
  document.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-act]'));
    acts[button?.dataset.act ?? '']?.(/** @type {HTMLElement} */ (button));
  });
  await bindChoice();
  let drawn = '';
  onStatus((status) => {
    latest = status;
    paintLink(status);
    const counts = JSON.stringify(status.perVisit);
    if (counts === drawn) return;
    drawn = counts;
    paintLists(status);
  });
  hear(({ kind }) => ['got', 'receipts'].includes(kind) && latest && paintLists(latest));
}

/** @param {Status} status */
function paintLink({ online, busy, message, lastContact, held }) {
  need(document, '[data-link]').textContent = busy ? '正在上传…' : LINKS[online];
  need(document, '[data-message]').textContent = message;
  tell(need(document, '[data-last-contact]'), lastContact ? `上次联系服务器：${minute(lastContact)}` : '');
  need(document, '[data-act="now"]').setAttribute('aria-disabled', String(busy));
  const go = need(document, '[data-act="photos-go"]');
  go.hidden = !held.photos;
  const pictures = held.photos - held.files;
  const much = [pictures && `${pictures} 张`, held.files && `${held.files} 个文件`].filter(Boolean).join('、');
  go.textContent = `现在传${kinds(held)}（${much}，${megabytes(held.bytes)}${held.tap ? '' : '，用流量'}）`;
}

/** Wi-Fi where the phone tells it, a tap where it does not. */
async function bindChoice() {
  const wait = await originalsWait();
  need(document, '[data-wait-words]').textContent = knowsNetwork() ? '照片原图只用 Wi-Fi 传' : '照片原图等我点了才传';
  for (const box of document.querySelectorAll('[name="originals"]')) {
    const radio = /** @type {HTMLInputElement} */ (box);
    radio.checked = (radio.value === 'wait') === wait;
    radio.addEventListener('change', () => attempt('originals', () => keepChoice(radio.value === 'wait')));
    radio.disabled = false;
  }
}

/** @param {boolean} wait */
async function keepChoice(wait) {
  await letOriginalsWait(wait);
  say(wait ? '已记下：照片原图先等着。' : '已记下：有网络就传照片原图。');
}

/** @param {string} id */
async function give(id) {
  const [{ handFile }, { Inspection }] = await Promise.all([import('./hand-file.mjs'), import('./inspection.mjs')]);
  const visit = await openVisit(id);
  await handFile(new Inspection(visit)).finally(() => visit.close());
}

/** One painting after the other: an older one must not end on top of a newer. */
let painting = Promise.resolve();

/** @param {Status} status */
function paintLists(status) {
  painting = painting.then(async () => {
    const read = await attempt('sync', () => paintAll(status));
    need(document, '[data-visits-loading]').hidden = true;
    need(document, '[data-originals-box]').hidden = false; // not before the list above it stands, which would push it away
    need(document, '[data-visits-trouble]').hidden = read;
  });
}

/** @param {Status} status */
async function paintAll({ perVisit }) {
  const [visits, packets, aside, people] = await Promise.all([listVisits(), listPackets(), setAside(), knownUsers()]);
  const names = new Map(visits.map(({ id, subject_name }) => [id, subject_name]));
  const begun = new Map(
    Object.entries(perVisit).filter(([, standing]) => standing.last || standing.ops || standing.photos),
  );
  const held = new Set(packets.map(({ visit }) => visit));
  const bare = [...begun].filter(([id]) => !held.has(id)).map(([id, each]) => bareCard(id, names.get(id) ?? '', each));
  const full = await Promise.all([...held].map((id) => visitCard(id, begun.get(id))));
  const cards = [...full.filter((each) => each !== null), ...bare];
  keepList(need(document, '[data-visits]'), cards);
  need(document, '[data-no-visits]').hidden = cards.length > 0;
  paintAside(aside, names, new Map(packets.map(({ visit, facts }) => [visit, itemsOf(facts)])));
  const others = people.filter(({ current, pending }) => !current && pending.ops + pending.photos > 0);
  need(document, '[data-others-box]').hidden = !others.length;
  need(document, '[data-others]').replaceChildren(
    ...others.map(({ name, pending }) =>
      copy('other', { words: `${name}：${onlyHere(pending)}。连上网络后一并上传，内容只有本人登录才能看到。` }),
    ),
  );
}

/** @param {Aside[]} aside @param {Map<string, string>} names @param {Map<string, {code: string, no: number, item_name: string}[]>} items */
function paintAside(aside, names, items) {
  need(document, '[data-aside-box]').hidden = !aside.length;
  need(document, '[data-aside]').replaceChildren(
    ...aside.map((each) => asideLine(each, names.get(each.visit) ?? '', items.get(each.visit) ?? [])),
  );
}

/** @param {Aside} aside @param {string} school @param {{code: string, no: number, item_name: string}[]} items */
function asideLine({ at, field, state, reason }, school, items) {
  const item = items.find(({ code }) => field.startsWith(`item.${code}.`));
  const about = field.startsWith('evidence.')
    ? '一张照片或一个文件'
    : [item && `第 ${item.no} 项 ${item.item_name}`, describe(field).what].filter(Boolean).join('·');
  return copy('aside', { what: `${school}：${about}${at ? `（${minute(at)}）` : ''}`, why: whyWords(state, reason) });
}

/** @param {Aside['state']} state @param {string} reason */
function whyWords(state, reason) {
  if (state === 'quarantined')
    return `服务器已收到，但另放一边、没有算数：${REASONS[reason] ?? reason}。请联系管理员核对；手机里的内容没有丢失。`;
  const what = state === 'trouble' ? '这张照片传不上去' : '这一条传不上去';
  return `${what}（${reason.replace(/。$/, '')}），仍存本机。请点“立即上传”再试；还不行请联系管理员。`;
}
