// Small pictures of photos whose bytes are on a colleague's phone: what there is of them to look at, also without a network.
import { asRefusal, refuseWhenFull } from './photos.mjs';

/** @import {PreviewRow, UserBase} from './types.d.ts' */

/**
 * Keep one; a phone that is nearly full keeps its room for what only it has.
 * @param {UserBase} userBase @param {PreviewRow} preview @throws {import('./photos.mjs').PhotoRefused}
 */
export async function keepPreview(userBase, preview) {
  await refuseWhenFull(userBase);
  try {
    await userBase.base.write(['previews'], (tx) => tx.objectStore('previews').put(preview));
  } catch (error) {
    throw asRefusal(error);
  }
}
