// What stands above the steps all the time: the day, how far the work has come, who answers here, what stood in the way.
import { offSite } from '../core/answers.mjs';
import { planOf } from '../core/plan.mjs';
import { onStatus } from '../sync/status.mjs';
import { paintAborted } from './aborted.mjs';
import { paintActing } from './acting.mjs';
import { dayFromNow, dayWord } from './day.mjs';
import { doorWord } from './door.mjs';
import { need, tell } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {Inspection} inspection @returns {() => unknown} repaint */
export function watchTop(inspection) {
  need(document, '[data-day]').addEventListener('click', () => setDay(inspection));
  if (offSite(inspection.facts)) {
    need(document, '[data-steps] [data-step="1"] span:last-child').textContent = '开始';
  }
  const paint = () => paintTop(inspection);
  onStatus(paint);
  return paint;
}

/** @param {Inspection} inspection */
async function paintTop(inspection) {
  paintActing(inspection);
  paintAborted(need(document, '[data-aborted-host]'), inspection);
  paintDay(inspection);
  const { visit } = inspection;
  const words = doorWord(await visit.pending(), visit.state.count > 0, inspection.sealed);
  tell(need(document, '[data-door]'), words);
}

/** @param {Inspection} inspection */
function paintDay({ facts, state, sealed }) {
  const button = need(document, '[data-day]');
  const day = planOf(facts, state);
  const torn = state.fields.plan?.conflict ?? false;
  const word = torn ? '日期不一致' : day === dayFromNow() ? '今天' : day ? day.slice(5) : '待排期';
  tell(button, sealed ? '' : word);
  button.setAttribute('aria-label', `检查日期：${torn ? '两个人定的不一样' : dayWord(day)}，点一下改日期`);
}

/** @param {Inspection} inspection */
async function setDay(inspection) {
  if (inspection.sealed) return say('这次检查已封存，日期不能再改。');
  const { planVisit } = await import('./plan-day.mjs');
  await planVisit(inspection.visit);
}
