// The way down: what the login lets the person at work read. Work goes on without it.
import { currentUser, mine } from '../store/session.mjs';
import { opened } from '../store/visit.mjs';
import { askPacket, askWhoAmI, fetchWanted, pullVisit } from './pull.mjs';
import { pushVisit } from './push.mjs';
import { closes, tokenless } from './round.mjs';

/** @import {Outcome} from './transport.mjs' */

let signedOut = false;

/** The list, new tokens, packets, and what others did on the visit that is open. @returns {Promise<{closed: Outcome | null, signedOut: boolean}>} */
export async function comeDown() {
  const outcome = await askWhoAmI();
  if (closes(outcome)) return { closed: outcome, signedOut };
  signedOut = outcome.kind !== 'ok';
  if (outcome.kind !== 'ok') return { closed: null, signedOut };
  const closed = (await renewTokens()) ?? (await fetchWanted(outcome.body.visits)) ?? (await pullOpen());
  return { closed, signedOut };
}

/** A packet asked for again brings a new token; what waited for it goes up at once. @returns {Promise<Outcome | null>} */
async function renewTokens() {
  for (const visit of tokenless) {
    tokenless.delete(visit);
    const renewed = await askPacket(visit);
    const outcome = renewed.kind === 'ok' ? await pushVisit(mine(), visit) : renewed;
    if (closes(outcome)) return outcome;
  }
  return null;
}

/** @returns {Promise<Outcome | null>} */
async function pullOpen() {
  for (const visit of currentUser() ? opened : []) {
    const outcome = await pullVisit(visit);
    if (closes(outcome)) return outcome;
  }
  return null;
}
