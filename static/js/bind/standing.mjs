// How far a visit is by what lies on this phone, said alike in 今日 and in 全部.
import { progress } from '../core/progress.mjs';
import { stepOf } from '../core/steps.mjs';

/** @typedef {import('../store/visits.mjs').Card} Card */
/** @typedef {import('../core/types.d.ts').State} State */
/** @typedef {{step: number, begun: boolean, sealed: boolean, answered: string}} Standing */

const STEPS = ['', '亮证', '检查', '照片', '结果', '签字', '封存'];

/** @param {Card} visit @returns {Standing | null} null while no packet is here */
export function standingOf({ facts, folded: state }) {
  if (!facts || !state) return null;
  const { answered, total } = progress(facts, state);
  return {
    step: stepOf(facts, state),
    begun: isBegun(state),
    sealed: state.seal !== null,
    answered: answered ? `${answered}/${total}` : '',
  };
}

/** @param {Standing | null} standing @returns {string} 第 2 步 检查，已填 3/31 */
export function progressWord(standing) {
  if (!standing?.begun) return '未开始';
  const { step, sealed, answered } = standing;
  return sealed ? '已封存' : `${stepWord(step)}${answered ? `，已填 ${answered}` : ''}`;
}

/** @param {number} step 1 to 6 @returns {string} 第 2 步 检查 */
export function stepWord(step) {
  return `第 ${step} 步 ${STEPS[step]}`;
}

/** Setting the day, or having stood before a closed gate, is no beginning. @param {State} state */
function isBegun({ fields }) {
  return Object.entries(fields).some(
    ([field, { value, conflict }]) => (value || conflict) && field !== 'plan' && !/^(attempt|evidence)\./.test(field),
  );
}
