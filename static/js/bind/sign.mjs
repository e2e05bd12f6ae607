// The page of signing: one stage at a time, the locked view kept locked, each change repainted in its turn.
import { SUBJECT, headOf, withoutSchool } from '../core/answers.mjs';
import { OUTCOME_LABELS } from '../core/labels.mjs';
import { shown } from '../core/seal.mjs';
import { moment } from '../core/words.mjs';
import { note } from '../store/log.mjs';
import { openVisit } from '../store/visit.mjs';
import { onStatus } from '../sync/loop.mjs';
import { doorWord } from './door.mjs';
import { copy, need, tell } from './fill.mjs';
import { openPoints, paintHandOver } from './hand-over.mjs';
import { Inspection } from './inspection.mjs';
import { place } from './route.mjs';
import { alarm, sentenceOf } from './say.mjs';
import { sealerActs, sealsHere } from './sealer.mjs';
import { bindShell } from './shell.mjs';
import { InspectorsPart } from './sign-inspectors.mjs';
import { holdBack, letGo, lockIn, lockOf, paintLock, unlock } from './sign-lock.mjs';
import { PhonesPart } from './sign-phones.mjs';
import { isReturned, returnWords } from './returned.mjs';
import { paintRight, takeRight } from './sign-sealer.mjs';
import { LOCK, stageOf } from './sign-stage.mjs';
import { drawView } from './sign-view.mjs';

/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('./sign-stage.mjs').Stage} Stage */
/** @typedef {import('../core/seal.mjs').Shown} Shown */

/** @type {Stage[]} */
const STAGES = ['hand-over', 'school', 'returned', 'return', 'inspectors', 'sealed'];
/** Before the school has the phone and before the seal: whose phone is missing, and who seals. */
const BESIDE = ['hand-over', 'inspectors'];

export async function start() {
  bindShell();
  const { visit } = place();
  try {
    await new SignPage(new Inspection(await openVisit(visit))).open();
  } catch (error) {
    letGo(visit);
    note('sign', error);
    need(document, '[data-door]').hidden = true;
    need(document, '#main').append(
      copy('not-here', { why: sentenceOf(error, '这次检查一时打不开，请返回今日再进来。') }),
    );
  } finally {
    document.querySelector('[data-opening]')?.remove();
  }
}

export class SignPage {
  /** @type {Stage | ''} */
  stage = '';
  /** digest of what stands in the locked view */
  drawn = '';
  /** the sheet changed because a photo was just taken here, which surprises nobody */
  ownPhoto = false;
  /** what the school does, once it has the phone @type {import('./sign-hands.mjs').Hands | null} */
  hands = null;
  /** @type {import('./sealed.mjs').SealedPart | null} */
  sealed = null;
  #turn = Promise.resolve();

  /** @param {Inspection} inspection */
  constructor(inspection) {
    this.inspection = inspection;
    this.visit = inspection.visit;
    /** @type {Shown} the sheet as it stands; set before anything is painted */
    this.shown = /** @type {any} */ (null);
    this.root = need(document, '#main');
    this.hold = holdBack(this.visit);
    this.phones = new PhonesPart(this);
    this.inspectors = new InspectorsPart(this.panel('inspectors'), this);
    /** @type {Record<string, Act>} */
    this.acts = {
      lock: async () => (await lockIn(this.visit)) && this.refresh(),
      unlock: () => this.unlock(),
      'take-seal': () => takeRight(inspection),
      ...sealerActs(inspection),
      ...this.phones.acts(),
      ...this.inspectors.acts(),
    };
  }

  async open() {
    need(document, '[data-school]').textContent = this.inspection.facts.subject.name;
    if (this.visit.openIntent()) (await import('./photos.mjs')).lostPhoto(this.inspection);
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
    const { inspection, visit } = this;
    const { facts, state, sealed } = inspection;
    this.shown = await shown(facts, state);
    if (sealed && lockOf(visit)) await visit.saveDraft(LOCK, undefined);
    paintLock(visit);
    const signed = inspection.value(SUBJECT)?.doc_sha256 ?? '';
    const alone = withoutSchool(facts, state);
    const open = openPoints(inspection).length > 0;
    const returned = isReturned(state) && lockOf(visit)?.told !== '';
    const content = this.shown.doc_sha256;
    const stage = stageOf({ sealed, lock: lockOf(visit), content, signed, returned, alone, open });
    const may = BESIDE.includes(stage) && (await this.paintBeside());
    if (stage === 'hand-over') paintHandOver(this.panel(stage), inspection, { again: signed !== '', alone, may });
    if (stage === 'school') await this.showSheet();
    if (stage === 'returned') need(this.root, '[data-return-said]').textContent = returnWords(state);
    if (stage === 'inspectors') this.inspectors.paint(alone, may);
    if (stage === 'sealed') await this.showSealed();
    for (const line of this.root.querySelectorAll('[data-school-said]'))
      tell(/** @type {HTMLElement} */ (line), alone ? '' : this.schoolSaid());
    if (stage !== this.stage) this.turnTo(stage);
    await this.paintTop();
  }

  /** @returns {Promise<boolean>} whether this phone seals and waits for no other */
  async paintBeside() {
    const waiting = await this.phones.waiting();
    const here = sealsHere(this.inspection);
    if (here) this.phones.paint();
    need(this.root, '[data-phones-box]').hidden = !here || !this.phones.silent.length;
    paintRight(need(this.root, '[data-right]'), this.inspection);
    return here && !waiting.length;
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
    await (await this.inHands()).paint();
  }

  /** The code of the school's part comes with the first time the school has the phone. */
  async inHands() {
    if (this.hands) return this.hands;
    const { Hands } = await import('./sign-hands.mjs');
    this.hands = new Hands(this);
    Object.assign(this.acts, this.hands.acts());
    return this.hands;
  }

  /** What follows the seal comes with the seal. */
  async showSealed() {
    if (!this.sealed) {
      const { SealedPart } = await import('./sealed.mjs');
      this.sealed = new SealedPart(this.panel('sealed'), this);
      Object.assign(this.acts, this.sealed.acts());
    }
    await this.sealed.paint();
  }

  async unlock() {
    const { stage, visit } = this;
    const how = await unlock(visit, stage);
    if (!how) return;
    const step = { school: 4, returned: 2 }[/** @type {string} */ (stage)];
    if (how === 'back' && step) location.replace(`/phone/visit#${visit.id}/${step}`);
    else await this.refresh();
  }

  /** @returns {string} what the school's part came to, e.g. 王校长（负责人）已签字 2026-11-21 10:40 */
  schoolSaid() {
    const given = this.inspection.value(SUBJECT);
    if (!given) return '';
    const who = given.name ? `${given.name}（${given.role}）` : '校方';
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
    await this.sealed?.paintDoor();
  }

  /** @param {Stage} stage */
  turnTo(stage) {
    document.querySelector('[data-opening]')?.remove(); // later, and the button would slide away under the finger
    this.stage = stage;
    this.hold();
    for (const name of STAGES) this.panel(name).hidden = name !== stage;
    need(this.root, '[data-beside]').hidden = !BESIDE.includes(stage);
    scrollTo(0, 0);
    need(this.panel(stage), '[tabindex="-1"]').focus({ preventScroll: true });
  }

  /** @param {Stage} name */
  panel(name) {
    return need(this.root, `[data-stage="${name}"]`);
  }
}
