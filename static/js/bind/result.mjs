// Step ④: what came out, what is missing, and the category — suggested by the rule, decided by the inspector.
import { abortOf, isAbsent, verdictOf, withoutSchool } from '../core/answers.mjs';
import { buildDoc, listedItems, suggestCategory } from '../core/doc.mjs';
import { CATEGORY_LABELS } from '../core/labels.mjs';
import { paintConflicts } from './conflict.mjs';
import { copy, need, slot, tell } from './fill.mjs';
import { allGaps } from './gaps.mjs';
import { say } from './say.mjs';
import { lastActs, paintSealer, sealerActs, sealsHere } from './sealer.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @param {import('./inspection.mjs').Page} page
 * @returns {import('./inspection.mjs').Step}
 */
export function openStep(panel, inspection, page) {
  panel.addEventListener('change', (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.name === 'category')
      inspection.write([{ kind: 'category.set', field: 'category', payload: { value: box.value } }]);
  });
  /** @type {Record<string, Act>} */
  const acts = {
    jump: (button) => page.jump(Number(button.dataset.to), button.dataset.value ?? ''),
    'hand-over': () => handOver(panel, inspection),
    ...sealerActs(inspection),
  };
  return { acts, paint: () => paint(panel, inspection) };
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
async function paint(panel, inspection) {
  const { state } = inspection;
  const doc = await buildDoc(inspection.facts, state);
  if (inspection.state !== state) return; // overtaken by a later change, which paints for itself
  const { items, normal, abnormal, not_applicable, not_checked } = doc.totals;
  const open = items - normal - abnormal - not_applicable - not_checked;
  const totals = /** @type {[string, number, string][]} */ ([
    ['共', items, ''],
    ['正常', normal, 'ok'],
    ['不正常', abnormal, 'bad'],
    ['未涉及', not_applicable, ''],
    ['未检查', not_checked, ''],
    ['未填', open, ''],
  ]);
  need(panel, '[data-totals]').hidden = !items; // of an inspection that was not possible there is nothing to count
  need(panel, '[data-totals]').replaceChildren(...totals.map(([name, number, tone]) => total(name, number, tone)));
  paintGaps(panel, inspection);
  paintFindings(panel, doc);
  paintNotChecked(panel, inspection, doc);
  paintCategories(panel, inspection);
  // All fields, so that a panel whose conflict was settled goes away; those of an item stand in its card.
  const fields = Object.keys(state.fields).filter((field) => !field.startsWith('item.'));
  paintConflicts(need(panel, '[data-conflicts]'), inspection, fields);
  paintSealer(panel, inspection);
  const onward = need(panel, '[data-act="hand-over"]');
  onward.hidden = !sealsHere(inspection);
  onward.textContent = withoutSchool(inspection.facts, state) ? '检查人员签字' : '交给校方';
}

/**
 * What was not looked at stands beside the result, so that nobody takes it for in order: a department that did not come in one line.
 * @param {HTMLElement} panel @param {Inspection} inspection @param {import('../core/types.d.ts').Doc} doc
 */
function paintNotChecked(panel, { facts, state }, doc) {
  const left = listedItems(facts, state).filter((item) => verdictOf(state, item) === 'NOT_CHECKED');
  const lines = left.map(({ department, people }, n) => {
    if (!isAbsent(state, department, people)) return doc.not_checked[n] ?? '';
    return `${department}未到场（${left.filter((item) => item.department === department).length} 项）`;
  });
  need(panel, '[data-not-checked]').hidden = !lines.length;
  need(panel, '[data-not-checked-items]').replaceChildren(
    ...[...new Set(lines)].map((textContent) => Object.assign(document.createElement('li'), { textContent })),
  );
}

