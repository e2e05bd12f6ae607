// Several people on one phone: who has unsent work here, and how one leaves without taking evidence along.
import { ring } from './bell.mjs';
import { deviceBase, userBase } from './bases.mjs';
import { beginningWith } from './db.mjs';
import { pendingOf } from './outbox.mjs';
import { currentUser, leaveSession, mine } from './session.mjs';

/** @import {Pending, Person} from './types.d.ts' */

/** Everybody who ever signed in here; of others only how much is unsent. @returns {Promise<(Person & {current: boolean, pending: Pending})[]>} */
export async function knownUsers() {
  const people = await deviceBase.read(['users'], (tx) => tx.objectStore('users').getAll());
  return Promise.all(
    people.map(async (/** @type {Person} */ { id, name }) => ({
      id,
      name,
      current: id === currentUser()?.id,
      pending: await pendingOf(await userBase(id)),
    })),
  );
}

/**
 * Leave the phone to somebody else. Packets with nothing unsent or half-written go (they name the school and its people);
 * ops, photos and their tokens stay, because signing out must never cost evidence.
 */
export async function signOut() {
  if (!currentUser()) return;
  const { base, user } = mine();
  await base.write(['packets', 'visits', 'drafts', 'outbox'], async (tx) => {
    await tx.objectStore('visits').clear();
    for (const visit of await tx.objectStore('packets').getAllKeys()) {
      const unsent = await tx.objectStore('outbox').count(beginningWith(visit));
      const halfWritten = await tx.objectStore('drafts').count(beginningWith(visit));
      if (!unsent && !halfWritten) await tx.objectStore('packets').delete(visit);
    }
  });
  await leaveSession();
  ring({ kind: 'packets', user });
}
