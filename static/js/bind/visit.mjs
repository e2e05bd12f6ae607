// The page of one visit: opens it, leads through steps ① to ④, and lets each change paint only what it touches.
import { stepOf } from '../core/steps.mjs';
import { note } from '../store/log.mjs';
import { openVisit } from '../store/visit.mjs';
import { lift } from './curtain.mjs';
import { copy, need } from './fill.mjs';
import { idle } from './idle.mjs';
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

/** @type {ReturnType<typeof openVisit>} */
let opening;

/** The visit is read from the phone's disk while the page's own text is still coming in. */
export function ahead() {
  opening = openVisit(place().visit);
  opening.catch(() => {}); // said by start()
}

export async function start() {
  bindShell();
  const { visit, step } = place();
  try {
    const opened = await opening;
    const closed = opened.state.seal && !step;
    if (closed || opened.draft('sign.lock')) return location.replace(`/phone/sign#${visit}`);
    const inspection = new Inspection(opened);
    inspection.acting = opened.draft('acting') ?? ''; // the page may have been killed behind a colleague's camera
    await new VisitPage(inspection).open(step);
  } catch (error) {
    note('visit', error);
    document.querySelector('[data-opening]')?.remove();
    lift();
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
    this.acts = {};
    /** @type {Promise<Act> | undefined} what is seldom done, with code of its own */
    this.seldom = undefined;
    /** @type {Promise<() => unknown> | undefined} repaints what stands above the steps */
    this.top = undefined;
  }

  /** @param {number} asked the step the address names, 0 for the one the visit stands at */
  async open(asked) {
    const { inspection, root } = this;
    this.placeParts();
    root.addEventListener('click', (event) => this.click(/** @type {HTMLElement} */ (event.target)));
    inspection.visit.onChange((_, { fields, own }) => this.changed(fields, own));
    const lost = inspection.visit.openIntent() && (await import('./photos.mjs')).lostPhoto(inspection);
    const reached = Math.min(stepOf(inspection.facts, inspection.state), RESULT);
    const first = lost ? (lost.item ? SHEET : PHOTOS) : asked || reached;
    need(document, '[data-opening]').remove();
    need(root, '[data-visit]').hidden = false;
    await openRoute(
      inspection.visit.id,
      first,
      (step) => this.show(step),
      () => say('这已经是第一步；要离开请点左上角“今日”。'),
    );
    if (lost?.item) await this.jump(SHEET, lost.item);
    this.top = idle()
      .then(() => import('./visit-top.mjs'))
      .then(({ watchTop }) => watchTop(inspection));
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

  /** @param {HTMLElement} target */
  async click(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-act], [data-go], [data-step]'));
    if (!button) return;
    const { act, go: to, step } = button.dataset;
    if (act) await (this.acts[act] ?? (await this.seldomAct()))(button);
    else await this.goTo(Number(to ?? step));
  }

  /** @returns {Promise<Act>} */
  seldomAct() {
    this.seldom ??= import('./seldom.mjs').then(({ seldomActs }) => seldomActs(this.root, this.inspection, this));
    return this.seldom;
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
    for (const dialog of document.querySelectorAll('dialog[open]')) /** @type {HTMLDialogElement} */ (dialog).close();
    if (step === this.step) return;
    if (this.step) this.scrolled.set(this.step, scrollY); // before the first there is none, and asking lays the page out
    this.step = step;
    await this.paint();
    if (this.step !== step) return; // the person was faster
    for (const panel of this.root.querySelectorAll('[data-panel]')) {
      /** @type {HTMLElement} */ (panel).hidden = Number(/** @type {HTMLElement} */ (panel).dataset.panel) !== step;
    }
    this.paintSteps();
    lift();
    scrollTo(0, this.scrolled.get(step) ?? 0);
    need(this.panel(step), 'h2').focus({ preventScroll: true });
  }

  /** @param {string[]} fields that got a new op; `acting` where another person answers now @param {boolean} [own] false: a colleague's phone wrote it */
  changed(fields, own = true) {
    for (const each of this.steps.keys()) fields.forEach((field) => this.unpainted.get(each)?.add(field));
    this.paintSteps();
    if (own) this.paint();
    else import('./steady.mjs').then(({ holdStill }) => holdStill(() => this.paint()));
    this.top?.then((paint) => paint());
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

  /** @param {number} number */
  panel(number) {
    return need(this.root, `[data-panel="${number}"]`);
  }
}
