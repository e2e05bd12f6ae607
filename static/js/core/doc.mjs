// The sealed content: what was shown to the school, as plain values with the words already in them.
// Built by the fold's state and the packet's facts alone, so that phone, server and paper say the same. Twin of field/doc.py.
import { abortOf, filesOf, itemsOf, modeOf, photosOf, reasonOf, textOf, valueOf, verdictOf } from './answers.mjs';
import { digest } from './canonical.mjs';
import { fileRow, photoRow } from './evidence.mjs';
import {
  CATEGORY_LABELS,
  CUT_SHORT_LABELS,
  DISPOSITION_LABELS,
  MODE_LABELS,
  OPEN_LABEL,
  RESULT_LABELS,
} from './labels.mjs';
import { absentDepartments } from './people.mjs';
import { abort, answeredBy, attempts, procedure } from './procedure.mjs';

/** @import {Doc, DocItem, Facts, Finding, Photo, Placed, State} from './types.d.ts' */

/**
 * The content of the record sheet, to be digested, shown and printed. No floats.
 * @param {Facts} facts @param {State} state @returns {Promise<Doc>} a promise, because the digest of the facts is one
 */
export async function buildDoc(facts, state) {
  const placed = listedItems(facts, state);
  const photos = photosOf(state);
  const items = placed.map((item) => itemRow(item, facts, state, photos));
  const shown = facts.team.filter((member) => valueOf(state, `shown.${member.person}`));
  const { template, catalogue, catalogue_label, check_code, title, mode_label, task, subject } = facts;
  return {
    v: 1,
    template,
    catalogue,
    catalogue_label,
    check_code,
    title,
    mode_label,
    task,
    subject,
    facts_sha256: await digest(facts),
    inspectors: shown.map(({ name, unit, certificate_no, role_label }) => ({ name, unit, certificate_no, role_label })),
    abort: abort(facts, state),
    attempts: attempts(state),
    procedure: procedure(facts, state, shown),
    absent_departments: absentDepartments(facts, state),
    totals: totals(placed, state),
    items,
    findings: findings(items, state),
    category: category(state),
    photos: photos.map((photo) => photoRow(photo, state, placed)),
    files: filesOf(state).map((file) => fileRow(file, placed)),
    empty_matters: facts.departments.flatMap((each) => each.empty.map((matter) => `${each.name}·${matter}`)),
    not_checked: placed.filter((item) => verdictOf(state, item) === 'NOT_CHECKED').map(named),
  };
}

/** The items the sheet lists: all; of a visit that could not be made only those somebody answered. @param {Facts} facts @param {State} state @returns {Placed[]} */
export function listedItems(facts, state) {
  const placed = itemsOf(facts);
  return abortOf(state) ? placed.filter(({ code }) => valueOf(state, `item.${code}.verdict`)?.value) : placed;
}

/**
 * The result category the verdicts speak for, "" while items are open or everything is 未检查; the inspector decides.
 * Entry refused: UNCOOPERATIVE (a refused signature is not that, 国办发〔2024〕54 号); closed or moved: UNREACHABLE.
 * All applicable items 正常: NO_PROBLEM; all 未涉及: NO_RELEVANT_ACTIVITY; every 不正常 corrected on the spot:
 * CORRECTED_ON_ORDER; else PENDING_FOLLOW_UP.
 * @param {Facts} facts @param {State} state @returns {string}
 */
