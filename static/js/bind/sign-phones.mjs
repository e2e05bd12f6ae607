// Colleagues' phones that may hold answers which are not here: each is heard by network, by its file or by its owner's
// word; or one gives it up by name, and the seal says so.
import { unheard } from '../core/people.mjs';
import { copy, need, slot } from './fill.mjs';
import { attempt, say } from './say.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */
/** @typedef {import('./inspection.mjs').Act} Act */
/** @typedef {import('../store/phones.mjs').Phone} Phone */

const DRAFT = 'sign.unseen';

export class PhonesPart {
  /** @type {Phone[]} not heard from, or not of everything */
  silent = [];
  /** the phone that is about to be given up */
  asked = '';

  /** @param {SignPage} page */
  constructor(page) {
    this.page = page;
    this.dialog = /** @type {HTMLDialogElement} */ (need(document, '#unheard-dialog'));
  }

  /** @returns {Record<string, Act>} */
  acts() {
    return {
      'open-file': () => this.openFile(),
      'nothing-more': (button) => this.nothingMore(button.dataset.value ?? ''),
      'give-up': (button) => this.ask(button.dataset.value ?? ''),
      'give-up-surely': () => this.giveUp([...this.unseen, this.asked]),
      'give-up-not': () => this.dialog.close(),
      'wait-again': (button) => this.giveUp(this.unseen.filter((each) => each !== button.dataset.value)),
    };
  }

  /** @returns {string[]} the phones somebody said not to wait for */
  get unseen() {
    return this.page.visit.draft(DRAFT) ?? [];
  }

  /** Ask anew which phones are silent. @returns {Promise<Phone[]>} those nobody gave up: they keep the sheet from the school */
  async waiting() {
    const { visit, inspection } = this.page;
    const [devices, frontier] = await Promise.all([visit.devices(), visit.frontier()]);
    const silent = new Set(unheard(inspection.facts, devices, inspection.state, frontier).map(({ device }) => device));
    this.silent = devices.filter(({ device }) => silent.has(device));
    return this.silent.filter(({ device }) => !this.unseen.includes(device));
  }

  /** @returns {string[]} `unseen_devices` of a seal made now */
  forSeal() {
    return this.silent.map(({ device }) => device);
  }

  paint() {
    const box = need(document, '[data-phones-box]');
    box.hidden = !this.silent.length;
    slot(box, 'phones').replaceChildren(...this.silent.map((phone) => this.row(phone)));
  }

  /** @param {Phone} phone */
  row({ device, person, name, ops, last }) {
    const whose = `${name || '一位同事'}的手机`;
    if (this.unseen.includes(device)) {
      const row = copy('given-up', { name: whose });
      slot(row, 'again').dataset.value = device;
      slot(row, 'again').setAttribute('aria-label', `还是等一等：${whose}`);
      return row;
    }
    const own = person === this.page.visit.actor.id; // the second phone of whoever works on this one
    const able = own || this.page.visit.pins.some((each) => each.person === person);
    const row = copy('unheard', {
      name: whose,
      since: last
        ? `收到了到 ${last.slice(5, 16).replace('T', ' ')} 为止的 ${ops} 条记录`
        : '还没有收到这部手机上的记录',
      nothing: able ? `${own ? '' : `${name} 输入 PIN：`}那部手机上没有别的内容了` : null,
    });
    if (able) slot(row, 'nothing').dataset.value = device;
    slot(row, 'give-up').dataset.value = device;
    slot(row, 'give-up').setAttribute('aria-label', `手机坏了或人不在，不等这部手机：${whose}`);
    return row;
  }

  async openFile() {
    const { chooseAndTake } = await import('./take-file.mjs');
    await chooseAndTake(this.page.visit.id);
    await this.page.refresh();
  }

  /** The owner says that nothing more is on that phone than what lies here: by the own PIN, or on the own phone. @param {string} device */
  async nothingMore(device) {
    const { visit, inspection } = this.page;
    const phone = this.silent.find((each) => each.device === device);
    if (!phone) return;
    const own = phone.person === visit.actor.id;
    if (!own && !(await this.isThere(phone))) return;
    const seq = (await visit.frontier())[device]?.seq ?? 0;
    const payload = { person: phone.person, seq, by: phone.person, via: own ? 'login' : 'pin' };
    await inspection.write([{ kind: 'people.change', field: `done.${device}`, payload }]);
  }

  /** @param {Phone} phone @returns {Promise<boolean>} whether its owner typed the own PIN here */
  async isThere({ person, name }) {
    const verifiers = this.page.visit.pins.filter((each) => each.person === person);
    const { askPin } = await import('./pin-pad.mjs');
    const title = `${name}，那部手机上没有别的内容了，请输入本人的 PIN`;
    return (await askPin(need(document, '[data-pin-host]'), verifiers, { title })) !== null;
  }

  /** @param {string} device */
  ask(device) {
    this.asked = device;
    const phone = this.silent.find((each) => each.device === device);
    slot(this.dialog, 'whose').textContent = `${phone?.name || '一位同事'}的手机`;
    this.dialog.showModal();
  }

  /** @param {string[]} devices */
  async giveUp(devices) {
    this.dialog.close();
    if (!(await attempt('draft', () => this.page.visit.saveDraft(DRAFT, devices.length ? devices : undefined)))) return;
    if (devices.length) say('已记下：不等这部手机，封存记录里会写明。');
    await this.page.refresh();
  }
}
