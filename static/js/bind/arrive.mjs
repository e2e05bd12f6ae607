// Step ①: arrival, certificates, what the school is told, recusal. Each act is one tap and one op.
import { NO_PLACE_LABELS, VIA_LABELS } from '../core/labels.mjs';
import { canAnswer } from '../core/steps.mjs';
import { recusal as recusalWords } from '../core/words.mjs';
import { placeOnce } from '../device/place.mjs';
import { copy, need, tell } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../core/types.d.ts').Member} Member */

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {import('./inspection.mjs').Step}
 */
export function openStep(panel, inspection) {
  const form = /** @type {HTMLFormElement} */ (need(panel, '[data-recusal-form]'));
  const names = [...inspection.facts.team.map((each) => each.name), '全体检查人员'];
  need(form, 'select').replaceChildren(...names.map((name) => new Option(name, name)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { who, reason } = /** @type {any} */ (form.elements);
    recusal(inspection, { asked: true, who: who.value, reason: reason.value.trim().normalize('NFC') });
  });
  const unplaced = inspection.value('arrive') && !inspection.value('arrive.place');
  if (unplaced && !inspection.sealed) notePlace(inspection); // the phone was killed while it looked for satellites
  return { acts: acts(form, inspection), paint: () => paint(panel, inspection) };
}

/** @param {HTMLElement} form @param {Inspection} inspection @returns {Record<string, Act>} */
function acts(form, inspection) {
  return {
    arrive: () => arrive(inspection),
    show: (button) => showCertificate(inspection, /** @type {string} */ (button.dataset.person)),
    told: () =>
      inspection.write([
        {
          kind: 'view.shown',
          field: 'told',
          payload: { what: 'notice', notice_version: String(inspection.facts.notice.version) },
        },
      ]),
    'recusal-none': () => recusal(inspection, { asked: false }),
    'recusal-asked': () => {
      form.hidden = false;
      need(form, 'select').focus();
    },
  };
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paint(panel, inspection) {
  const arrived = inspection.time('arrive');
  need(panel, '[data-act="arrive"]').hidden = arrived !== '';
  tell(need(panel, '[data-arrived]'), arrived && `✓ ${arrived} 到达`);
  tell(need(panel, '[data-place-said]'), placeWords(inspection.value('arrive.place')));
  need(panel, '[data-people]').replaceChildren(...inspection.facts.team.map((each) => personRow(each, inspection)));
  tell(need(panel, '[data-shown-said]'), shownWords(inspection));
  const told = inspection.time('told');
  need(panel, '[data-act="told"]').hidden = told !== '';
  tell(need(panel, '[data-told]'), told && `✓ ${told} 已向校方出示证件并告知`);
  paintRecusal(panel, inspection);
}

/** @param {Inspection} inspection */
async function arrive(inspection) {
  if (!(await inspection.write([{ kind: 'visit.arrive', field: 'arrive', payload: {} }]))) return;
  notePlace(inspection);
}

/** Asked once, behind the person's back: nobody waits for a satellite at the gate. @param {Inspection} inspection */
async function notePlace(inspection) {
  const payload = await placeOnce();
  await inspection.write([{ kind: 'visit.arrive', field: 'arrive.place', payload }]);
}

/** @param {Inspection} inspection @param {string} person */
async function showCertificate(inspection, person) {
  const own = person === inspection.visit.actor.id;
  if (!own && !(await askForPin(inspection, person))) return;
  const certificate_no = inspection.facts.team.find((each) => each.person === person)?.certificate_no ?? '';
  await inspection.write([
    {
      kind: 'visit.identify',
      field: `shown.${person}`,
      payload: { certificate_no, by: person, via: own ? 'login' : 'pin' },
    },
  ]);
}

/** @param {Inspection} inspection @param {string} person */
async function askForPin(inspection, person) {
  const verifiers = inspection.visit.pins.filter((each) => each.person === person);
  if (!verifiers.length) {
    say(`${inspection.nameOf(person)}还没有设置 PIN：请联网登录设置一次，再重新下载检查包。`);
    return null;
  }
  const { askPin } = await import('./pin-pad.mjs');
  return askPin(need(document, '[data-pin-host]'), verifiers);
}

/** @param {Member} member @param {Inspection} inspection */
function personRow(member, inspection) {
  const own = member.person === inspection.visit.actor.id;
  const time = inspection.time(`shown.${member.person}`);
  const via = VIA_LABELS[inspection.value(`shown.${member.person}`)?.via] ?? '';
  const row = copy('person', {
    name: member.name,
    role: `${member.role_label} · ${member.unit}`,
    certificate: member.certificate_no ? `${member.certificate_label} ${member.certificate_no}` : '没有执法证',
    shown: time ? `✓ ${time} 已出示（${via}）` : member.certified ? '' : '证件无效或没有证件，不计入两人',
    show: time || !member.certified ? null : own ? '我已出示' : '本人输入 PIN',
  });
  const button = row.querySelector('button');
  button?.setAttribute('data-person', member.person);
  button?.setAttribute('aria-label', `${button.textContent}：${member.name}`);
  return row;
}

/** @param {Inspection} inspection */
function shownWords(inspection) {
  if (canAnswer(inspection.facts, inspection.state)) return '';
  const shown = inspection.facts.team.filter((each) => each.certified && inspection.value(`shown.${each.person}`));
  return `还差 ${2 - shown.length} 人。两名持证人员出示证件以后，才能填写检查结果。`;
}

/** @param {Inspection} inspection @param {{asked: boolean, who?: string, reason?: string}} payload */
function recusal(inspection, payload) {
  return inspection.write([{ kind: 'recusal.ask', field: 'recusal', payload }]);
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paintRecusal(panel, inspection) {
  const value = inspection.value('recusal');
  need(panel, '[data-act="recusal-none"]').setAttribute('aria-pressed', String(value?.asked === false));
  need(panel, '[data-act="recusal-asked"]').setAttribute('aria-pressed', String(value?.asked === true));
  if (value) need(panel, '[data-recusal-form]').hidden = true;
  tell(need(panel, '[data-recusal-said]'), value?.asked ? recusalWords(value) : '');
}

/** @param {any} place */
function placeWords(place) {
  if (!place) return '';
  return place.why
    ? `位置未取得：${NO_PLACE_LABELS[place.why]}（已自动记下，不用补）`
    : `位置已取得，精度约 ${place.acc_m} 米`;
}
