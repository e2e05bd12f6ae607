// Keeps the shell of the field pages for work without a network. Nothing else: no API, no queue, no user data.
'use strict';

const BUILD = {{ build_id() | tojson }};
const PAGES = {{ (pages or []) | tojson }};
const ASSETS = {{ (assets or []) | tojson }};
const FAMILY = 'shell-';
const CACHE = FAMILY + BUILD;
const KNOWN = new Set([...PAGES, ...ASSETS]);

self.addEventListener('install', (event) => {
  spareTheWorker(event);
  event.waitUntil(install());
});
self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  // GET only: a worker that so much as touches a POST made iOS send empty bodies.
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (KNOWN.has(url.pathname)) event.respondWith(answer(event.request, CACHE, url.pathname));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(answer(event.request, undefined, url.pathname));
});

self.addEventListener('message', (event) => {
  if (event.data && event.data.type === 'take-over') event.waitUntil(takeOver(event.source));
});

/**
 * Where a browser can (Chromium from 123), it answers from our cache itself what the handler below would answer from
 * there anyway, and a cold phone need not start the worker first. Whole addresses only: the cache is asked for them as they are.
 */
function spareTheWorker(event) {
  if (!event.addRoutes) return;
  const kept = [...PAGES, ...new Set(ASSETS.map((path) => path.slice(0, path.lastIndexOf('/') + 1) + ':file'))];
  const condition = { or: kept.map((pathname) => ({ requestMethod: 'GET', urlPattern: { pathname, search: '' } })) };
  const spared = event.addRoutes({ condition, source: { cacheName: CACHE } });
  event.waitUntil(spared.catch(() => {})); // refused: then the handler answers, as it does everywhere else
}

/** All or nothing: one file that is not what it should be, and the version before stays. */
async function install() {
  try {
    const answers = await Promise.all([...KNOWN].map(fetchFresh));
    const cache = await caches.open(CACHE);
    await Promise.all(answers.map(([path, response]) => cache.put(path, response)));
  } catch (problem) {
    await caches.delete(CACHE);
    throw problem;
  }
  if (self.registration.active) await tell({ type: 'version-waiting', build: BUILD });
}

/** @returns {Promise<[string, Response]>} */
async function fetchFresh(path) {
  const response = await fetch(path, { cache: 'reload', credentials: 'omit' });
  if (!genuine(path, response)) throw new Error(`not the file of this version: ${path}`);
  return [path, response];
}

/** A sign-in page, a portal or a proxy answers 200 too: whatever is not ours must never be kept. */
function genuine(path, response) {
  if (response.status !== 200 || response.type !== 'basic' || response.redirected) return false;
  if (PAGES.includes(path)) return response.headers.get('X-Shell') === BUILD;
  return !(response.headers.get('Content-Type') || '').includes('text/html');
}

async function activate() {
  const shells = (await caches.keys()).filter((name) => name.startsWith(FAMILY) && name !== CACHE);
  // The version before stays: a tab still open on it may ask for one more of its files.
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim(); // so that the very first visit already works offline
}

/** Files carry their build in the address, so one of an older tab may come from whichever cache has it. */
async function answer(request, cacheName, path) {
  const kept = await caches.match(path, cacheName ? { cacheName } : undefined);
  return kept || fetch(request);
}

/** A new version never replaces the one under an open visit; it takes over when a page says so and none is. */
async function takeOver(asking) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const working = open.some((client) => ['/phone/visit', '/phone/sign'].includes(new URL(client.url).pathname));
  if (!working) await self.skipWaiting();
  else if (asking) asking.postMessage({ type: 'visit-open' });
}

async function tell(message) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  open.forEach((client) => client.postMessage(message));
}
