// The inspectors' signatures, and the seal that follows when all who showed a certificate have signed this very sheet.
import { abortOf, conflictsOf, headOf, signatureOf, withoutSchool } from '../core/answers.mjs';
import { ABORT_LABELS, VIA_LABELS } from '../core/labels.mjs';
import { makeSeal } from '../core/seal.mjs';
import { hasShown } from '../core/steps.mjs';
import { moment } from '../core/words.mjs';
import { installKey } from '../store/key.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { openPoints } from './hand-over.mjs';
import { byOwnPin } from './own-pin.mjs';
import { SHOWN } from './returned.mjs';
import { attempt, say } from './say.mjs';
import { lockOf } from './sign-lock.mjs';
import { drawView } from './sign-view.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../core/types.d.ts').Member} Member */

export class InspectorsPart {
  /** @type {{member: Member, via: string, field: import('./ink-field.mjs').InkField} | null} who is drawing */
  drawing = null;
  /** digest of what stands above the signatures where the school signs none */
  drawn = '';

  /** @param {HTMLElement} panel @param {SignPage} page */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    this.dialog = /** @type {HTMLDialogElement} */ (need(document, '#sign-dialog'));
    this.dialog.addEventListener('close', () => this.drawing?.field.close());
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      'open-ink': (button) => this.openInk(button.dataset.person ?? ''),
      'sign-inspector': () => this.sign(),
      'sign-later': () => this.dialog.close(),
      seal: () => this.seal(),
    };
  }

  /** @returns {Member[]} who has to sign: whoever has shown a valid certificate to this school */
  signers() {
    const { facts, state } = this.page.inspection;
    return facts.team.filter((member) => hasShown(member, state));
  }

  /** @param {Member} member @returns {any} the signature on this very sheet; one on an older sheet is none */
  signatureBy({ person }) {
    const given = this.page.inspection.value(signatureOf(person));
    return given?.doc_sha256 === this.page.shown.doc_sha256 ? given : null;
  }

  /** @param {boolean} alone nobody of the school signs @param {boolean} may nothing beside the sheet keeps it from being sealed here */
  paint(alone, may) {
    const signers = this.signers();
    need(this.panel, '[data-inspectors]').replaceChildren(...signers.map((member) => this.row(member)));
    need(this.panel, '[data-forgotten]').hidden = !lockOf(this.page.visit)?.forgotten;
    need(this.panel, '[data-seal-box]').hidden = !may || !signers.every((member) => this.signatureBy(member));
    need(this.panel, '[data-alone]').hidden = !alone;
    if (alone) this.paintAlone();
  }

  /** Where nobody of the school reads, the inspectors sign under what is sealed. */
  paintAlone() {
    const { inspection, shown, visit } = this.page;
    const abort = abortOf(inspection.state);
    need(this.panel, '[data-alone-said]').textContent = abort
      ? `无法检查：${ABORT_LABELS[abort.reason]}。不用校方签字，检查人员看一遍，签字后封存。`
      : `${inspection.facts.mode_label}：没有到校，不用校方签字。检查人员看一遍，签字后封存。`;
    if (this.drawn === shown.doc_sha256) return;
    this.drawn = shown.doc_sha256;
    drawView(need(this.panel, '[data-alone-view]'), shown.blocks, visit);
  }

  /** @param {Member} member */
  row(member) {
    const { state, visit } = this.page.inspection;
    const given = this.signatureBy(member);
    const own = member.person === visit.actor.id;
    const row = copy('inspector', {
      name: member.name,
      unit: `${member.role_label} · ${member.unit}`,
      certificate: `${member.certificate_label} ${member.certificate_no}`,
      signed: given
        ? `✓ ${moment(headOf(state, signatureOf(member.person)))} 已签（${VIA_LABELS[given.via]}）`
        : '待签字',
      button: given ? null : own ? '签字' : '输入 PIN 后签字',
    });
    if (given) return row;
    slot(row, 'button').dataset.person = member.person;
    slot(row, 'button').setAttribute('aria-label', `${slot(row, 'button').textContent}：${member.name}`);
    return row;
  }

  /** @param {string} person */
  async openInk(person) {
    const member = this.signers().find((each) => each.person === person);
    const via = member && (await this.viaOf(member));
    if (!member || !via) return;
    need(this.dialog, '[data-signer]').textContent =
      `${member.name}，${member.certificate_label} ${member.certificate_no}`;
    tell(need(this.dialog, '[data-problem]'), '');
    const { openInk } = await import('./ink-field.mjs');
    this.dialog.showModal();
    const field = openInk(need(this.dialog, '[data-ink-host]'), this.page.visit, `ink.${person}`, '签名（请手写姓名）');
    this.drawing = { member, via, field };
  }

  /** @param {Member} member @returns {Promise<string>} how this person proves to be there: login, pin, pin_forgotten; "" not at all */
  async viaOf(member) {
    const { visit } = this.page;
    if (member.person === visit.actor.id) return lockOf(visit)?.forgotten ? 'pin_forgotten' : 'login';
    return byOwnPin(visit, member);
  }

  async sign() {
    if (!this.drawing) return;
    const { member, via, field } = this.drawing;
    const why = field.why();
    tell(need(this.dialog, '[data-problem]'), why);
    if (why) return;
    const payload = { ink: field.ink(), by: member.person, via, doc_sha256: this.page.shown.doc_sha256 };
    const done = await this.page.inspection.write([
      { kind: 'sign.inspector', field: signatureOf(member.person), payload },
    ]);
    if (!done) return;
    this.dialog.close();
    await this.page.visit.saveDraft(`ink.${member.person}`, undefined);
    need(this.panel, '[data-seal-box]').scrollIntoView({ block: 'nearest' }); // while hidden it moves nothing
  }

  /** Should anything be written here while the seal is made, the store refuses it and nothing is closed. */
  async seal() {
    const { inspection, visit, phones } = this.page;
    if (inspection.conflict(SHOWN)) await this.showAgain();
    if (conflictsOf(inspection.facts, inspection.state).length)
      return say('有两人填得不一样的地方还没有定，请返回检查处理后再封存。');
    // A colleague's phone may have opened a gap since the sheet was handed over; the server takes no such seal.
    const next = withoutSchool(inspection.facts, inspection.state) ? '再签字' : '再请校方看一遍';
    if (openPoints(inspection).length) return say(`检查表又有没填完的地方，请返回检查补齐，${next}。`);
    if ((await phones.waiting()).length) return this.page.refresh(); // which says whose phone it is
    await attempt('seal', async () => {
      const { state } = inspection; // of the same moment as the frontier: what comes in from here on is not sealed
      const frontier = await visit.frontier();
      const payload = await makeSeal(inspection.facts, state, frontier, await installKey(), phones.forSeal());
      await visit.append([{ kind: 'visit.seal', field: 'seal', payload }], { ifHead: frontier[visit.device] });
    });
  }

  /** Two phones showed different sheets; the one that is signed was shown on this one. */
  showAgain() {
    const { doc_sha256, view_sha256 } = this.page.shown;
    return this.page.inspection.write([{ kind: 'view.shown', field: SHOWN, payload: { doc_sha256, view_sha256 } }]);
  }
}
