// The right to seal comes to this phone by the PIN of whoever has it; handing it on, and one's own word, are sealer.mjs's.
import { sealer } from '../core/people.mjs';
import { hasShown } from '../core/steps.mjs';
import { need, tell } from './fill.mjs';
import { paintSealer, sealsHere } from './sealer.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {HTMLElement} box around templates/phone/sealer.html @param {Inspection} inspection */
export function paintRight(box, inspection) {
  const { facts, state, visit } = inspection;
  paintSealer(box, inspection);
  const here = facts.team.some((each) => each.person === visit.actor.id && hasShown(each, state));
  const name = inspection.nameOf(sealer(facts, state));
  tell(need(box, '[data-act="take-seal"]'), here && !sealsHere(inspection) ? `${name} 输入 PIN：改由这部手机封存` : '');
}

/** A PIN that was never chosen, or is forgotten, strands nothing; the op says so. @param {Inspection} inspection */
export async function takeRight(inspection) {
  const { facts, state, visit } = inspection;
  const person = sealer(facts, state);
  const verifiers = visit.pins.filter((each) => each.person === person);
  const { askPin } = await import('./pin-pad.mjs');
  const title = `${inspection.nameOf(person)}，请输入本人的 PIN`;
  const answer = verifiers.length
    ? await askPin(need(document, '[data-pin-host]'), verifiers, { title, mayForget: true })
    : { forgotten: true };
  if (!answer) return;
  const payload = { person: visit.actor.id, by: person, via: answer.forgotten ? 'pin_forgotten' : 'pin' };
  await inspection.write([{ kind: 'people.change', field: 'sealer', payload }]);
}
