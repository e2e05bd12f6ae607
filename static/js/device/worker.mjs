// The page's side of the service worker: offline after the first visit, a new version only when a person says so.

const PATIENCE = 20000;

/** @typedef {(key: string, sentence: string, label?: string, act?: () => void) => void} Tell */

/**
 * Register the worker and wait until it controls this page.
 * @returns {Promise<boolean>} false: none here, or not in time (a slow network: the next page will have it)
 */
export async function workerReady() {
  if (!('serviceWorker' in navigator)) return false;
  await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  if (navigator.serviceWorker.controller) return true;
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(Boolean(navigator.serviceWorker.controller)), PATIENCE);
  });
}

/** Offer a version that waits; pages of a visit never do, theirs must not change under the inspector. @param {Tell} tell */
export async function offerUpdates(tell) {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return;
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    tell('update', '有新版本。更新只要几秒，手机里的内容不受影响。', '现在更新', () => takeOver(registration));
  };
  offer();
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.type === 'version-waiting') offerWhenWaiting(registration, offer);
    if (data?.type === 'visit-open') tell('update', '另一个窗口里还开着检查；请先关闭它，再更新。');
  });
}

/** The worker says so while it still installs. @param {ServiceWorkerRegistration} registration @param {() => void} offer */
function offerWhenWaiting(registration, offer) {
  if (registration.waiting) offer();
  else registration.installing?.addEventListener('statechange', offer);
}

/** @param {ServiceWorkerRegistration} registration */
function takeOver(registration) {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration.waiting?.postMessage({ type: 'take-over' });
}
