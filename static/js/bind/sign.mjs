// The page of signing: one stage at a time, the locked view kept locked, each change repainted in its turn.
import { headOf } from '../core/answers.mjs';
import { SUBJECT } from '../core/closing.mjs';
import { OUTCOME_LABELS } from '../core/labels.mjs';
import { shown } from '../core/seal.mjs';
import { moment } from '../core/words.mjs';
import { note } from '../store/log.mjs';
import { openVisit } from '../store/visit.mjs';
import { onStatus } from '../sync/loop.mjs';
import { conflictActs } from './conflict.mjs';
import { doorWord } from './door.mjs';
import { copy, need } from './fill.mjs';
import { paintHandOver } from './hand-over.mjs';
import { Inspection } from './inspection.mjs';
import { lostPhoto } from './photos.mjs';
import { place } from './route.mjs';
import { alarm, sentenceOf } from './say.mjs';
import { SealedPart } from './sealed.mjs';
import { bindShell } from './shell.mjs';
import { InspectorsPart } from './sign-inspectors.mjs';
import { holdBack, lockIn, lockOf, unlock } from './sign-lock.mjs';
import { SchoolPart } from './sign-school.mjs';
import { LOCK, stageOf } from './sign-stage.mjs';
import { UnsignedPart } from './sign-unsigned.mjs';
import { drawView } from './sign-view.mjs';

/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('./sign-stage.mjs').Stage} Stage */
/** @typedef {import('../core/seal.mjs').Shown} Shown */

/** @type {Stage[]} */
const STAGES = ['hand-over', 'school', 'return', 'inspectors', 'sealed'];

export async function start() {
  bindShell();
  const { visit } = place();
  try {
    await new SignPage(new Inspection(await openVisit(visit))).open();
  } catch (error) {
    note('sign', error);
    need(document, '#main').append(
      copy('not-here', { why: sentenceOf(error, '这次检查一时打不开，请返回今日再进来。') }),
    );
  }
}

export class SignPage {
  /** @type {Stage | ''} */
  stage = '';
  /** digest of what stands in the locked view */
  drawn = '';
  /** the sheet changed because a photo was just taken here, which surprises nobody */
  ownPhoto = false;
  #turn = Promise.resolve();

  /** @param {Inspection} inspection */
  constructor(inspection) {
    this.inspection = inspection;
    this.visit = inspection.visit;
    /** @type {Shown} the sheet as it stands; set before anything is painted */
    this.shown = /** @type {any} */ (null);
    this.root = need(document, '#main');
    this.hold = holdBack(this.visit);
    this.school = new SchoolPart(need(this.root, '[data-part="school"]'), this);
    this.unsigned = new UnsignedPart(need(this.root, '[data-part="unsigned"]'), this);
    this.inspectors = new InspectorsPart(this.panel('inspectors'), this);
    this.sealed = new SealedPart(this.panel('sealed'), this);
    /** @type {Record<string, Act>} */
    this.acts = {
      lock: async () => (await lockIn(this.visit)) && this.refresh(),
      unlock: () => this.unlock(),
      ...conflictActs(inspection),
      ...this.school.acts(),
      ...this.unsigned.acts(),
      ...this.inspectors.acts(),
      ...this.sealed.acts(),
    };
  }

  async open() {
    need(document, '[data-school]').textContent = this.inspection.facts.subject.name;
    lostPhoto(this.inspection);
    this.root.addEventListener('click', (event) => {
      const button = /** @type {HTMLElement | null} */ (
        /** @type {HTMLElement} */ (event.target).closest('[data-act]')
      );
      if (button) this.acts[button.dataset.act ?? '']?.(button);
    });
    this.visit.onChange((_, { fields, own }) => {
      this.ownPhoto = own && fields.some((field) => field.startsWith('evidence.'));
      this.refresh();
    });
    await this.refresh();
    onStatus(() => this.paintTop());
  }

