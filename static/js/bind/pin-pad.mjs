// The key pad on a colleague's phone: six digits against the team's slow verifiers, without a network.
import { checkPin } from '../core/pin.mjs';
import { need } from './fill.mjs';

/** @typedef {import('../core/types.d.ts').Verifier} Verifier */
/** @typedef {{person: string, forgotten: boolean}} Answer person "" when the PIN was forgotten */

const LENGTH = 6;
/** Three misses are no slip of the finger any more. */
const MISSES = 3;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0', 'cancel'];
const WORDS = { back: '删一位', cancel: '取消' };
const PAD = `<dialog class="dialog pin-pad" aria-labelledby="pin-pad-title"><div class="stack">
  <h2 class="dialog__title" id="pin-pad-title"></h2>
  <p class="pin-pad__dots" aria-hidden="true"></p>
  <p class="unseen" role="status"></p>
  <p class="pin-pad__said" role="alert"></p>
  <div class="pin-pad__keys"></div>
  <button type="button" class="btn btn--wide" data-key="forgot" hidden>忘记 PIN</button>
</div></dialog>`;

/**
 * Ask for the PIN of one of these people.
 * @param {HTMLElement} host where the pad may stand @param {Verifier[]} verifiers
 * @param {{title?: string, mayForget?: boolean}} [options] mayForget: after three misses 忘记 PIN is an answer too
 * @returns {Promise<Answer | null>} whose PIN it was; null when cancelled
 */
export function askPin(host, verifiers, { title = '请输入本人的 PIN', mayForget = false } = {}) {
  return new Promise((resolve) => new PinPad(host, verifiers, mayForget, resolve).open(title));
}

class PinPad {
  typed = '';
  misses = 0;
  busy = false;

  /** @param {HTMLElement} host @param {Verifier[]} verifiers @param {boolean} mayForget @param {(answer: Answer | null) => void} answer */
  constructor(host, verifiers, mayForget, answer) {
    host.innerHTML = PAD;
    this.pad = /** @type {HTMLDialogElement} */ (host.firstElementChild);
    this.verifiers = verifiers;
    this.mayForget = mayForget;
    this.answer = answer;
  }

  /** @param {string} title */
  open(title) {
    const { pad } = this;
    need(pad, 'h2').textContent = title;
    need(pad, '.pin-pad__keys').append(...KEYS.map(keyButton));
    pad.addEventListener('click', (event) => {
      const button = /** @type {HTMLElement | null} */ (
        /** @type {HTMLElement} */ (event.target).closest('[data-key]')
      );
      if (button) this.press(button.dataset.key ?? '');
    });
    pad.addEventListener('keydown', (event) => {
      if (/^\d$/.test(event.key)) this.press(event.key);
      if (event.key === 'Backspace') this.press('back');
    });
    pad.addEventListener('cancel', (event) => {
      event.preventDefault(); // the pad goes by its own end, so that the one who asked gets an answer
      this.end(null);
    });
    this.paint('');
    pad.showModal();
  }

  /** @param {string} key */
  press(key) {
    if (key === 'cancel') return this.end(null);
    if (key === 'forgot') return this.end({ person: '', forgotten: true });
    if (this.busy) return;
    this.typed = key === 'back' ? this.typed.slice(0, -1) : this.typed + key;
    if (this.typed.length === LENGTH) this.judge();
    else this.paint('');
  }

  async judge() {
    this.busy = true;
    this.paint('正在核对…');
    const person = await whose(this.verifiers, this.typed);
    if (person) return this.end({ person, forgotten: false });
    this.busy = false;
    this.typed = '';
    this.misses += 1;
    this.paint(`PIN 不对，请重新输入（第 ${this.misses} 次）。`);
    need(this.pad, '[data-key="forgot"]').hidden = !this.mayForget || this.misses < MISSES;
  }

  /** @param {string} said */
  paint(said) {
    const { length } = this.typed;
    need(this.pad, '.pin-pad__dots').textContent = '●'.repeat(length) + '○'.repeat(LENGTH - length);
    need(this.pad, '[role="status"]').textContent = length ? `已输入 ${length} 位` : '';
    need(this.pad, '.pin-pad__said').textContent = said;
  }

  /** @param {Answer | null} answer */
  end(answer) {
    this.pad.remove();
    this.answer(answer);
  }
}

/** @param {string} key */
function keyButton(key) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = key.length === 1 ? 'btn pin-pad__key' : 'btn';
  button.dataset.key = key;
  button.textContent = WORDS[/** @type {keyof typeof WORDS} */ (key)] ?? key;
  return button;
}

/** @param {Verifier[]} verifiers @param {string} pin @returns {Promise<string>} the person, "" if nobody's */
async function whose(verifiers, pin) {
  for (const verifier of verifiers) if (await checkPin(verifier, pin)) return verifier.person;
  return '';
}