export function suggestCategory(facts, state) {
  const aborted = abortOf(state);
  if (aborted) return aborted.reason === 'REFUSED_ENTRY' ? 'UNCOOPERATIVE' : 'UNREACHABLE';
  const codes = itemsOf(facts).map((item) => ({ code: item.code, verdict: verdictOf(state, item) }));
  const verdicts = new Set(codes.map(({ verdict }) => verdict).filter((verdict) => verdict !== 'NOT_CHECKED'));
  if (verdicts.has('') || !verdicts.size) return '';
  if (!verdicts.has('ABNORMAL')) return verdicts.has('NORMAL') ? 'NO_PROBLEM' : 'NO_RELEVANT_ACTIVITY';
  const corrected = codes.every(
    ({ code, verdict }) => verdict !== 'ABNORMAL' || disposition(state, code) === 'CORRECTED_ON_SITE',
  );
  return corrected ? 'CORRECTED_ON_ORDER' : 'PENDING_FOLLOW_UP';
}

/** @param {Placed[]} placed @param {State} state @returns {Doc['totals']} */
function totals(placed, state) {
  const verdicts = placed.map((item) => verdictOf(state, item));
  const count = (/** @type {string} */ verdict) => verdicts.filter((each) => each === verdict).length;
  return {
    items: placed.length,
    normal: count('NORMAL'),
    abnormal: count('ABNORMAL'),
    not_applicable: count('NOT_APPLICABLE'),
    not_checked: count('NOT_CHECKED'),
  };
}

/** @param {Placed} item @param {Facts} facts @param {State} state @param {Photo[]} photos @returns {DocItem} */
function itemRow(item, facts, state, photos) {
  const verdict = verdictOf(state, item);
  const { no, code, department, matter, item_name, sub_item_name, content, basis } = item;
  return {
    no,
    code,
    department,
    matter,
    item_name,
    sub_item_name,
    content,
    basis,
    mode_label: MODE_LABELS[modeOf(state, item)],
    result: RESULT_LABELS[verdict] ?? OPEN_LABEL,
    note: note(verdict, item, state),
    by: answeredBy(item, facts, state),
    photos: photos.filter((photo) => photo.item === code).map((photo) => photo.no),
  };
}

/** Words typed for another verdict stay in the log; on the sheet they would contradict the result. @param {string} verdict @param {Placed} item @param {State} state @returns {string} */
function note(verdict, item, state) {
  if (verdict === 'NOT_APPLICABLE' || verdict === 'NOT_CHECKED')
    return reasonOf(state, item) || cutShort('reason', state);
  return verdict === 'ABNORMAL' ? textOf(state, item.code, 'note') || cutShort('note', state) : '';
}

/** A visit broken off may be sealed with an item half filled: the sheet says so, or the gap would look like neglect. @param {string} what @param {State} state */
function cutShort(what, state) {
  return abortOf(state) ? CUT_SHORT_LABELS[what] : '';
}

/** @param {DocItem[]} items @param {State} state @returns {Finding[]} */
function findings(items, state) {
  return items
    .filter((item) => item.result === RESULT_LABELS.ABNORMAL)
    .map((item, place) => finding(place + 1, item, state));
}

/** @param {number} no @param {DocItem} item @param {State} state @returns {Finding} */
function finding(no, item, state) {
  const decided = disposition(state, item.code);
  const due = (decided === 'RECTIFY' && valueOf(state, `item.${item.code}.due`)?.date) || '';
  const words = [
    DISPOSITION_LABELS[decided] ?? cutShort('disposition', state),
    decided === 'RECTIFY' && !due && cutShort('due', state),
  ];
  return {
    no,
    item_no: item.no,
    code: item.code,
    department: item.department,
    problem: item.note,
    basis: item.basis,
    disposition: words.filter(Boolean).join('，'),
    due,
    photos: item.photos,
  };
}

/** @param {State} state @param {string} code @returns {string} */
function disposition(state, code) {
  return valueOf(state, `item.${code}.disposition`)?.value || '';
}

/** @param {State} state @returns {Doc['category']} */
function category(state) {
  const value = valueOf(state, 'category')?.value || '';
  return { value, label: CATEGORY_LABELS[value] ?? '' };
}

/** @param {Placed} item @returns {string} */
function named(item) {
  return `第${item.no}项 ${item.item_name}·${item.sub_item_name}`;
}