  /** One repaint after the other: an op written by one must not start a second that overtakes it. */
  refresh() {
    this.#turn = this.#turn
      .then(() => this.#paint())
      .catch((error) => {
        note('sign', error);
        alarm(sentenceOf(error, '这一页没有刷新出来，内容已存本机；请关闭本页重新打开。'));
      });
    return this.#turn;
  }

  async #paint() {
    const { facts, state, sealed } = this.inspection;
    this.shown = await shown(facts, state);
    if (sealed && lockOf(this.visit)) await this.visit.saveDraft(LOCK, undefined);
    const signed = this.inspection.value(SUBJECT)?.doc_sha256 ?? '';
    const stage = stageOf({ sealed, lock: lockOf(this.visit), content: this.shown.doc_sha256, signed });
    if (stage === 'hand-over') paintHandOver(this.panel(stage), this.inspection, signed !== '');
    if (stage === 'school') await this.showSheet();
    if (stage === 'inspectors') this.inspectors.paint();
    if (stage === 'sealed') await this.sealed.paint();
    for (const line of this.root.querySelectorAll('[data-school-said]')) line.textContent = this.schoolSaid();
    if (stage !== this.stage) this.turnTo(stage);
    await this.paintTop();
  }

  /** The school sees the sheet as it is now; that it did, and which sheet, is an op of its own. */
  async showSheet() {
    const { blocks, doc_sha256, view_sha256 } = this.shown;
    if (this.drawn !== doc_sha256) drawView(need(this.root, '[data-view]'), blocks, this.visit);
    this.drawn = doc_sha256;
    const lock = lockOf(this.visit);
    if (lock && lock.told !== doc_sha256) {
      const surprising = lock.told && !this.ownPhoto;
      await this.visit.append([{ kind: 'view.shown', field: 'view.result', payload: { doc_sha256, view_sha256 } }]);
      await this.visit.saveDraft(LOCK, { ...lock, told: doc_sha256 });
      if (surprising) alarm('检查内容刚有更新，请校方从头再看一遍。');
    }
    await this.school.paint();
    this.unsigned.paint();
  }

  async unlock() {
    const { stage, visit } = this;
    if (!(await unlock(visit, stage !== 'school'))) return;
    if (stage === 'school') location.replace(`/phone/visit#${visit.id}/4`);
    else await this.refresh();
  }

  /** @returns {string} what the school's part came to, e.g. 王校长（负责人）已签字 2026-11-21 10:40 */
  schoolSaid() {
    const given = this.inspection.value(SUBJECT);
    if (!given) return '';
    const who = given.outcome === 'SIGNED' ? `${given.name}（${given.role}）` : '校方';
    return `${who}${OUTCOME_LABELS[given.outcome]} ${moment(headOf(this.inspection.state, SUBJECT))}`;
  }

  /** Nothing at the top leads out while the page is locked. */
  async paintTop() {
    const { visit, inspection } = this;
    const back = need(document, '[data-back]');
    const door = need(document, '[data-door]');
    back.hidden = door.hidden = lockOf(visit) !== null;
    back.setAttribute('href', inspection.sealed ? '/phone/today' : `/phone/visit#${visit.id}/4`);
    need(back, '[data-back-words]').textContent = inspection.sealed ? '今日' : '返回检查';
    door.textContent = doorWord(await visit.pending(), inspection.state.count > 0, inspection.sealed);
    if (this.stage === 'sealed') await this.sealed.paintDoor();
  }

  /** @param {Stage} stage */
  turnTo(stage) {
    this.stage = stage;
    this.hold();
    for (const name of STAGES) this.panel(name).hidden = name !== stage;
    scrollTo(0, 0);
    need(this.panel(stage), '[tabindex="-1"]').focus({ preventScroll: true });
  }

  /** @param {Stage} name */
  panel(name) {
    return need(this.root, `[data-stage="${name}"]`);
  }
}
