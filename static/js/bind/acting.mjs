// 换人填写: a colleague without a phone answers here by the own PIN and under the own name; one tap brings the owner back.
import { hasShown } from '../core/steps.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { askForPin } from './people.mjs';
import { attempt, say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Member} Member */

const ACTING = 'acting';

/** The bar that says who answers, while it is not the phone's owner. @param {Inspection} inspection */
export function paintActing(inspection) {
  const bar = need(document, '[data-acting]');
  const { writer, visit } = inspection;
  const other = writer !== visit.actor.id && !inspection.sealed;
  document.body.classList.toggle('phone--acting', other);
  bar.hidden = !other;
  tell(need(bar, '[data-acting-said]'), other ? `现在由 ${inspection.nameOf(writer)} 填写` : '');
  need(bar, '[data-act="acting-back"]').textContent = `换回${visit.actor.name}`;
}

/** Show who may take over. @param {Inspection} inspection */
export function chooseWriter(inspection) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, '#acting'));
  const others = inspection.facts.team.filter(({ person }) => person !== inspection.writer);
  need(dialog, '[data-acting-people]').replaceChildren(...others.map((member) => row(member, inspection)));
  dialog.showModal();
}

/** @param {Inspection} inspection @param {string} person @returns {Promise<boolean>} whether somebody else answers now */
export async function letWrite(inspection, person) {
  closeDialog();
  if (person === inspection.visit.actor.id) return ownAgain(inspection);
  if (!(await askForPin(inspection, person))) return false;
  if (!(await showBeforeWriting(inspection, person))) return false;
  if (await turnTo(inspection, person)) say(`现在由 ${inspection.nameOf(person)} 填写。`);
  return inspection.acting === person;
}

/** @param {Inspection} inspection @returns {Promise<boolean>} */
export async function ownAgain(inspection) {
  if (await turnTo(inspection, '')) say(`换回 ${inspection.visit.actor.name} 填写。`);
  return !inspection.acting;
}

export function closeDialog() {
  /** @type {HTMLDialogElement} */ (need(document, '#acting')).close();
}

/** On disk first: a phone killed behind the camera comes back under the same name. @param {Inspection} inspection @param {string} person "" for the owner */
async function turnTo(inspection, person) {
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur(); // what is half typed is kept under the name of who typed it
  const done = await attempt('acting', () => inspection.visit.saveDraft(ACTING, person || undefined));
  if (done) inspection.acting = person;
  return done;
}

/** Whoever answers has shown a certificate; the one PIN serves for both. @param {Inspection} inspection @param {string} person */
async function showBeforeWriting(inspection, person) {
  const member = inspection.facts.team.find((each) => each.person === person);
  if (!member?.certified || hasShown(member, inspection.state)) return true;
  const payload = { certificate_no: member.certificate_no, by: person, via: 'pin' };
  return inspection.write([{ kind: 'visit.identify', field: `shown.${person}`, payload }]);
}

/** @param {Member} member @param {Inspection} inspection */
function row(member, inspection) {
  const { visit, state } = inspection;
  const own = member.person === visit.actor.id;
  const able = own || visit.pins.some(({ person }) => person === member.person);
  const first = member.certified && !hasShown(member, state) && !own;
  const about = [member.department || member.unit, able ? '' : '还没有设置 PIN，联网登录设置一次才能在这里填写'];
  const part = copy('acting-person', {
    name: member.name,
    about: about.filter(Boolean).join('；'),
    as: able ? (own ? '换回来' : first ? '出示证件并填写' : '输入 PIN 填写') : null,
  });
  if (!able) return part;
  slot(part, 'as').dataset.person = member.person;
  slot(part, 'as').setAttribute('aria-label', `${slot(part, 'as').textContent}：${member.name}`);
  return part;
}
