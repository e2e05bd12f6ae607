// Starts every page of the phone: who works here, the page's own code, then worker, sync and what has to be said aloud.
import { appearAsChosen } from './bind/appearance.mjs';
import { lift, liftInTime } from './bind/curtain.mjs';
import { keepEarlyTaps, makeGood } from './bind/early-taps.mjs';
import { looked } from './bind/idle.mjs';
import { parsed } from './bind/parsed.mjs';
import { hear } from './store/bell.mjs';
import { recallClock } from './store/clock.mjs';
import { note, onTrouble } from './store/log.mjs';
import { acknowledgeAlarm, alarm, currentUser, openSession } from './store/session.mjs';

/**
 * Each page loads its own code and nobody else's; `ahead` may begin before the page's own text is all there.
 * @type {{[page: string]: () => Promise<{start: () => unknown, ahead?: () => unknown}>}}
 */
const PAGES = {
  today: () => import('./bind/today.mjs'),
  all: () => import('./bind/all.mjs'),
  visit: () => import('./bind/visit.mjs'),
  sign: () => import('./bind/sign.mjs'),
  sync: () => import('./bind/sync-page.mjs'),
  me: () => import('./bind/me.mjs'),
};
/** Pages on which nothing may interrupt or replace the work; whoever gets there has been through 今日. */
const IN_VISIT = ['visit', 'sign'];
/** On a phone, in the window of 微信, 企业微信 or 钉钉: their 清理缓存 would take the work along. */
const INSIDE_APP = /(?:Android|iPhone|iPad|HarmonyOS).*(?:MicroMessenger|wxwork|DingTalk)/;
const OUT_OF_APP = '请改用手机浏览器：在这个窗口里，“清理缓存”会删除检查记录。没上传的内容，先在这里上传完。';
const BROKEN = '页面出了一点问题，已经记下；手机里保存的内容没有丢失，请关闭本页重新打开。';

appearAsChosen();
watchErrors();
liftInTime();
keepEarlyTaps();
const page = document.documentElement.dataset.page ?? '';
boot().catch((error) => complain(error));

async function boot() {
  const code = PAGES[page](); // loads while the databases open
  code.catch(() => {}); // awaited below
  onTrouble((key, sentence) => tell(key, sentence));
  hear(({ kind }) => kind === 'user' && location.assign('/phone/today'));
  await Promise.all([openSession(), recallClock()]);
  const inside = INSIDE_APP.test(navigator.userAgent);
  if (inside && !currentUser()) return location.replace('/phone');
  if (inside) tell('inside', OUT_OF_APP, '怎么换', () => location.assign('/phone'));
  if (!currentUser()) await askWhoAmI(); // the first page after the first sign-in
  if (!IN_VISIT.includes(page) && (await isHeld())) return;
  await code.then(openPage).catch(complain); // a page that fails must not stop what it saved from being carried
  makeGood();
  if (IN_VISIT.includes(page)) await looked(); // nothing of what follows is needed to answer
  const loop = await import('./sync/loop.mjs');
  keepInTouch(loop);
  if (IN_VISIT.includes(page)) await followColleagues();
  const loss = await alarm();
  if (loss) tell('loss', loss, '知道了', () => acknowledgeAlarm().then(() => untell('loss')));
  if (!IN_VISIT.includes(page)) await prepareOffline(loop);
}

/** @param {{start: () => unknown, ahead?: () => unknown}} own */
async function openPage({ ahead, start }) {
  ahead?.();
  await parsed;
  await start();
}

async function askWhoAmI() {
  const pull = await import('./sync/pull.mjs');
  await pull.askWhoAmI();
}

/** While a school reads a visit, whatever is opened leads back there; unless that page could not be opened. */
async function isHeld() {
  const { heldVisit } = await import('./store/held.mjs');
  const held = currentUser() && (await heldVisit());
  if (!held || sessionStorage.getItem('let-go') === held) return false;
  location.replace(`/phone/sign#${held}`);
  return true;
}

/** @param {typeof import('./sync/loop.mjs')} loop */
function keepInTouch({ nudge, onStatus, startSync }) {
  const stop = startSync({ inVisit: IN_VISIT.includes(page) });
  hear(({ kind }) => kind === 'user' && stop()); // nothing more under the name of the one before
  addEventListener('online', nudge);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && nudge());
  onStatus(({ online, message }) =>
    online === 'signed_out' && currentUser() // of nobody nothing has run out
      ? tell('signed_out', message, '去登录', () => location.assign('/signin?next=/phone/today'))
      : untell('signed_out'),
  );
}

/** Two phones on one visit: asked for only while somebody looks at it. */
async function followColleagues() {
  const { follow } = await import('./sync/follow.mjs');
  const { go, rest } = follow();
  const look = () => (document.visibilityState === 'visible' ? go() : rest());
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  look();
}

/**
 * Install the shell, then try whether this window can really work offline; sync fetches packets only after that.
 * @param {typeof import('./sync/loop.mjs')} loop
 */
async function prepareOffline({ nudge }) {
  const { offerUpdates, workerReady } = await import('./device/worker.mjs');
  const kept = await workerReady().catch((error) => note('worker', error));
  offerUpdates(tell);
  const { shouldProbe } = await import('./store/readiness.mjs');
  if (kept && !(await shouldProbe())) return; // without the worker yesterday's result is no longer true
  const { runProbe } = await import('./device/probe.mjs');
  const { ok, missing } = await runProbe();
  if (ok) nudge();
  else tell('offline', missing[0]);
}

/** One calm strip per key on top of the page. @type {import('./device/worker.mjs').Tell} */
async function tell(key, sentence, label, act) {
  await parsed;
  lift();
  const strips = document.getElementById('notices');
  const known = strips?.querySelector(`[data-notice="${key}"]`);
  if (!strips || known?.firstChild?.textContent === sentence) return; // said once, read aloud once
  const strip = document.createElement('p');
  strip.className = 'notice notice--warn';
  strip.dataset.notice = key;
  strip.append(sentence);
  if (label && act) {
    const button = document.createElement('button');
    button.className = 'btn btn--quiet';
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', act);
    strip.append(' ', button);
  }
  known ? known.replaceWith(strip) : strips.append(strip);
}

/** @param {string} key */
async function untell(key) {
  await parsed;
  document.querySelector(`#notices [data-notice="${key}"]`)?.remove();
}

function watchErrors() {
  // Without an error it is a browser's remark (a resize observed late), not a fault anybody could act on.
  addEventListener('error', ({ error, message }) => (error ? complain(error) : note(page, message)));
  addEventListener('unhandledrejection', (event) => complain(event.reason));
}

/** Written down and said in one sentence; never swallowed. @param {any} error */
function complain(error) {
  note(page, error);
  tell('trouble', error?.sentence ?? BROKEN);
}
