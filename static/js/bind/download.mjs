// A packet fetched by hand; the ones of today come by themselves.
import { fetchPacket } from '../sync/pull.mjs';
import { alarm, say } from './say.mjs';

/** @param {HTMLElement} button carries the visit; it is out of use while the packet is on its way */
export async function download(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  say('正在下载检查包…');
  try {
    const result = await fetchPacket(button.dataset.value ?? '');
    if (result.ok) say('检查包已下载到本机，没有网络也能检查。');
    else alarm(result.sentence);
  } finally {
    button.removeAttribute('aria-disabled');
  }
}
