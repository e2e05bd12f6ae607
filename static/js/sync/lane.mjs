// Photos travel beside the ops, so that a slow upload never holds up an answer.
import { fold } from '../core/fold.mjs';
import { opsOf } from '../store/ops.mjs';
import { standings, tokenOf } from '../store/outbox.mjs';
import { photosOf } from '../store/photos.mjs';
import { gate } from './originals.mjs';
import { photoOrder } from './plan.mjs';
import { uploadPhoto } from './uploads.mjs';

/** @import {UserBase} from '../store/types.d.ts' */
/** @import {Outcome} from './transport.mjs' */

/** @type {Promise<Outcome | null> | null} */
let moving = null;

/**
 * Send photos until none is left or the way is closed; a second call while they move joins the first.
 * @param {UserBase[]} people @param {(visit: string) => void} onPhoto after each one that arrived
 * @returns {Promise<Outcome | null>} what closed the way, null when nothing did
 */
export function movePhotos(people, onPhoto) {
  return (moving ??= moveAll(people, onPhoto).finally(() => {
    moving = null;
  }));
}

/** @param {UserBase[]} people @param {(visit: string) => void} onPhoto @returns {Promise<Outcome | null>} */
async function moveAll(people, onPhoto) {
  for (const userBase of people) {
    for (const [visit, { photos }] of Object.entries(await standings(userBase))) {
      const closed = photos ? await moveVisit(userBase, visit, onPhoto) : null;
      if (closed) return closed;
    }
  }
  return null;
}

/** @param {UserBase} userBase @param {string} visit @param {(visit: string) => void} onPhoto @returns {Promise<Outcome | null>} */
async function moveVisit(userBase, visit, onPhoto) {
  const token = await tokenOf(userBase, visit);
  const tried = new Set();
  while (token) {
    // Asked anew for each: the photo of a problem found meanwhile goes before the rest.
    const may = await gate();
    const photo = photoOrder(await photosOf(userBase, visit), fold(await opsOf(userBase, visit))).find(
      (each) => !tried.has(each.evidence) && may(each),
    );
    if (!photo) return null;
    tried.add(photo.evidence);
    const outcome = await uploadPhoto(userBase, token, photo);
    if (outcome.kind === 'ok') onPhoto(visit);
    else if (outcome.kind === 'denied')
      return null; // the ops' push gets a new token
    else if (outcome.kind !== 'refused') return outcome;
  }
  return null;
}
