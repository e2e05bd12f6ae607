// The lock: while the school holds the phone, this visit shows one page; an inspector's PIN, or its being forgotten, ends it.
import { need } from './fill.mjs';
import { attempt, say } from './say.mjs';
import { LOCK } from './sign-stage.mjs';

/** @typedef {import('./sign-stage.mjs').Lock} Lock */
/** @typedef {import('../store/visit.mjs').Visit} Visit */

/** Read by boot: the visit whose page could not be opened, so that nothing leads there until the browser starts anew. */
const LET_GO = 'let-go';
const LOCKED = '本页已锁定，检查人员输入 PIN 才能返回。';
const FINISH_FIRST = '请先完成校方这一步（签字，或记下没有取得签字的原因），之后不用 PIN 也能签字和封存。';
const NOT_BACK =
  'PIN 忘记了，这部手机上不能改检查内容。校方可以写明异议后签字，检查人员也可以记下没有取得签字；封存后能补充说明。';

/** @param {Visit} visit @returns {Lock | null} */
export function lockOf(visit) {
  return visit.draft(LOCK) ?? null;
}

/** @param {Visit} visit @returns {Promise<boolean>} */
export function lockIn(visit) {
  const lock = { at: new Date().toISOString(), told: '', forgotten: false };
  return attempt('lock', () => visit.saveDraft(LOCK, lock));
}

/** What speaks to the inspectors only is out of sight while the page is locked. @param {Visit} visit */
export function paintLock(visit) {
  document.documentElement.toggleAttribute('data-locked', lockOf(visit) !== null);
}

/** A page that cannot be opened must not keep the others. @param {string} visit */
export function letGo(visit) {
  sessionStorage.setItem(LET_GO, visit);
}

/**
 * Any inspector of the team may take the phone back. A forgotten PIN opens signatures and seal once the school's part
 * is done; what the school handed back stays in its hands. Nothing is stranded, and nobody changes the sheet under
 * the school's eyes.
 * @param {Visit} visit @param {import('./sign-stage.mjs').Stage | ''} stage
 * @returns {Promise<'back' | 'forgotten' | null>} back: by PIN; null: the page stays as it is
 */
export async function unlock(visit, stage) {
  const answer = await askTeam(visit);
  if (!answer) return null;
  if (!answer.forgotten) return (await attempt('lock', () => visit.saveDraft(LOCK, undefined))) ? 'back' : null;
  if (stage === 'school') {
    say(FINISH_FIRST);
    return null;
  }
  if (stage === 'returned') say(NOT_BACK);
  const lock = /** @type {Lock} */ (lockOf(visit));
  const next = stage === 'returned' ? { ...lock, told: '' } : { ...lock, forgotten: true };
  return (await attempt('lock', () => visit.saveDraft(LOCK, next))) ? 'forgotten' : null;
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
