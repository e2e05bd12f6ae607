// The right to seal comes to this phone by the PIN of whoever has it; handing it on, and one's own word, are sealer.mjs's.
import { valueOf } from '../core/answers.mjs';
import { sealer } from '../core/people.mjs';
import { hasShown } from '../core/steps.mjs';
import { need, tell } from './fill.mjs';
import { byOwnPin } from './own-pin.mjs';
import { paintSealer, sealsHere } from './sealer.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {HTMLElement} box around templates/phone/sealer.html @param {Inspection} inspection */
export function paintRight(box, inspection) {
  const { facts, state, visit } = inspection;
  paintSealer(box, inspection);
  tell(need(box, '[data-set-aside]'), setAsideWords(inspection));
  need(box, '[data-take-over]').hidden = true; // leads here
  const here = facts.team.some((each) => each.person === visit.actor.id && hasShown(each, state));
  const name = inspection.nameOf(sealer(facts, state));
  tell(need(box, '[data-act="take-seal"]'), here && !sealsHere(inspection) ? `${name} 输入 PIN：改由这部手机封存` : '');
}

/** What the office said of seals it did not let stand. @param {Inspection} inspection @returns {string} */
function setAsideWords({ state }) {
  const fields = Object.keys(state.fields).filter((field) => field.startsWith('set_aside.'));
  const reasons = fields.map((field) => valueOf(state, field)?.reason.replace(/。$/, ''));
  return reasons.length ? `单位没有采用先前的封存：${reasons.join('；')}。请核对后重新封存。` : '';
}

/** @param {Inspection} inspection */
export async function takeRight(inspection) {
  const { facts, state, visit } = inspection;
  const person = sealer(facts, state);
  const via = await byOwnPin(visit, { person, name: inspection.nameOf(person) });
  if (!via) return;
  const payload = { person: visit.actor.id, by: person, via };
  await inspection.write([{ kind: 'people.change', field: 'sealer', payload }]);
}
