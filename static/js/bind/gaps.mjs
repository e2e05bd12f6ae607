// What still stands between a visit and the school's signature, as words one can act on.
import { conflictsOf } from '../core/answers.mjs';
import { GAP_LABELS } from '../core/labels.mjs';
import { progress } from '../core/progress.mjs';
import { canAnswer } from '../core/steps.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Progress} Progress */
/** @typedef {{what: string, where: string, step: number, code: string}} Gap code is "" where no item is meant */

/**
 * @param {string} code
 * @param {Progress['missing']} missing
 * @returns {string[]} what this item lacks, in words
 */
export function gapsOf(code, missing) {
  return missing.filter((each) => each.code === code).map(({ what }) => GAP_LABELS[what] ?? what);
}

/**
 * @param {Inspection} inspection
 * @returns {Gap[]} in the order of the visit; empty when the sheet can be shown to the school
 */
export function allGaps(inspection) {
  const { open, missing } = progress(inspection.facts, inspection.state);
  return [
    ...procedureGaps(inspection),
    ...openGap(inspection, open),
    ...itemGaps(inspection, missing),
    ...conflictGaps(inspection),
  ];
}

/** @param {Inspection} inspection @param {string} code @returns {string} 第 3 项 消防 */
export function titleOf(inspection, code) {
  const item = inspection.items.get(code);
  return item ? `第 ${item.no} 项 ${item.item_name}` : code;
}

/** @param {Inspection} inspection @returns {Gap[]} */
function procedureGaps(inspection) {
  const done = {
    到达时间: inspection.value('arrive'),
    两人出示证件: canAnswer(inspection.facts, inspection.state),
    告知校方: inspection.value('told'),
    回避询问: inspection.value('recusal'),
  };
  return Object.entries(done)
    .filter(([, there]) => !there)
    .map(([what]) => ({ what: `没有记${what}`, where: '到场亮证', step: 1, code: '' }));
}

/** @param {Inspection} inspection @param {string[]} open @returns {Gap[]} */
function openGap(inspection, open) {
  if (!open.length) return [];
  return [{ what: `${open.length} 项未填`, where: `从${titleOf(inspection, open[0])}起`, step: 2, code: open[0] }];
}

/** @param {Inspection} inspection @param {Progress['missing']} missing @returns {Gap[]} */
function itemGaps(inspection, missing) {
  return [...inspection.items.keys()]
    .map((code) => ({ code, lacks: gapsOf(code, missing) }))
    .filter(({ lacks }) => lacks.length)
    .map(({ code, lacks }) => ({ what: `缺${lacks.join('、')}`, where: titleOf(inspection, code), step: 2, code }));
}

/** @param {Inspection} inspection @returns {Gap[]} */
function conflictGaps(inspection) {
  const codes = conflictsOf(inspection.state).map((field) => /^item\.(.+)\.[^.]+$/.exec(field)?.[1] ?? '');
  return [...new Set(codes)]
    .filter(Boolean)
    .map((code) => ({ what: '两人填得不一样', where: titleOf(inspection, code), step: 2, code }));
}
