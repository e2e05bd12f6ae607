// 我的: who works here, whether this phone can work offline, what waits for confirmation, and the way out.
import { runProbe } from '../device/probe.mjs';
import { deviceFact, keepDeviceFact } from '../store/bases.mjs';
import { listPackets } from '../store/packets.mjs';
import { signOut } from '../store/people.mjs';
import { readinessHere } from '../store/readiness.mjs';
import { currentUser } from '../store/session.mjs';
import { listVisits } from '../store/visits.mjs';
import { confirmOwnActs } from '../sync/confirm.mjs';
import { onStatus } from '../sync/loop.mjs';
import { bindAppearance } from './appearance-choice.mjs';
import { onlyHere } from './door.mjs';
import { paintDiary, saveDiary } from './diary.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { alarm, attempt, say } from './say.mjs';
import { bindShell } from './shell.mjs';
import { IN_PAGE } from './camera-choice.mjs';

/** @typedef {import('../sync/status.mjs').Status} Status */

const NO_WAY_OUT = '现在连不上服务器，不能退出登录；请到有网络的地方再退出。';

export async function start() {
  bindShell();
  bindAppearance();
  /** @type {Status | null} */
  let status = null;
  /** @type {Record<string, (button: HTMLElement) => unknown>} */
  const acts = {
    probe: (button) => probe(button),
    confirm: (button) => confirm(button.dataset.value ?? ''),
    diary: () => saveDiary(version()),
    'sign-out': () => askSignOut(/** @type {Status} */ (status)),
    'sign-out-not': () => dialog().close(),
    'sign-out-now': () => leave(/** @type {Status} */ (status)),
  };
  document.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest('[data-act]'));
    if (button) acts[button.dataset.act ?? '']?.(button);
  });
  need(document, '[data-version]').textContent = version();
  await Promise.all([paintPerson(), paintOffline(), bindCamera(), attempt('diary', paintDiary)]).finally(() => {
    need(document, '[data-below]').hidden = false; // not while what stands above it grows and pushes it away
  });
  let listed = '';
  onStatus((now) => {
    status = now;
    if (now.lastContact !== listed) attempt('me', paintConfirm);
    listed = now.lastContact ?? '';
  });
}

async function paintPerson() {
  const person = currentUser();
  need(document, '[data-sign-in]').hidden = person !== null;
  need(document, '[data-sign-out]').hidden = need(document, '[data-own-phones]').hidden = person === null;
  if (!person) return;
  need(document, '[data-name]').textContent = person.name;
  tell(need(document, '[data-unit]'), person.unit ?? '');
  need(document, '[data-choose-pin]').hidden = person.pin_chosen !== false;
  const team = (await listPackets()).flatMap(({ facts }) => facts.team);
  const own = team.find((each) => each.person === person.id);
  const until = own?.valid_to ? `，有效期至 ${own.valid_to}` : '';
  tell(
    need(document, '[data-certificate]'),
    own?.certificate_no ? `${own.certificate_label} ${own.certificate_no}${until}` : '',
  );
  await paintConfirm();
}

/** The in-page camera never sends the browser to the background; the system's takes the better photo. */
async function bindCamera() {
  const inPage = Boolean(await deviceFact(IN_PAGE));
  for (const each of document.querySelectorAll('[name="camera"]')) {
    const radio = /** @type {HTMLInputElement} */ (each);
    radio.checked = (radio.value === 'page') === inPage;
    radio.addEventListener('change', () =>
      attempt('camera', () => keepDeviceFact(IN_PAGE, radio.value === 'page' || undefined)),
    );
    radio.disabled = false;
  }
}

async function paintConfirm() {
  if (!currentUser()) return;
  const waiting = (await listVisits()).filter((visit) => visit.confirm);
  need(document, '[data-confirm-box]').hidden = !waiting.length;
  need(document, '[data-confirm]').replaceChildren(
    ...waiting.map(({ id, subject_name }) => {
      const line = copy('confirm', { school: subject_name });
      slot(line, 'button').dataset.value = id;
      slot(line, 'button').setAttribute('aria-label', `是我本人做的，确认：${subject_name}`);
      return line;
    }),
  );
}

async function paintOffline() {
  const { ready, missing } = await readinessHere();
  need(document, '[data-ready]').textContent = ready ? '✓ 这部手机可以离线检查' : '这部手机还不能离线检查';
  const list = need(document, '[data-missing]');
  list.hidden = ready;
  list.replaceChildren(...missing.map((words) => Object.assign(document.createElement('li'), { textContent: words })));
  const persisted = await deviceFact('persisted');
  need(document, '[data-persisted]').textContent = persisted
    ? '浏览器答应不自动清理本站数据。'
    : '手机空间不足时，浏览器可能清理本站数据：请把本站添加到主屏幕，检查期间不要清理浏览器数据。';
}

/** @param {HTMLElement} button */
async function probe(button) {
  button.setAttribute('aria-disabled', 'true');
  need(document, '[data-ready]').textContent = '正在检查…';
  await attempt('probe', runProbe);
  await paintOffline();
  button.removeAttribute('aria-disabled');
}

/** @param {string} visit */
async function confirm(visit) {
  const result = await confirmOwnActs(visit);
  if (result.ok) say('已确认。');
  else alarm(result.sentence);
  await paintConfirm();
}

/** @param {Status} status */
function askSignOut({ pending }) {
  const here = onlyHere(pending);
  need(document, '[data-sign-out-said]').textContent = here
    ? `${here}，还没有上传。最好先上传再退出。`
    : '本机的内容服务器都已收到。';
  dialog().showModal();
}

/** The server has to hear of it: without that, the next contact would sign the same person in again. @param {Status} status */
async function leave({ online }) {
  dialog().close();
  if (online === 'unreachable') return alarm(NO_WAY_OUT);
  if (await attempt('sign-out', signOut))
    /** @type {HTMLFormElement} */ (need(document, '[data-sign-out-form]')).submit();
}

/** @returns {HTMLDialogElement} */
function dialog() {
  return /** @type {HTMLDialogElement} */ (need(document, '#sign-out'));
}

/** The build this page was made by stands in the address of its own scripts. */
function version() {
  const source = document.querySelector('script[type="module"]')?.getAttribute('src') ?? '';
  return /\/assets\/([^/]+)\//.exec(source)?.[1] ?? '';
}
