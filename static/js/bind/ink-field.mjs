// A signature on the page: every stroke is on disk at pen-up, so that a call, a rotation or a dead battery loses none.
import { openPad } from '../device/ink.mjs';
import { copy, need, tell } from './fill.mjs';
import { attempt } from './say.mjs';

/** @typedef {import('../store/visit.mjs').Visit} Visit */
/** @typedef {import('../core/types.d.ts').Ink} Ink */
/** @typedef {{ink: () => Ink | null, why: () => string, close: () => void}} InkField why: what is wrong with it, "" when it is a signature */

const NONE = '请在框内手写签名。';
const TOO_SHORT = '笔迹太短，不像签名，请写完整姓名。';

/**
 * Put a pad into `host`, going on with what was drawn before.
 * @param {HTMLElement} host @param {Visit} visit @param {string} name of the draft @param {string} label
 * @returns {InkField}
 */
export function openInk(host, visit, name, label) {
  const field = copy('ink', { label });
  host.replaceChildren(field);
  const canvas = /** @type {HTMLCanvasElement} */ (need(field, 'canvas'));
  canvas.setAttribute('aria-label', label);
  const pad = openPad(canvas, {
    ink: visit.draft(name) ?? null,
    onStroke: async (ink) => {
      if (await attempt('ink', () => visit.saveDraft(name, ink ?? undefined))) paint(ink?.strokes.length ?? 0);
      const asked = host.closest('dialog, [data-part], [data-supplement-form]')?.querySelector('[data-problem]');
      if (asked) tell(/** @type {HTMLElement} */ (asked), ''); // it may have asked for this very stroke
    },
  });
  const why = () => (!pad.ink() ? NONE : pad.isGood() ? '' : TOO_SHORT);
  /** @param {number} strokes on disk: the words under the pad promise nothing else */
  const paint = (strokes) => {
    tell(need(field, '[data-strokes]'), strokes ? `已写 ${strokes} 笔，已存本机` : '还没有签名');
    for (const button of field.querySelectorAll('button')) button.disabled = !strokes;
  };
  need(field, '[data-ink="undo"]').addEventListener('click', () => pad.undo());
  need(field, '[data-ink="clear"]').addEventListener('click', () => pad.clear());
  paint(pad.ink()?.strokes.length ?? 0);
  return { ink: pad.ink, why, close: pad.close };
}
