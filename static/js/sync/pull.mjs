// What comes down under the person's own login: their list, packets, and what others did on the same visit.
import { learnClock, shanghai } from '../store/clock.mjs';
import { deviceFact } from '../store/bases.mjs';
import { installKey } from '../store/key.mjs';
import { keepStored, meetEpoch } from '../store/outbox.mjs';
import { packetShas, savePacket } from '../store/packets.mjs';
import { readinessHere } from '../store/readiness.mjs';
import { keepPulled } from '../store/received.mjs';
import { mine, useUser } from '../store/session.mjs';
import { saveVisits } from '../store/visits.mjs';
import { call } from './transport.mjs';
import { packetsWanted } from './wanted.mjs';

/** @import {Outcome} from './transport.mjs' */

const SIGNED_OUT = '登录已过期，请重新登录后再下载；手机里的内容不受影响。';
const NO_ANSWER = '现在连不上服务器，检查包没有下载；请到有网络的地方再试。';
/** A packet is the largest thing that comes down. */
const PACKET_PATIENCE = 120000;

/** Who is signed in, and what is drawn for them. @returns {Promise<Outcome>} denied: nobody is, work goes on without */
export async function askWhoAmI() {
  const sent = performance.now();
  const outcome = await call('GET', '/api/me');
  if (outcome.kind !== 'ok') return outcome;
  const { person, now, epoch, visits, pin_chosen } = outcome.body;
  await learnClock(now, sent, performance.now());
  if (!person) return { kind: 'denied', body: outcome.body };
  await useUser({ ...person, pin_chosen });
  await meetEpoch(mine(), epoch);
  await saveVisits(mine(), visits);
  return outcome;
}

/** Today's and the next visits, without being asked, once this window has proved that it can work offline. @param {any[]} visits as /api/me lists them @returns {Promise<Outcome | null>} the first that failed for want of a connection */
export async function fetchWanted(visits) {
  if (!(await readinessHere()).ready) return null;
  for (const visit of packetsWanted(visits, await packetShas(mine()), shanghai(Date.now()).slice(0, 10))) {
    const outcome = await askPacket(visit);
    if (outcome.kind === 'unreachable' || outcome.kind === 'busy') return outcome;
  }
  return null;
}

/** One packet because a person asked. @param {string} visit @returns {Promise<{ok: true} | {ok: false, sentence: string}>} */
export async function fetchPacket(visit) {
  const { ready, missing } = await readinessHere();
  if (!ready) return { ok: false, sentence: missing[0] };
  const outcome = await askPacket(visit);
  if (outcome.kind === 'ok') return { ok: true };
  if (outcome.kind === 'denied') return { ok: false, sentence: SIGNED_OUT };
  return { ok: false, sentence: (outcome.kind === 'refused' && outcome.body?.sentence) || NO_ANSWER };
}

/** @param {string} visit @returns {Promise<Outcome>} ok: the packet lies on this phone, with a new token */
export async function askPacket(visit) {
  const userBase = mine();
  const [{ publicJwk }, probe] = await Promise.all([installKey(), deviceFact('probe')]);
  const json = { device: userBase.install, public_key: publicJwk, probe };
  const outcome = await call('POST', `/api/visits/${visit}/packet`, { json, timeout: PACKET_PATIENCE });
  if (outcome.kind !== 'ok') return outcome;
  // Somebody else may have signed in meanwhile: their packet must not land in this person's database.
  const right =
    outcome.body.visit === visit && outcome.body.actor?.id === userBase.user && outcome.body.facts?.visit === visit;
  if (!right) return { kind: 'unreachable', why: 'a packet for something else' };
  await savePacket(userBase, outcome.body);
  return outcome;
}

/**
 * Other people's ops of a visit, which phones it is on, and which photos have arrived.
 * @param {string} visit @param {{photos?: boolean}} [what] photos: false leaves the list of photos away @returns {Promise<Outcome>}
 */
export async function pullVisit(visit, { photos = true } = {}) {
  const userBase = mine();
  for (;;) {
    const after = (await userBase.base.read(['pulls'], (tx) => tx.objectStore('pulls').get(visit)))?.next ?? 0;
    const outcome = await call('GET', `/api/visits/${visit}/ops?after=${after}${photos ? '' : '&stored=0'}`);
    if (outcome.kind !== 'ok') return outcome;
    const { epoch, ops, next, stored = [], devices = [] } = outcome.body;
    if (await meetEpoch(userBase, epoch)) continue; // the cursor belonged to another life of the server
    const bare = ops.map((/** @type {{op: any}} */ row) => row.op);
    await keepPulled(userBase, visit, bare, next, devices);
    await keepStored(userBase, visit, stored);
    if (!ops.length || next === after) return outcome;
  }
}
