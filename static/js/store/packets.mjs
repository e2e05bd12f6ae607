// Packets: everything a visit needs away from the network, one row each; tokens lie apart and outlive them.
import { keepDeviceFact, saveSurely } from './bases.mjs';
import { ring } from './bell.mjs';
import { note } from './log.mjs';
import { meetEpoch, standings, sum } from './outbox.mjs';
import { readinessHere } from './readiness.mjs';
import { putPhones } from './phones.mjs';
import { ownShas, putReceived } from './received.mjs';
import { mine } from './session.mjs';

/** @import {Chain, Facts, PacketReply, PacketRow, Pending, Readiness, UserBase} from './types.d.ts' */

/**
 * Keep a packet as it came. The facts of a visit that has ops on this phone are never replaced:
 * what is being answered and signed must not change under the inspector.
 * @param {UserBase} userBase @param {PacketReply} reply
 */
export async function savePacket(userBase, reply) {
  const { user, install, base } = userBase;
  const { visit, token, facts, facts_sha256, pins, html, ops, next, devices = [] } = reply;
  const shas = await ownShas(install, ops);
  await meetEpoch(userBase, reply.epoch);
  await saveSurely(base, ['packets', 'tokens', 'ops', 'chains', 'pulls', 'phones'], async (tx) => {
    const [before, chain] = await Promise.all([
      tx.objectStore('packets').get(visit),
      tx.objectStore('chains').get(visit),
    ]);
    const row =
      before && chain
        ? { ...before, pins }
        : { visit, facts, facts_sha256, pins, html, saved_at: new Date().toISOString() };
    await Promise.all([
      tx.objectStore('packets').put(row),
      tx.objectStore('tokens').put({ visit, token }),
      tx.objectStore('pulls').put({ visit, next }),
      putReceived(tx, install, visit, ops, shas),
      putPhones(tx, visit, devices),
    ]);
  });
  ring({ kind: 'packets', user, visit });
  ring({ kind: 'got', user, visit });
  // Not awaited: Firefox asks the person, who may not answer for hours; the next packet cannot wait for that.
  askToPersist();
}

/** Ask the browser not to clear this phone's data; the answer is shown with the packets. */
async function askToPersist() {
  try {
    const persisted = (await /** @type {any} */ (navigator).storage?.persist?.()) ?? false; // some WebKit windows have no navigator.storage
    await keepDeviceFact('persisted', persisted);
  } catch (error) {
    note('persist', error);
  }
}

/** What of each visit is here already. @param {UserBase} userBase @returns {Promise<Map<string, {sha256: string, begun: boolean}>>} */
export async function packetShas({ base }) {
  const [packets, chains] = await base.read(['packets', 'chains'], (tx) =>
    Promise.all([tx.objectStore('packets').getAll(), tx.objectStore('chains').getAllKeys()]),
  );
  return new Map(
    packets.map((/** @type {PacketRow} */ row) => [
      row.visit,
      { sha256: row.facts_sha256, begun: chains.includes(row.visit) },
    ]),
  );
}

/**
 * @returns {Promise<{visit: string, facts: Facts, downloaded_at: string, readiness: Readiness, lastOpAt: string | null, pending: Pending}[]>}
 */
export async function listPackets() {
  const userBase = mine();
  const [[rows, chains], all, readiness] = await Promise.all([
    userBase.base.read(['packets', 'chains'], (tx) =>
      Promise.all([tx.objectStore('packets').getAll(), tx.objectStore('chains').getAll()]),
    ),
    standings(userBase),
    readinessHere(),
  ]);
  const lastAt = new Map(chains.map((/** @type {Chain} */ chain) => [chain.visit, chain.at]));
  return rows.map((/** @type {PacketRow} */ { visit, facts, saved_at }) => ({
    visit,
    facts,
    downloaded_at: saved_at,
    readiness,
    lastOpAt: lastAt.get(visit) ?? null,
    pending: all[visit] ?? sum([]),
  }));
}
