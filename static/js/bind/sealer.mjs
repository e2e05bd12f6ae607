// Whose phone hands the sheet over and seals it, how the lead hands that right on, and when a colleague's phone is done.
import { valueOf, withoutSchool } from '../core/answers.mjs';
import { sealer } from '../core/people.mjs';
import { hasShown } from '../core/steps.mjs';
import { need, tell } from './fill.mjs';
import { sayDone, sinceDone } from './handed.mjs';
import { attempt, say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {Inspection} inspection @returns {boolean} whether this phone is the one that seals */
export function sealsHere(inspection) {
  return sealer(inspection.facts, inspection.state) === inspection.visit.actor.id;
}

/** What the phone that seals does in the end; nobody of a school is there for every sheet. @param {Inspection} inspection */
export function lastActs({ facts, state }) {
  return withoutSchool(facts, state) ? '收签字、封存' : '交给校方、封存';
}

/** @param {HTMLElement} root around the part of templates/phone/sealer.html @param {Inspection} inspection */
export function paintSealer(root, inspection) {
  const { facts, state, visit } = inspection;
  const here = sealsHere(inspection);
  const box = need(root, '[data-sealer]');
  box.hidden = facts.team.length < 2 || inspection.sealed;
  tell(
    need(box, '[data-sealer-said]'),
    here
      ? `由${visit.actor.name}在这部手机上${lastActs(inspection)}。`
      : `由${inspection.nameOf(sealer(facts, state))}的手机${lastActs(inspection)}。`,
  );
  need(box, '[data-mine]').hidden = here;
  tell(need(box, '[data-mine-said]'), mineWords(inspection));
  need(box, '[data-take-over]').setAttribute('href', `/phone/sign#${visit.id}`);
  const others = mayHandOn(inspection)
    ? facts.team.filter((each) => hasShown(each, state) && each.person !== sealer(facts, state))
    : [];
  need(box, '[data-sealer-others]').hidden = !others.length;
  need(box, '[data-sealer-people]').replaceChildren(...others.map(({ person, name }) => choice(person, name)));
}

/** @param {Inspection} inspection @returns {Record<string, import('./inspection.mjs').Act>} */
export function sealerActs(inspection) {
  return {
    'hand-on': async ({ dataset }) => {
      const payload = { person: dataset.person ?? '' };
      if (await inspection.write([{ kind: 'people.change', field: 'sealer', payload }]))
        say(`已存本机：由${inspection.nameOf(payload.person)}的手机封存。`);
    },
    'my-part-done': () => myPartDone(inspection),
    'hand-file': async () => (await import('./hand-file.mjs')).handFile(inspection),
  };
}

/** The lead decides, in person or by PIN on a colleague's phone; so does whoever was handed the right. @param {Inspection} inspection */
function mayHandOn({ facts, state, writer }) {
  const lead = facts.team.find((each) => each.lead)?.person;
  return writer === lead || writer === sealer(facts, state);
}

/** @param {Inspection} inspection */
async function myPartDone({ visit }) {
  if (await attempt('done', () => sayDone(visit)))
    say('已存本机：您的部分已完成。有网络时自动传给封存的手机；没有网络，请把答案交给同事。');
}

/** @param {Inspection} inspection */
function mineWords({ state, visit }) {
  const said = valueOf(state, `done.${visit.device}`);
  if (!said) return '您负责的都填好以后，点一下，封存的手机就知道不用再等。';
  const head = state.fields[`done.${visit.device}`].heads[0];
  return sinceDone(visit)
    ? '之后这部手机上又有改动，改完请再点一次。'
    : `✓ ${head.at.slice(11, 16)} 已说明：您的部分已完成。`;
}

/** @param {string} person @param {string} name */
function choice(person, name) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn--wide' });
  Object.assign(button.dataset, { act: 'hand-on', person });
  button.textContent = `移交给 ${name}`;
  return button;
}
