// 待本人确认: what a colleague's phone did in one's name by PIN, confirmed once under the own login.
import { askWhoAmI } from './pull.mjs';
import { call } from './transport.mjs';

const OFFLINE = '现在连不上服务器，没有确认；请到有网络的地方再点一次。';
const SIGNED_OUT = '登录已过期，请重新登录后再确认。';

/** @param {string} visit @returns {Promise<{ok: true} | {ok: false, sentence: string}>} */
export async function confirmOwnActs(visit) {
  const outcome = await call('POST', `/api/visits/${visit}/confirm`, { json: {} });
  if (outcome.kind === 'denied') return { ok: false, sentence: SIGNED_OUT };
  if (outcome.kind === 'refused') return { ok: false, sentence: outcome.body?.sentence ?? OFFLINE };
  if (outcome.kind !== 'ok') return { ok: false, sentence: OFFLINE };
  await askWhoAmI(); // the list without it
  return { ok: true };
}
