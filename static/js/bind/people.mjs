// Who has shown a certificate: one's own by one tap, a colleague's by the colleague's own PIN on this phone.
import { VIA_LABELS } from '../core/labels.mjs';
import { canAnswer, hasShown } from '../core/steps.mjs';
import { copy, need, retire, slot, tell } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Member} Member */

/** @param {HTMLElement} panel @param {Inspection} inspection */
export function makePeople(panel, inspection) {
  need(panel, '[data-people]').append(...inspection.facts.team.map((member) => personRow(member, inspection)));
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
export function paintPeople(panel, inspection) {
  const shown = inspection.facts.team.filter((member) => hasShown(member, inspection.state));
  const enough = canAnswer(inspection.facts, inspection.state);
  const words = `还差 ${2 - shown.length} 人。两名持证人员出示证件以后，才能填写检查结果；晚到的到了再出示。`;
  tell(need(panel, '[data-shown-said]'), enough ? '' : words);
  inspection.facts.team.forEach((member, n) => {
    const row = need(panel, '[data-people]').children[n];
    const time = inspection.time(`shown.${member.person}`);
    const via = VIA_LABELS[inspection.value(`shown.${member.person}`)?.via] ?? '';
    tell(
      slot(row, 'shown'),
      time ? `✓ ${time} 已出示（${via}）` : member.certified ? '' : '证件无效或没有证件，不计入两人',
    );
    retire(slot(row, 'show'), time !== '' || !member.certified, slot(row, 'shown'));
  });
}

/** @param {Inspection} inspection @param {string} person */
export async function showCertificate(inspection, person) {
  const own = person === inspection.visit.actor.id;
  if (!own && !(await askForPin(inspection, person))) return;
  const certificate_no = inspection.facts.team.find((each) => each.person === person)?.certificate_no ?? '';
  const payload = { certificate_no, by: person, via: own ? 'login' : 'pin' };
  await inspection.write([{ kind: 'visit.identify', field: `shown.${person}`, payload }]);
}

/** @param {Member} member @param {Inspection} inspection */
function personRow(member, inspection) {
  const own = member.person === inspection.visit.actor.id;
  const row = copy('person', {
    name: member.name,
    role: member.role_label,
    unit: member.unit,
    certificate: member.certificate_no ? `${member.certificate_label} ${member.certificate_no}` : '没有执法证',
    show: own ? '我已出示' : '输入 PIN',
  });
  const button = slot(row, 'show');
  button.dataset.person = member.person;
  button.setAttribute('aria-label', `${own ? '我已出示' : '本人输入 PIN'}：${member.name}`);
  return row;
}

/** @param {Inspection} inspection @param {string} person @returns {Promise<import('./pin-pad.mjs').Answer | null>} null: nobody, and the person was told why */
export async function askForPin(inspection, person) {
  const verifiers = inspection.visit.pins.filter((each) => each.person === person);
  if (!verifiers.length) {
    say(`${inspection.nameOf(person)}还没有设置 PIN：请联网登录设置一次，再重新下载检查包。`);
    return null;
  }
  const { askPin } = await import('./pin-pad.mjs');
  return askPin(need(document, '[data-pin-host]'), verifiers, {
    title: `请${inspection.nameOf(person)}输入本人的 PIN`,
  });
}
