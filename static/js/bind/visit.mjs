// The page of one visit: opens it, leads through steps ① to ④, and lets each change paint only what it touches.
import { stepOf } from '../core/steps.mjs';
import { note } from '../store/log.mjs';
import { openVisit } from '../store/visit.mjs';
import { onStatus } from '../sync/status.mjs';
import { doorWord } from './door.mjs';
import { copy, need, tell } from './fill.mjs';
import { Inspection } from './inspection.mjs';
import { go, openRoute, place } from './route.mjs';
import { say, sentenceOf } from './say.mjs';
import { bindShell } from './shell.mjs';

/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('./inspection.mjs').Step} Step */
/** @typedef {{openStep: (panel: HTMLElement, inspection: Inspection, page: import('./inspection.mjs').Page) => Step | Promise<Step>}} StepModule */

/** Each step's code is fetched when the step is first shown. @type {Record<number, () => Promise<StepModule>>} */
const STEPS = {
  1: () => import('./arrive.mjs'),
  2: () => import('./sheet.mjs'),
  3: () => import('./overview.mjs'),
  4: () => import('./result.mjs'),
};
const SHEET = 2;
const PHOTOS = 3;
const RESULT = 4;

export async function start() {
  bindShell();
  const { visit, step } = place();
  try {
    const opened = await openVisit(visit);
    const closed = opened.state.seal && !step;
    if (closed || opened.draft('sign.lock')) return location.replace(`/phone/sign#${visit}`);
    await new VisitPage(new Inspection(opened)).open(step);
  } catch (error) {
    note('visit', error);
    need(document, '#main').append(
      copy('not-here', { why: sentenceOf(error, '这次检查一时打不开，请返回今日再进来。') }),
    );
  }
}

class VisitPage {
  /** @param {Inspection} inspection */
  constructor(inspection) {
    this.inspection = inspection;
    this.root = need(document, '#main');
    this.step = 0;
    /** @type {Map<number, Promise<Step>>} */
    this.steps = new Map();
    /** @type {Map<number, Set<string>>} fields each opened step has not painted yet */
    this.unpainted = new Map();
    /** @type {Map<number, number>} where each step was scrolled to */
    this.scrolled = new Map();
    /** @type {Record<string, Act>} */
    this.acts = {
      ...this.photoActs(),
      settle: async (button) => (await import('./conflict.mjs')).conflictActs(inspection).settle(button),
    };
  }

  /** @param {number} asked the step the address names, 0 for the one the visit stands at */
  async open(asked) {
    const { inspection, root } = this;
    this.placeParts();
    root.addEventListener('click', (event) => this.click(/** @type {HTMLElement} */ (event.target)));
    inspection.visit.onChange((_, { fields }) => this.changed(fields));
    const lost = inspection.visit.openIntent() && (await import('./photos.mjs')).lostPhoto(inspection);
    const reached = Math.min(stepOf(inspection.facts, inspection.state), RESULT);
    const first = lost ? (lost.item ? SHEET : PHOTOS) : asked || reached;
    need(root, '[data-visit]').hidden = false;
    await openRoute(
      inspection.visit.id,
      first,
      (step) => this.show(step),
      () => say('这已经是第一步；要离开请点左上角“今日”。'),
    );
    if (lost?.item) await this.jump(SHEET, lost.item);
    this.watchDoor();
  }

  /** The packet's fragment comes from our own server and holds no script; the page's policy would run none. */
  placeParts() {
    need(document, '[data-school]').textContent = this.inspection.facts.subject.name;
    const fragment = document.createElement('template');
    fragment.innerHTML = this.inspection.visit.html;
    for (const name of ['notice', 'items']) {
      need(this.root, `[data-place="${name}"]`).append(need(fragment.content, `[data-part="${name}"]`));
    }
  }

