// The lock: while the school holds the phone, this visit shows one page; an inspector's PIN, or its being forgotten, ends it.
import { need } from './fill.mjs';
import { attempt, say } from './say.mjs';
import { LOCK } from './sign-stage.mjs';

/** @typedef {import('./sign-stage.mjs').Lock} Lock */
/** @typedef {import('../store/visit.mjs').Visit} Visit */

const LOCKED = '本页已锁定，检查人员输入 PIN 才能返回。';
const FINISH_FIRST = '请先完成校方这一步（签字，或记下没有取得签字的原因），之后不用 PIN 也能签字和封存。';

/** @param {Visit} visit @returns {Lock | null} */
export function lockOf(visit) {
  return visit.draft(LOCK) ?? null;
}

/** @param {Visit} visit @returns {Promise<boolean>} */
export function lockIn(visit) {
  return attempt('lock', () => visit.saveDraft(LOCK, { at: new Date().toISOString(), told: '', forgotten: false }));
}

/**
 * Any inspector of the team may take the phone back. A forgotten PIN opens signatures and seal once the school's
 * part is done; nothing is stranded, and nobody changes the sheet under the school's eyes.
 * @param {Visit} visit @param {boolean} schoolDone @returns {Promise<boolean>} whether the page may go on
 */
export async function unlock(visit, schoolDone) {
  const answer = await askTeam(visit);
  if (!answer) return false;
  if (answer.forgotten && !schoolDone) {
    say(FINISH_FIRST);
    return false;
  }
  const lock = answer.forgotten ? { ...lockOf(visit), forgotten: true } : undefined;
  return attempt('lock', () => visit.saveDraft(LOCK, lock));
}

/** The back gesture stays on the locked page. @param {Visit} visit */
export function holdBack(visit) {
  const hold = () => history.pushState({ locked: true }, '');
  addEventListener('popstate', () => {
    if (!lockOf(visit)) return;
    hold();
    say(LOCKED);
  });
  return () => {
    if (lockOf(visit) && !history.state?.locked) hold();
  };
}

/** Where nobody chose a PIN, none can be asked for. @param {Visit} visit */
async function askTeam(visit) {
  const team = visit.pins.filter(({ person }) => visit.facts.team.some((each) => each.person === person));
  team.sort((a, b) => Number(b.person === visit.actor.id) - Number(a.person === visit.actor.id)); // each try is slow on purpose
  if (!team.length) return { person: '', forgotten: true };
  const { askPin } = await import('./pin-pad.mjs');
  return askPin(need(document, '[data-pin-host]'), team, { title: '检查人员请输入本人的 PIN', mayForget: true });
}
