// The way down: what the login lets the person at work read. Work goes on without it.
import { mine } from '../store/session.mjs';
import { askPacket, askWhoAmI, fetchWanted } from './pull.mjs';
import { pushVisit } from './push.mjs';
import { closes, tokenless } from './round.mjs';

/** @import {Outcome} from './transport.mjs' */

let signedOut = false;

/** The list, new tokens, packets; what others do on the visit on the screen is followed by itself. @returns {Promise<{closed: Outcome | null, signedOut: boolean}>} */
export async function comeDown() {
  const outcome = await askWhoAmI();
  if (closes(outcome)) return { closed: outcome, signedOut };
  signedOut = outcome.kind !== 'ok';
  if (outcome.kind !== 'ok') return { closed: null, signedOut };
  const closed = (await renewTokens()) ?? (await fetchWanted(outcome.body.visits));
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