  /** The camera's code comes with the first touch of a photo button. @returns {Record<string, Act>} */
  photoActs() {
    /** @type {Promise<Record<string, Act>> | undefined} */
    let loading;
    /** @type {Record<string, Act>} */
    const acts = {};
    for (const name of ['camera', 'files', 'withdraw', 'withdraw-because', 'withdraw-cancel']) {
      acts[name] = async (button) => {
        loading ??= import('./photos.mjs').then(({ photoActs }) => photoActs(this.root, this.inspection));
        return (await loading)[name](button);
      };
    }
    return acts;
  }

  /** @param {HTMLElement} target */
  async click(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-act], [data-go], [data-step]'));
    if (!button) return;
    const { act, go: to, step } = button.dataset;
    if (act) await this.acts[act]?.(button);
    else await this.goTo(Number(to ?? step));
  }

  /** @param {number} step ⑤ and ⑥ are a page of their own, which keeps the school's view until a PIN opens it */
  async goTo(step) {
    await (await this.opened(this.step)).settle?.(); // what is half typed becomes an op before anything is shown as final
    if (step > RESULT && this.inspection.sealed) return location.assign(`/phone/sign#${this.inspection.visit.id}`);
    await go(this.inspection.visit.id, Math.min(step, RESULT), (each) => this.show(each));
    if (step > RESULT) await this.acts['hand-over'](this.root);
  }

  /** @param {number} step @param {string} code "" for the step as such */
  async jump(step, code) {
    await this.goTo(step);
    if (code) (await this.opened(step)).jump?.(code);
  }

  /** @param {number} step */
  async show(step) {
    if (step === this.step) return;
    if (this.step) this.scrolled.set(this.step, scrollY); // before the first there is none, and asking lays the page out
    this.step = step;
    await this.paint();
    if (this.step !== step) return; // the person was faster
    for (const panel of this.root.querySelectorAll('[data-panel]')) {
      /** @type {HTMLElement} */ (panel).hidden = Number(/** @type {HTMLElement} */ (panel).dataset.panel) !== step;
    }
    this.paintSteps();
    scrollTo(0, this.scrolled.get(step) ?? 0);
    need(this.panel(step), 'h2').focus({ preventScroll: true });
  }

  /** @param {string[]} fields that got a new op */
  changed(fields) {
    for (const each of this.steps.keys()) fields.forEach((field) => this.unpainted.get(each)?.add(field));
    this.paintSteps();
    this.paint();
  }

  /** Paint the step that is looked at; the others catch up when they are. */
  async paint() {
    const { step } = this;
    const opened = await this.opened(step);
    const fields = [...(this.unpainted.get(step) ?? [])];
    this.unpainted.set(step, new Set());
    await opened.paint(fields);
  }

  /** @param {number} step @returns {Promise<Step>} */
  opened(step) {
    const known =
      this.steps.get(step) ?? STEPS[step]().then(({ openStep }) => openStep(this.panel(step), this.inspection, this));
    if (!this.steps.has(step)) {
      this.steps.set(step, known);
      this.unpainted.set(step, new Set());
      known.then(({ acts }) => Object.assign(this.acts, acts));
    }
    return known;
  }

  paintSteps() {
    const reached = stepOf(this.inspection.facts, this.inspection.state);
    for (const button of document.querySelectorAll('[data-steps] [data-step]')) {
      const number = Number(/** @type {HTMLElement} */ (button).dataset.step);
      button.toggleAttribute('data-done', number < reached);
      need(button, '.steps__mark').textContent = number < reached ? '✓' : String(number);
      if (number === this.step) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    }
  }

  /** How far the work has come stands at the top all the time, in the product's three words. */
  watchDoor() {
    const { visit } = this.inspection;
    const paint = async () => {
      const words = doorWord(await visit.pending(), visit.state.count > 0, this.inspection.sealed);
      tell(need(document, '[data-door]'), words);
    };
    visit.onChange(paint);
    onStatus(paint);
  }

  /** @param {number} number */
  panel(number) {
    return need(this.root, `[data-panel="${number}"]`);
  }
}
