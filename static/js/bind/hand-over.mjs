// Before the school holds the phone: what is still open, said where it can be mended; then one button that locks.
import { copy, need, slot } from './fill.mjs';
import { allGaps } from './gaps.mjs';
import { paintReturned } from './returned.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

const NO_CATEGORY = { what: '没有认定检查结果', where: '结果确认', step: 4, code: '' };

/** @param {Inspection} inspection @returns {import('./gaps.mjs').Gap[]} everything that keeps the sheet from the school */
export function openPoints(inspection) {
  const points = allGaps(inspection);
  return inspection.value('category') || inspection.conflict('category') ? points : [...points, NO_CATEGORY];
}

/**
 * @param {HTMLElement} panel @param {Inspection} inspection
 * @param {{again: boolean, alone: boolean, may: boolean}} how again: the school has signed an older sheet; alone: nobody of
 *   the school signs; may: nothing beside the sheet keeps it from the school
 */
export function paintHandOver(panel, inspection, { again, alone, may }) {
  const points = openPoints(inspection);
  need(panel, '#hand-over-title').textContent = alone ? '⑤ 检查人员签字' : '⑤ 交给校方';
  need(panel, '[data-changed]').hidden = !again;
  paintReturned(panel, inspection.state);
  need(panel, '[data-ready]').hidden = points.length > 0 || !may || alone;
  need(panel, '[data-gaps-box]').hidden = !points.length;
  need(panel, '[data-before]').textContent = alone ? '签字封存之前还要补：' : '交给校方之前还要补：';
  need(panel, '[data-gaps]').replaceChildren(
    ...points.map(({ what, where, step }) => {
      const line = copy('gap', { what, where });
      slot(line, 'link').setAttribute('href', `/phone/visit#${inspection.visit.id}/${step}`);
      return line;
    }),
  );
  need(panel, '[data-no-pin]').hidden = inspection.visit.pins.length > 0;
}
