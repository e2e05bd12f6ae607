// /phone: does with this window what can be done, and says in one sentence whether it can work without a network.
import { runProbe } from '../device/probe.mjs';
import { workerReady } from '../device/worker.mjs';
import { currentUser, openSession } from '../store/session.mjs';
import { need } from './fill.mjs';
import { alarm, say } from './say.mjs';

const GOOD = '✓ 可以离线：这部手机已准备好。';
const LACKS = '还不能离线：';

/** What the browser offers when it is ready to install us; no type of the platform knows it. @type {{prompt: () => Promise<unknown>} | null} */
let offer = null;

/** @type {Record<string, () => unknown>} */
const ACTS = { copy, install: () => offer?.prompt(), again: tryOut };

document.addEventListener('click', ({ target }) => {
  const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest('[data-act]'));
  if (button) ACTS[button.dataset.act ?? '']?.();
});
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // asked for at its step, not by a bar of the browser's own
  offer = /** @type {any} */ (event);
  show('[data-act="install"]');
});
addEventListener('appinstalled', () => done('home'));
if (document.body.dataset.secure === 'yes' && document.querySelector('[data-result]')) tryOut();

async function tryOut() {
  need(document, '[data-result]').textContent = '正在检查…';
  const kept = await workerReady().catch(() => false);
  const { ok, missing } = await runProbe();
  conclude(ok, missing[0]);
  if (kept) ['certificate', 'address'].forEach(done); // a worker is only installed where the certificate is believed
  if (matchMedia('(display-mode: standalone)').matches) done('home');
  // Only iOS has this property: what is signed in to in a tab there is not what the home screen opens.
  show('[data-doors]', /** @type {{standalone?: boolean}} */ (navigator).standalone !== false);
  await greet();
}

/** @param {boolean} ok @param {string} [lack] */
function conclude(ok, lack) {
  const result = need(document, '[data-result]');
  result.textContent = ok ? GOOD : LACKS + lack;
  result.classList.toggle('way__result--good', ok);
  result.classList.toggle('way__result--bad', !ok);
  if (ok) done('offline');
  show('[data-advice]', !ok);
  show('[data-onward]', ok);
  show('[data-act="again"]', !ok);
}

/** Whoever has signed in on this phone already needs no code any more. */
async function greet() {
  await openSession().catch(() => null);
  const person = currentUser();
  if (!person) return;
  need(document, '[data-who]').textContent = `已登录：${person.name}。`;
  show('[data-doors]', false);
  done('sign-in');
}

/** @param {string} name */
function done(name) {
  const step = document.querySelector(`[data-step="${name}"]`);
  step?.classList.add('way__step--done');
  step?.querySelector('[data-done]')?.removeAttribute('hidden');
}

/** @param {string} selector @param {boolean} [shown] */
function show(selector, shown = true) {
  const part = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (part) part.hidden = !shown;
}

/** Also in the clear, where there is no clipboard: then the address is marked for the finger to copy. */
async function copy() {
  const address = need(document, '[data-address]');
  try {
    await navigator.clipboard.writeText(address.textContent ?? '');
    say('网址已复制，请打开手机浏览器粘贴。');
  } catch {
    getSelection()?.selectAllChildren(address);
    if (document.execCommand('copy')) say('网址已复制，请打开手机浏览器粘贴。');
    else alarm('这里不能自动复制，请长按网址复制。');
  }
}