/** @param {string} name @param {number} number @param {string} tone */
function total(name, number, tone) {
  const part = copy('total', { name, number: String(number) });
  if (tone && number) part.classList.add(`totals__part--${tone}`);
  return part;
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paintGaps(panel, inspection) {
  const gaps = allGaps(inspection);
  need(panel, '[data-missing-box]').hidden = !gaps.length;
  need(panel, '[data-missing]').replaceChildren(
    ...gaps.map(({ what, where, step, code }) => {
      const line = copy('missing', { what, where });
      Object.assign(need(line, 'button').dataset, { to: String(step), value: code });
      return line;
    }),
  );
}

/** @param {HTMLElement} panel @param {import('../core/types.d.ts').Doc} doc */
function paintFindings(panel, doc) {
  const textContent = doc.abort ? '没有检查成，没有记下问题。' : '没有发现问题。';
  const none = Object.assign(document.createElement('p'), { className: 'muted', textContent });
  need(panel, '[data-findings]').replaceChildren(...(doc.findings.length ? doc.findings.map(finding) : [none]));
}

/** @param {import('../core/types.d.ts').Finding} found */
function finding(found) {
  const disposition = [
    found.disposition || '还没有写处置',
    found.due && `${found.due} 前`,
    found.photos.length && `照片 ${found.photos.join('、')}`,
  ];
  const part = copy('finding', {
    title: `问题 ${found.no}（第 ${found.item_no} 项）`,
    problem: found.problem || '还没有写问题',
    disposition: disposition.filter(Boolean).join(' · '),
  });
  Object.assign(slot(part, 'jump').dataset, { to: '2', value: found.code });
  slot(part, 'jump').setAttribute('aria-label', `修改这一项：第 ${found.item_no} 项`);
  return part;
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
function paintCategories(panel, inspection) {
  const suggested = suggestCategory(inspection.facts, inspection.state);
  const chosen = inspection.value('category')?.value ?? '';
  const place = need(panel, '[data-categories]');
  if (!place.children.length)
    place.append(...Object.entries(CATEGORY_LABELS).map(([value, label]) => option(value, label)));
  for (const line of place.children) {
    const box = /** @type {HTMLInputElement} */ (need(line, 'input'));
    box.checked = box.value === chosen;
    line.classList.toggle('option--chosen', box.checked);
  }
  const suggestion = place.querySelector(`[value="${suggested}"]`)?.closest('label');
  if (suggestion && suggestion !== place.firstElementChild) place.prepend(suggestion);
  tell(need(panel, '[data-suggested]'), suggested ? `按填写情况，建议：${CATEGORY_LABELS[suggested]}` : '');
  tell(need(panel, '[data-category-problem]'), categoryProblem(inspection));
  /** @type {HTMLFieldSetElement} */ (need(panel, '[data-category]')).disabled = inspection.sealed;
}

/** @param {string} value @param {string} label */
function option(value, label) {
  const line = copy('category', { label });
  /** @type {HTMLInputElement} */ (need(line, 'input')).value = value;
  return line;
}

/** @param {Inspection} inspection @returns {string} why this category cannot stand, "" when it can */
function categoryProblem(inspection) {
  const chosen = inspection.value('category')?.value;
  const abnormal = [...inspection.items.keys()].filter((code) => inspection.verdict(code) === 'ABNORMAL').length;
  if (chosen === 'NO_PROBLEM' && abortOf(inspection.state)) return '没有查成的，不能认定为“未发现问题”，请改选。';
  if (chosen === 'NO_PROBLEM' && abnormal) return `有 ${abnormal} 项不正常，不能认定为“未发现问题”，请改选。`;
  return '';
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
async function handOver(panel, inspection) {
  if (!sealsHere(inspection)) {
    need(panel, '[data-sealer]').scrollIntoView({ block: 'center' });
    return say(`这次检查由另一部手机${lastActs(inspection)}；您的部分完成后请点“我的部分已完成”。`);
  }
  const gaps = allGaps(inspection);
  if (gaps.length) {
    need(panel, '[data-missing-box]').scrollIntoView({ block: 'center' });
    need(panel, '[data-missing] button').focus({ preventScroll: true });
    return say(`还有 ${gaps.length} 处要补，补完再签字。`);
  }
  const problem = categoryProblem(inspection) || (inspection.value('category') ? '' : '请先认定检查结果，再签字。');
  if (!problem) {
    if (inspection.acting) await (await import('./acting.mjs')).ownAgain(inspection); // what follows is the owner's
    return location.assign(`/phone/sign#${inspection.visit.id}`);
  }
  need(panel, '[data-categories] input').focus();
  say(problem);
}
