// Step ①: arrival, certificates, what the school is told, recusal. Each act is one tap and one op.
import { abortOf, offSite, withoutSchool } from '../core/answers.mjs';
import { NO_PLACE_LABELS } from '../core/labels.mjs';
import { recusal as recusalWords } from '../core/words.mjs';
import { placeOnce } from '../device/place.mjs';
import { need, retire, tell } from './fill.mjs';
import { makePeople, paintPeople, showCertificate } from './people.mjs';
import { attempt, say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

const DRAFT = 'recusal';

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {import('./inspection.mjs').Step}
 */
export function openStep(panel, inspection) {
  const form = /** @type {HTMLFormElement} */ (need(panel, '[data-recusal-form]'));
  makeRecusal(form, inspection);
  makePeople(panel, inspection);
  if (offSite(inspection.facts)) sayOffSite(panel, inspection);
  const placed = inspection.value('arrive.place') || inspection.conflict('arrive.place');
  const unplaced = inspection.value('arrive') && !placed;
  if (unplaced && !offSite(inspection.facts) && !inspection.sealed) notePlace(inspection); // the phone was killed while it looked for satellites
  return { acts: acts(form, inspection), paint: () => paint(panel, inspection), jump: (act) => jump(panel, act) };
}

/** What ④ misses stands far down this page, below all that the school reads. @param {HTMLElement} panel @param {string} act how the acts meant begin */
function jump(panel, act) {
  panel.querySelector(`[data-act^="${act}"]:not([hidden])`)?.scrollIntoView({ block: 'center' });
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
    'recusal-none': () => recusal(form, inspection, { asked: false }),
    'recusal-asked': () => {
      form.hidden = false;
      need(form, 'select').focus();
    },
  };
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paint(panel, inspection) {
  const arrived = inspection.time('arrive');
  tell(need(panel, '[data-arrived]'), arrived && `✓ ${arrived} ${offSite(inspection.facts) ? '开始检查' : '到达'}`);
  retire(need(panel, '[data-act="arrive"]'), arrived !== '', need(panel, '[data-arrived]'));
  tell(need(panel, '[data-place-said]'), placeWords(inspection.value('arrive.place')));
  paintPeople(panel, inspection);
  import('./departments.mjs').then(({ paintComing }) => paintComing(need(panel, '[data-coming]'), inspection));
  const told = inspection.time('told');
  tell(need(panel, '[data-told]'), told && `✓ ${told} 已向校方出示证件并告知`);
  retire(need(panel, '[data-act="told"]'), told !== '', need(panel, '[data-told]'));
  paintRecusal(panel, inspection);
  paintWay(panel, inspection);
}

/** Where no inspection is possible nobody reads the notice, and nothing is left to check. @param {HTMLElement} panel @param {Inspection} inspection */
function paintWay(panel, { facts, state }) {
  const alone = withoutSchool(facts, state);
  for (const part of panel.querySelectorAll('[data-at-school]')) /** @type {HTMLElement} */ (part).hidden = alone;
  const onward = need(panel, '[data-go]');
  const aborted = abortOf(state) !== null;
  onward.dataset.go = aborted ? '4' : '2';
  onward.textContent = aborted ? '下一步：结果确认' : '下一步：检查';
}

/** @param {Inspection} inspection */
async function arrive(inspection) {
  if (!(await inspection.write([{ kind: 'visit.arrive', field: 'arrive', payload: {} }]))) return;
  if (!offSite(inspection.facts)) notePlace(inspection);
}

/** Nobody goes to the school: there is a beginning and who begins, but no place and nobody to tell. @param {HTMLElement} panel @param {Inspection} inspection */
function sayOffSite(panel, { facts }) {
  need(panel, '[data-arrive-step]').textContent = '① 开始检查';
  need(panel, '[data-arrive-title]').textContent = facts.mode_label;
  need(panel, '[data-act="arrive"]').textContent = '开始检查';
  need(panel, '[data-shown-title]').textContent = '检查人员和证件';
  need(panel, '[data-act="abort"]').textContent = '无法检查（停办、搬迁、材料交不上来）';
}

/** Asked once, behind the person's back: nobody waits for a satellite at the gate. @param {Inspection} inspection */
async function notePlace(inspection) {
  const payload = await placeOnce();
  await inspection.write([{ kind: 'visit.arrive', field: 'arrive.place', payload }]);
}

/** What the school asks for is written down word for word, and survives the phone half written. @param {HTMLFormElement} form @param {Inspection} inspection */
function makeRecusal(form, inspection) {
  const { who, reason } = /** @type {any} */ (form.elements);
  const names = [...inspection.facts.team.map((each) => each.name), '全体检查人员'];
  who.replaceChildren(...names.map((name) => new Option(name, name)));
  const draft = inspection.visit.draft(DRAFT);
  form.hidden = !draft;
  who.value = draft?.who ?? names[0];
  reason.value = draft?.reason ?? '';
  form.addEventListener('input', () =>
    attempt('draft', () => inspection.visit.saveDraft(DRAFT, { who: who.value, reason: reason.value })),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = reason.value.trim().normalize('NFC');
    if (words) return recusal(form, inspection, { asked: true, who: who.value, reason: words });
    reason.focus();
    say('请照校方的话写下申请回避的理由。');
  });
}

/** @param {HTMLElement} form @param {Inspection} inspection @param {{asked: boolean, who?: string, reason?: string}} payload */
async function recusal(form, inspection, payload) {
  if (!(await inspection.write([{ kind: 'recusal.ask', field: 'recusal', payload }]))) return;
  form.hidden = true;
  await attempt('draft', () => inspection.visit.saveDraft(DRAFT, undefined));
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paintRecusal(panel, inspection) {
  const value = inspection.value('recusal');
  need(panel, '[data-act="recusal-none"]').setAttribute('aria-pressed', String(value?.asked === false));
  need(panel, '[data-act="recusal-asked"]').setAttribute('aria-pressed', String(value?.asked === true));
  tell(need(panel, '[data-recusal-said]'), value?.asked ? recusalWords(value) : '');
}

/** @param {any} place */
function placeWords(place) {
  if (!place) return '';
  return place.why
    ? `位置未取得：${NO_PLACE_LABELS[place.why]}（已自动记下，不用补）`
    : `位置已取得，精度约 ${place.acc_m} 米`;
}
