// Can this window work offline? Asked before any packet may be downloaded; tried, never guessed from a browser's name.
import { keepDeviceFact } from '../store/bases.mjs';
import { tryStorage } from '../store/selftest.mjs';

const OUTSIDE = '本窗口不能离线工作。请点右上角“…”选择“在浏览器打开”，并添加到主屏幕后再下载检查包。';
const ANOTHER = '请在应用商店安装“Microsoft Edge”，用它打开本网址。';
const APPLE = '请把系统更新到 iOS 16.4 以上，用 Safari 打开本网址，并添加到主屏幕。';
const SENTENCES = {
  secure: '本网址不是安全连接（https），不能离线工作；请向管理员要正确的网址。',
  worker: `本浏览器不能保存离线页面；${onApple() ? APPLE : ANOTHER}`,
  registered: `本浏览器不承认本网址的证书，离线页面装不上；请先装证书（打开本网址的 /phone，看第一步）。已经装过，${onApple() ? APPLE : ANOTHER}`,
  controlled: '离线页面还没有装好；请保持联网，稍等片刻再打开本页。',
  small: '本窗口存不住数据（可能是无痕窗口），不能用于检查；请在普通窗口打开。',
  blob: '这像是无痕（私密）窗口，关闭后数据会丢失，不能用于检查；请在普通窗口打开。',
  home: '请点“分享”，选“添加到主屏幕”，再从主屏幕打开本系统下载检查包；浏览器标签页里的数据几天不用就会被手机清除。',
  large: '手机剩余空间不够保存照片；请清理空间后再打开本页。',
  cache: '本窗口不能保存离线页面（可能是无痕窗口），不能用于检查；请在普通窗口打开。',
  locks: '浏览器版本太旧；请更新浏览器后再下载检查包。',
};
const IN_APP = /MicroMessenger|wxwork|DingTalk/;

/** @typedef {{ok: boolean, missing: string[], details: {[what: string]: boolean | string}, at: string}} Probe */

/**
 * Try everything offline work stands on, and keep the result: it goes to the server with each packet.
 * @returns {Promise<Probe>} missing: one sentence per lack, the first is the one to act on
 */
export async function runProbe() {
  const storage = await tryStorage();
  const tried = {
    secure: isSecureContext,
    worker: 'serviceWorker' in navigator,
    // Where the certificate is not believed the page may open all the same, but no worker is ever installed.
    registered: Boolean(await navigator.serviceWorker?.getRegistration()),
    controlled: Boolean(navigator.serviceWorker?.controller),
    small: storage.small,
    large: storage.large,
    blob: storage.blob,
    // Only iOS has this property: there a tab's storage is cleared after seven days, that of a home-screen app is not.
    home: /** @type {{standalone?: boolean}} */ (navigator).standalone !== false,
    cache: await keepsPages(),
    locks: 'locks' in navigator,
  };
  const missing = lacks(tried);
  const probe = {
    ok: !missing.length,
    missing,
    at: new Date().toISOString(),
    details: { ...tried, ...(await surroundings()) },
  };
  await keepDeviceFact('probe', probe);
  return probe;
}

/** A lack that follows from an earlier one is not told twice. @param {{[what in keyof typeof SENTENCES]: boolean}} tried */
function lacks(tried) {
  if (!tried.secure) return [SENTENCES.secure];
  if (!tried.worker) return [IN_APP.test(navigator.userAgent) ? OUTSIDE : SENTENCES.worker];
  if (!tried.registered) return [SENTENCES.registered];
  const rest = /** @type {(keyof typeof SENTENCES)[]} */ ([
    'small',
    'blob',
    'large',
    'cache',
    'locks',
    'home',
    'controlled',
  ]);
  return rest
    .filter((what) => !tried[what] && (tried.small || !['blob', 'large'].includes(what)))
    .map((what) => SENTENCES[what]);
}

/** Chooses words only. */
function onApple() {
  return /iPhone|iPad/.test(navigator.userAgent);
}

async function keepsPages() {
  try {
    const cache = await caches.open('fieldapp-probe');
    await cache.put('/fieldapp-probe', new Response('here'));
    const back = await cache.match('/fieldapp-probe');
    return (await back?.text()) === 'here';
  } catch {
    return false;
  } finally {
    await globalThis.caches?.delete('fieldapp-probe').catch(() => false);
  }
}

/** Chooses words and helps support; never decides ability. @returns {Promise<{[what: string]: boolean | string}>} */
async function surroundings() {
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  const display = matchMedia('(display-mode: standalone)').matches ? 'standalone' : 'browser';
  return { persisted, display, agent: navigator.userAgent.slice(0, 200) };
}
