// What still stands between a visit and the school's signature, as words one can act on.
import { abortOf, conflictsOf, offSite } from '../core/answers.mjs';
import { GAP_LABELS } from '../core/labels.mjs';
import { progress } from '../core/progress.mjs';
import { canAnswer } from '../core/steps.mjs';
import { describe } from './describe.mjs';
import { SAID_ANEW } from './inspection.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('../core/types.d.ts').Progress} Progress */
/** @typedef {{what: string, where: string, step: number, code: string}} Gap code: the item, in step ① the act; "" for the step as such */

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
 * @returns {Gap[]} in the order of the visit; empty when the sheet can be signed. Where no inspection was possible, what was
 *   not looked at is no gap
 */
export function allGaps(inspection) {
  const { open, missing } = progress(inspection.facts, inspection.state);
  const possible = !abortOf(inspection.state);
  return [
    ...procedureGaps(inspection),
    ...(possible ? [...openGaps(inspection, open), ...itemGaps(inspection, missing)] : []),
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
  const { facts, state } = inspection;
  const away = offSite(facts);
  const shown = [{ what: '两人出示证件', code: 'show', there: canAnswer(facts, state) }];
  const begun = [{ what: away ? '开始时间' : '到达时间', code: 'arrive', there: inspection.value('arrive') }, ...shown];
  const told = [
    { what: '告知校方', code: 'told', there: inspection.value('told') },
    { what: '回避询问', code: 'recusal', there: inspection.value('recusal') },
  ];
  const done = abortOf(state) ? shown : away ? begun : [...begun, ...told];
  return done
    .filter(({ there }) => !there)
    .map(({ what, code }) => ({ what: `没有记${what}`, where: away ? '开始检查' : '到场亮证', step: 1, code }));
}

/** One line per department: each answers for its own. @param {Inspection} inspection @param {string[]} open @returns {Gap[]} */
function openGaps(inspection, open) {
  return inspection.facts.departments.flatMap(({ name }) => {
    const codes = open.filter((code) => inspection.items.get(code)?.department === name);
    if (!codes.length) return [];
    const others = inspection.mayAnswer(name) ? '' : `${name}：`;
    return [
      {
        what: `${codes.length} 项未填`,
        where: `${others}从${titleOf(inspection, codes[0])}起`,
        step: 2,
        code: codes[0],
      },
    ];
  });
}

/** @param {Inspection} inspection @param {Progress['missing']} missing @returns {Gap[]} */
function itemGaps(inspection, missing) {
  return [...inspection.items.keys()]
    .map((code) => ({ code, lacks: gapsOf(code, missing) }))
    .filter(({ lacks }) => lacks.length)
    .map(({ code, lacks }) => ({ what: `缺${lacks.join('、')}`, where: titleOf(inspection, code), step: 2, code }));
}

/** @param {Inspection} inspection @returns {Gap[]} an item once, however much of it differs */
function conflictGaps(inspection) {
  const open = conflictsOf(inspection.facts, inspection.state).filter((field) => !SAID_ANEW.test(field)); // the next signing says it anew
  const gaps = open.map((field) => {
    const code = /^item\.(.+)\.[^.]+$/.exec(field)?.[1] ?? '';
    const where = code ? titleOf(inspection, code) : describe(field).what;
    return { what: '两人填得不一样', where, step: code ? 2 : 4, code };
  });
  return gaps.filter(({ where }, n) => gaps.findIndex((gap) => gap.where === where) === n);
}
