// How somebody of the team proves to stand here: by the own PIN. Never chosen or forgotten, it strands nothing; the op says so.
import { need } from './fill.mjs';

/**
 * @param {import('../store/visit.mjs').Visit} visit
 * @param {{person: string, name: string}} whom
 * @returns {Promise<'pin' | 'pin_forgotten' | ''>} the `via` of what is written next; "" when the pad was closed
 */
export async function byOwnPin(visit, { person, name }) {
  const verifiers = visit.pins.filter((each) => each.person === person);
  if (!verifiers.length) return 'pin_forgotten';
  const { askPin } = await import('./pin-pad.mjs');
  const host = need(document, '[data-pin-host]');
  const answer = await askPin(host, verifiers, { title: `请${name}输入本人的 PIN`, mayForget: true });
  return !answer ? '' : answer.forgotten ? 'pin_forgotten' : 'pin';
}
