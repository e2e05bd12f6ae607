// A department that did not come is marked so once, and taken back when it comes after all.
import { copy, keepList, slot } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/**
 * @param {Inspection} inspection
 * @param {string} name
 * @param {boolean} came
 */
export async function markDepartment(inspection, name, came) {
  if (!came && inspection.isThere(name)) return say(`${name}已有人出示证件，不能记为未到场。`);
  const done = await inspection.write([{ kind: 'people.change', field: `department.${name}`, payload: { came } }]);
  if (!done) return;
  const count = [...inspection.items.values()].filter(({ department }) => department === name).length;
  if (came) say(`已存本机：${name}已到场。`);
  else say(count ? `已存本机：${name}未到场，${count} 项记为未检查。` : `已存本机：${name}未到场。`);
}

/** In ①: the other departments, as long as nobody from there has shown a certificate. @param {HTMLElement} host @param {Inspection} inspection */
export function paintComing(host, inspection) {
  const { facts, visit } = inspection;
  const own = facts.team.find(({ person }) => person === visit.actor.id)?.department;
  const lines = facts.departments.filter(
    ({ name }) => name !== own && inspection.peopleOf(name).length && !inspection.isThere(name),
  );
  keepList(
    host,
    lines.map(({ name }) => [
      `${name} ${inspection.isAbsent(name)}`,
      () => line(name, inspection.isAbsent(name), inspection),
    ]),
  );
}

/** @param {string} name @param {boolean} absent @param {Inspection} inspection */
function line(name, absent, inspection) {
  const people = inspection.peopleOf(name).map((each) => each.name);
  const part = copy('coming', {
    words: absent ? `${name}未到场` : `${name}（${people.join('、')}）还没有出示证件`,
    act: absent ? '来了，恢复' : '该部门未到场',
  });
  Object.assign(slot(part, 'act').dataset, { act: absent ? 'came' : 'not-come', department: name });
  slot(part, 'act').setAttribute('aria-label', `${slot(part, 'act').textContent}：${name}`);
  return part;
}
