// Before the school holds the phone: what is still open, said where it can be mended; then one button that locks.
import { conflictsOf } from '../core/answers.mjs';
import { paintConflicts } from './conflict.mjs';
import { copy, need, slot } from './fill.mjs';
import { allGaps } from './gaps.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

const NO_CATEGORY = { what: '没有认定检查结果', where: '结果确认', step: 4, code: '' };

/** @param {Inspection} inspection @returns {import('./gaps.mjs').Gap[]} everything that keeps the sheet from the school */
export function openPoints(inspection) {
  const points = allGaps(inspection);
  return inspection.value('category') ? points : [...points, NO_CATEGORY];
}

/** @param {HTMLElement} panel @param {Inspection} inspection @param {boolean} again the school has signed an older sheet */
export function paintHandOver(panel, inspection, again) {
  const points = openPoints(inspection);
  const conflicts = conflictsOf(inspection.state).filter((field) => !field.startsWith('item.'));
  const ready = !points.length && !conflicts.length;
  need(panel, '[data-changed]').hidden = !again;
  need(panel, '[data-ready]').hidden = !ready;
  need(panel, '[data-gaps-box]').hidden = ready;
  need(panel, '[data-gaps]').replaceChildren(
    ...points.map(({ what, where, step }) => {
      const line = copy('gap', { what, where });
      slot(line, 'link').setAttribute('href', `/phone/visit#${inspection.visit.id}/${step}`);
      return line;
    }),
  );
  // All fields, so that a panel whose conflict was settled goes away.
  paintConflicts(
    need(panel, '[data-conflicts]'),
    inspection,
    Object.keys(inspection.state.fields).filter((field) => !field.startsWith('item.')),
  );
  need(panel, '[data-no-pin]').hidden = inspection.visit.pins.length > 0;
}
