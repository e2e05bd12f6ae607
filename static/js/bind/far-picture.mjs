// A photo whose bytes are on another phone: brought from the server when its place is looked at, and else said why not.
import { headOf, valueOf } from '../core/answers.mjs';
import { hear } from '../store/bell.mjs';
import { bringPicture } from '../sync/pictures.mjs';

/** @typedef {import('../store/visit.mjs').Visit} Visit */
/** @typedef {{show: (url: string) => void, tell: (why: string) => void}} Screen */

const AGAIN_MS = 10000;
const NO_NETWORK = '没有网络，联网后显示';
const WORDS = {
  kept: '',
  not_ready: '照片刚传到服务器，马上显示',
  no_network: NO_NETWORK,
  signed_out: '登录已过期，重新登录后显示',
};

/**
 * Until it is there: once its place comes into sight, and again while it stays there.
 * @param {Element} place @param {Visit} visit @param {string} evidence @param {Screen} screen
 */
export async function bring(place, visit, evidence, { show, tell }) {
  tell(navigator.onLine ? '正在取照片…' : NO_NETWORK);
  do {
    await inSight(place);
    const url = await visit.photoUrl(evidence); // a colleague's file may have brought it, too
    if (url) return show(url);
    const { words, again } = await ask(visit, evidence);
    if (words) {
      tell(words);
      if (!again) return;
      await news(visit.id);
    }
  } while (place.isConnected);
}

/** @param {Visit} visit @param {string} evidence @returns {Promise<{words: string, again: boolean}>} words "": it is here now */
async function ask(visit, evidence) {
  const field = `evidence.${evidence}`;
  const sha256 = valueOf(visit.state, field)?.sha256;
  const where = `照片在${ownerOf(visit, headOf(visit.state, field)?.actor)}手机上`;
  if (!sha256) return { words: where, again: true }; // two phones differ about it
  const brought = await bringPicture(visit.id, evidence, sha256);
  if (brought.kind === 'never') return { words: brought.why, again: false };
  if (brought.kind === 'not_here') return { words: `${where}，还没有传到服务器`, again: true };
  return { words: WORDS[brought.kind], again: true };
}

/** @param {Visit} visit @param {string | undefined} actor */
function ownerOf(visit, actor) {
  if (actor === visit.actor.id) return '另一部';
  return `${visit.facts.team.find(({ person }) => person === actor)?.name ?? '另一位检查人员'}的`;
}

/** Not before somebody sees it: a sheet of a dozen photos costs nothing until it is read. @param {Element} place @returns {Promise<void>} */
function inSight(place) {
  return new Promise((resolve) => {
    const eyes = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      eyes.disconnect();
      resolve();
    });
    eyes.observe(place);
  });
}

/** @param {string} visit @returns {Promise<void>} something came, or time enough has passed to ask again */
function news(visit) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(go, AGAIN_MS);
    const off = hear((bell) => {
      if (bell.kind === 'got' && bell.visit === visit) go();
    });
  });
}
