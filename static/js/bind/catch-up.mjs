// What colleagues wrote on visits nobody has open here, above all a day they moved: asked for after each contact.
import { listVisits } from '../store/visits.mjs';
import { onStatus } from '../sync/status.mjs';

const FINISHED = ['SEALED', 'REGISTERED'];

/** What comes is kept, and whoever watches the status hears of it. */
export function catchUp() {
  /** @type {string | null} */
  let last = null;
  onStatus(({ online, busy, lastContact }) => {
    if (busy || online !== 'reached' || lastContact === last) return;
    last = lastContact;
    askForAll();
  });
}

async function askForAll() {
  const { pullVisit } = await import('../sync/pull.mjs');
  for (const { id, facts, state } of await listVisits()) {
    if (!facts || FINISHED.includes(state)) continue;
    const { kind } = await pullVisit(id, { photos: false });
    if (kind !== 'ok') return; // the way is closed again; the next contact asks anew
  }
}
