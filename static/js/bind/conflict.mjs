// Two people wrote different things about the same point: both are shown, and one of them says which stands and why.
import { conflictsOf } from '../core/answers.mjs';
import { describe } from './describe.mjs';
import { copy, need, slot } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../store/types.d.ts').FieldHead} FieldHead */

/**
 * Show the open conflicts of these fields at the end of `host`; those settled meanwhile go away.
 * @param {HTMLElement} host
 * @param {Inspection} inspection
 * @param {string[]} fields
 */
export function paintConflicts(host, inspection, fields) {
  const open = new Set(conflictsOf(inspection.facts, inspection.state));
  for (const field of fields) {
    const shown = host.querySelector(`[data-conflict="${CSS.escape(field)}"]`);
    const heads = open.has(field) ? inspection.state.fields[field].heads : [];
    const key = heads.map((head) => head.id).join();
    if (shown && /** @type {HTMLElement} */ (shown).dataset.heads === key) continue;
    // Somebody is writing why: what came meanwhile is shown when the reason is given or left.
    if (heads.length && shown?.contains(document.activeElement)) continue;
    shown?.remove();
    if (heads.length) host.append(conflictPanel(field, heads, inspection, key));
  }
}

/** The person chose one of them; without a reason nothing is settled. @param {HTMLElement} button @param {Inspection} inspection */
export function settle(button, inspection) {
  const panel = /** @type {HTMLElement} */ (button.closest('[data-conflict]'));
  const box = /** @type {HTMLInputElement} */ (need(panel, '[data-settle-reason]'));
  const reason = box.value.trim().normalize('NFC');
  if (!reason) {
    box.focus();
    return say('先写为什么采用这一个，再点采用。');
  }
  const field = panel.dataset.conflict ?? '';
  const head = inspection.state.fields[field]?.heads.find((each) => each.id === button.dataset.value);
  if (!head) return say('这一处刚有新的内容，请看过再定。');
  const { by, via, ...payload } = head.payload; // whoever settles speaks for this, not who wrote it
  return inspection.write([{ kind: 'field.settle', field, payload: { ...payload, reason } }]);
}

/** @param {string} field @param {FieldHead[]} heads @param {Inspection} inspection @param {string} key */
function conflictPanel(field, heads, inspection, key) {
  const panel = copy('conflict', { words: `${describe(field).what}：两人填得不一样` });
  panel.dataset.conflict = field;
  panel.dataset.heads = key;
  const box = need(panel, '[data-settle-reason]');
  box.id = `settle-${field}`;
  slot(panel, 'label').setAttribute('for', box.id);
  slot(panel, 'heads').append(...heads.map((head) => choice(head, field, inspection)));
  return panel;
}

/** @param {FieldHead} head @param {string} field @param {Inspection} inspection */
function choice(head, field, inspection) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn--wide';
  button.dataset.act = 'settle';
  button.dataset.value = head.id;
  const { words } = describe(field, head.payload);
  button.textContent = `采用：${words}（${inspection.nameOf(head.payload.by ?? head.actor)} ${head.at.slice(11, 16)}）`;
  return button;
}
