// The sealed content: what was shown to the school, as plain values with the words already in them.
// Built by the fold's state and the packet's facts alone, so that phone, server and paper say the same. Twin of field/doc.py.
import { headOf, itemsOf, photosOf, textOf, valueOf, verdictOf } from './answers.mjs';
import { digest } from './canonical.mjs';
import { CATEGORY_LABELS, DISPOSITION_LABELS, OPEN_LABEL, RESULT_LABELS, VIA_LABELS } from './labels.mjs';
import * as words from './words.mjs';

/** @import {Doc, DocItem, DocPhoto, Facts, Finding, Member, Photo, Placed, State} from './types.d.ts' */

/** Which of an item's texts belongs to its verdict. @type {Record<string, string>} */
const SAID = { ABNORMAL: 'note', NOT_APPLICABLE: 'reason', NOT_CHECKED: 'reason' };

/**
 * The content of the record sheet, to be digested, shown and printed. No floats, no nulls but a photo's item.
 * @param {Facts} facts @param {State} state @returns {Promise<Doc>} a promise, because the digest of the facts is one
 */
export async function buildDoc(facts, state) {
  const placed = itemsOf(facts);
  const photos = photosOf(state);
  const items = placed.map((item) => itemRow(item, state, photos));
  const { template, catalogue, catalogue_label, check_code, title, task, subject } = facts;
  return {
    v: 1,
    template,
    catalogue,
    catalogue_label,
    check_code,
    title,
    task,
    subject,
    facts_sha256: await digest(facts),
    inspectors: shownOf(facts, state).map(({ name, unit, certificate_no, role_label }) => ({
      name,
      unit,
      certificate_no,
      role_label,
    })),
    procedure: procedure(facts, state),
    totals: totals(placed, state),
    items,
    findings: findings(items, state),
    category: category(state),
    photos: photos.map((photo) => photoRow(photo, placed)),
    empty_matters: facts.departments.flatMap((each) => each.empty.map((matter) => `${each.name}·${matter}`)),
    not_checked: placed.filter((item) => verdictOf(state, item.code) === 'NOT_CHECKED').map(named),
  };
}

/**
 * The result category the verdicts speak for, "" while items are open or everything is 未检查; the inspector decides.
 * All applicable items 正常: NO_PROBLEM; all 未涉及: NO_RELEVANT_ACTIVITY; every 不正常 corrected on the spot:
 * CORRECTED_ON_ORDER; else PENDING_FOLLOW_UP.
 * @param {Facts} facts @param {State} state @returns {string}
 */
export function suggestCategory(facts, state) {
  const codes = itemsOf(facts).map(({ code }) => ({ code, verdict: verdictOf(state, code) }));
  const verdicts = new Set(codes.map(({ verdict }) => verdict).filter((verdict) => verdict !== 'NOT_CHECKED'));
  if (verdicts.has('') || !verdicts.size) return '';
  if (!verdicts.has('ABNORMAL')) return verdicts.has('NORMAL') ? 'NO_PROBLEM' : 'NO_RELEVANT_ACTIVITY';
  const corrected = codes.every(
    ({ code, verdict }) => verdict !== 'ABNORMAL' || disposition(state, code) === 'CORRECTED_ON_SITE',
  );
  return corrected ? 'CORRECTED_ON_ORDER' : 'PENDING_FOLLOW_UP';
}

/** Who of the team has shown a certificate. @param {Facts} facts @param {State} state @returns {Member[]} */
function shownOf(facts, state) {
  return facts.team.filter((member) => valueOf(state, `shown.${member.person}`));
}

/** @param {Facts} facts @param {State} state @returns {Doc['procedure']} */
function procedure(facts, state) {
  return {
    arrived_at: words.moment(headOf(state, 'arrive')),
    place: words.place(valueOf(state, 'arrive.place')),
    shown: shownOf(facts, state).map((member) => shownRow(member, state)),
    told_at: words.moment(headOf(state, 'told')),
    recusal: words.recusal(valueOf(state, 'recusal')),
  };
}

/** @param {Member} member @param {State} state */
function shownRow({ person, name }, state) {
  const { certificate_no, via } = valueOf(state, `shown.${person}`);
  return { name, certificate_no, at: words.moment(headOf(state, `shown.${person}`)), via_label: VIA_LABELS[via] };
}

/** @param {Placed[]} placed @param {State} state @returns {Doc['totals']} */
function totals(placed, state) {
  const verdicts = placed.map((item) => verdictOf(state, item.code));
  const count = (/** @type {string} */ verdict) => verdicts.filter((each) => each === verdict).length;
  return {
    items: placed.length,
    normal: count('NORMAL'),
    abnormal: count('ABNORMAL'),
    not_applicable: count('NOT_APPLICABLE'),
    not_checked: count('NOT_CHECKED'),
  };
}

/** @param {Placed} item @param {State} state @param {Photo[]} photos @returns {DocItem} */
function itemRow(item, state, photos) {
  const verdict = verdictOf(state, item.code);
  const { no, code, department, matter, item_name, sub_item_name, content, basis, mode_label } = item;
  return {
    no,
    code,
    department,
    matter,
    item_name,
    sub_item_name,
    content,
    basis,
    mode_label,
    result: RESULT_LABELS[verdict] ?? OPEN_LABEL,
    // Words typed for another verdict stay in the log; on the sheet they would contradict the result.
    note: SAID[verdict] ? textOf(state, code, SAID[verdict]) : '',
    photos: photos.filter((photo) => photo.item === code).map((photo) => photo.no),
  };
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
  const due = valueOf(state, `item.${item.code}.due`);
  return {
    no,
    item_no: item.no,
    code: item.code,
    department: item.department,
    problem: item.note,
    basis: item.basis,
    disposition: DISPOSITION_LABELS[decided] ?? '',
    due: decided === 'RECTIFY' ? due?.date || '' : '',
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

/** @param {Photo} photo @param {Placed[]} placed @returns {DocPhoto} */
function photoRow({ no, evidence, head, item }, placed) {
  const { sha256, size, taken_at } = head.payload;
  return {
    no,
    evidence,
    sha256,
    size,
    taken_at: words.instant(taken_at, head.skew_ms),
    item_no: placed.find((each) => each.code === item)?.no ?? null,
  };
}

/** @param {Placed} item @returns {string} */
function named(item) {
  return `第${item.no}项 ${item.item_name}·${item.sub_item_name}`;
}
