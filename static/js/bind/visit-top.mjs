// What stands above the steps all the time: the day, how far the work has come, and where it applies who answers here
// and what stood in the way, whose code comes only then.
import { offSite } from '../core/answers.mjs';
import { onStatus } from '../sync/status.mjs';
import { doorWord } from './door.mjs';
import { need, tell } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {Inspection} inspection @returns {() => unknown} repaint */
export function watchTop(inspection) {
  need(document, '[data-day]').addEventListener('click', async () => {
    const { planVisit } = await import('./plan-day.mjs');
    await planVisit(inspection.visit, inspection.byline);
  });
  if (offSite(inspection.facts)) {
    need(document, '[data-steps] [data-step="1"] span:last-child').textContent = '开始';
  }
  const paint = () => paintTop(inspection);
  onStatus(paint);
  return paint;
}

/** @param {Inspection} inspection */
async function paintTop(inspection) {
  const { sealed, state, visit } = inspection;
  paintDay(inspection);
  const bar = need(document, '[data-acting]');
  if (inspection.acting || !bar.hidden) (await import('./acting.mjs')).paintActing(inspection);
  const host = need(document, '[data-aborted-host]');
  if (!host.hidden || Object.keys(state.fields).some((field) => /^(abort$|attempt\.)/.test(field))) {
    (await import('./aborted.mjs')).paintAborted(host, inspection);
  }
  if (Object.keys(state.fields).some((field) => field.startsWith('return.'))) {
    (await import('./returned.mjs')).paintReturned(document, state);
  }
  if (state.fields[`done.${visit.device}`]) (await import('./handed.mjs')).paintHanded(inspection);
  tell(need(document, '[data-door]'), doorWord(await visit.pending(), state.count > 0, sealed));
}

/** @param {Inspection} inspection */
function paintDay({ facts, sealed, state: { fields } }) {
  const { plan } = fields;
  const day = plan ? (plan.value?.date ?? '') : facts.planned_on;
  const words = plan?.conflict ? '日期不一致' : day.slice(5) || '待排期';
  const button = need(document, '[data-day]');
  tell(button, sealed ? '' : words);
  button.setAttribute('aria-label', `检查日期：${plan?.conflict ? words : day || words}，点一下改日期`);
}
