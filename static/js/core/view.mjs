// The doc as it is read on the locked screen: texts in their order, and the digest of exactly these texts.
// Problems come first: nobody has to read through forty 正常 to find the one 不正常. Twin of field/view.py.
import { sha256Hex } from './canonical.mjs';

/** @import {Block, Doc, DocFile, DocItem, DocPhoto, Finding} from './types.d.ts' */

// Enough of a photo's digest for an eye to compare it with the paper.
const HEAD_OF_DIGEST = 8;

/** What the school reads, from the doc alone. @param {Doc} doc @returns {Block[]} */
export function viewBlocks(doc) {
  return [
    block('title', doc.title),
    ...abort(doc),
    ...totals(doc),
    ...findings(doc),
    ...category(doc),
    ...whoAndWhen(doc),
    ...items(doc),
    ...photos(doc),
    ...files(doc),
  ];
}

/** SHA-256 of the texts, one a line, in UTF-8. @param {Block[]} blocks @returns {Promise<string>} */
export function viewSha256(blocks) {
  return sha256Hex(new TextEncoder().encode(blocks.map(({ text }) => text).join('\n')));
}

/** @param {Doc} doc @returns {Block[]} */
function whoAndWhen(doc) {
  const { task, subject, procedure } = doc;
  const lines = [
    `被检查单位：${subject.name}（${subject.uscc}）`,
    `地址：${subject.address}`,
    `抽查任务：${task.task_name}（${task.task_no}），${task.draw_type_label}，${task.period}`,
    `检查方式：${doc.mode_label}`,
    ...departments(procedure.departments),
    ...doc.attempts.map((each) => `此前到场未能检查：${each.at}，${each.label}${also(each.words)}`),
    arrival(procedure),
    ...doc.inspectors.map((inspector, place) => person(inspector, procedure.shown[place])),
    ...told(doc),
    ...procedure.returns.map((each) => `校方请检查组更正：${each.at}，${each.words}`),
  ];
  return [block('heading', '检查概况'), ...lines.map((line) => block('line', line))];
}

/** Who else came; a sheet of one department alone does not name it twice. @param {Doc['procedure']['departments']} all @returns {string[]} */
function departments(all) {
  const said = all.map((each) => `${each.name}（${part(each)}）`);
  return said.length > 1 ? [`检查部门：${said.join('、')}`] : [];
}

/** @param {Doc['procedure']['departments'][number]} department */
function part({ came, items: count }) {
  const text = count ? `${count}项` : '无检查项';
  return came ? text : `未到场，${text}`;
}

/** A visit that nobody travelled to has no place, and is told to nobody on the spot. @param {Doc['procedure']} procedure */
function arrival({ arrived_at, place }) {
  const at = arrived_at || '未记录';
  return place ? `到达：${at}，位置：${place}` : `开始检查：${at}`;
}

/** @param {Doc} doc @returns {string[]} */
function told({ abort: aborted, procedure: { place, told_at, recusal } }) {
  const lines = { '告知检查事由、依据和权利义务': told_at, 回避: recusal };
  const silent = aborted !== null || !place;
  return Object.entries(lines)
    .filter(([, said]) => said || !silent)
    .map(([what, said]) => `${what}：${said || '未记录'}`);
}

/** @param {Doc} doc @returns {Block[]} */
function abort({ abort: aborted }) {
  if (!aborted) return [];
  const { label, words, at, by, witness } = aborted;
  const lines = [`${label}${also(words)}`, `记录：${by}，${at}`];
  if (witness) lines.push(`见证人：${witness.name}（${witness.unit || '单位未记录'}）`);
  return [block('heading', '无法检查'), ...lines.map((line) => block('line', line))];
}

/** @param {string} words */
function also(words) {
  return words ? `：${words}` : '';
}

/**
 * The two lists of the doc are of the same people in the same order: those who have shown a certificate.
 * @param {Doc['inspectors'][number]} inspector @param {Doc['procedure']['shown'][number]} shown
 */
function person(inspector, shown) {
  const named = `${inspector.role_label}：${inspector.name}（${inspector.unit}）`;
  return `${named}，证号${shown.certificate_no}，${shown.at}出示（${shown.via_label}）`;
}

/** @param {Doc} doc @returns {Block[]} */
function totals({ abort: aborted, totals: { items: all, normal, abnormal, not_applicable, not_checked } }) {
  if (aborted && !all) return [];
  const answered = normal + abnormal + not_applicable + not_checked;
  const text =
    `共${all}项：正常${normal}，不正常${abnormal}，` +
    `未涉及${not_applicable}，未检查${not_checked}，未填${all - answered}`;
  return [block('heading', '汇总'), block('line', text)];
}

/** @param {Doc} doc @returns {Block[]} */
function findings(doc) {
  if (!doc.findings.length && doc.abort) return []; // where nobody was let in, nothing was found to be in order either
  if (!doc.findings.length) return [block('heading', '发现问题'), block('line', '没有发现问题')];
  const byNo = new Map(doc.photos.map((photo) => [photo.no, photo]));
  return [
    block('heading', `发现问题 ${doc.findings.length}个`),
    ...doc.findings.flatMap((finding) => [
      block('finding', findingText(finding)),
      ...finding.photos.map((no) => photoBlock(/** @type {DocPhoto} */ (byNo.get(no)))),
    ]),
  ];
}

/** @param {Finding} finding */
function findingText(finding) {
  const due = finding.due ? `，${finding.due}前改正` : '';
  return (
    `问题${finding.no}（第${finding.item_no}项，${finding.department}）：${finding.problem || '未填'}\n` +
    `依据：${finding.basis}\n` +
    `处置：${finding.disposition || '未填'}${due}`
  );
}

/** @param {Doc} doc @returns {Block[]} */
function category(doc) {
  const lines = [doc.category.label || '未认定'];
  if (doc.not_checked.length) lines.push(`未检查项目：${doc.not_checked.join('、')}`);
  if (doc.empty_matters.length) lines.push(`暂无可用检查项（依据待核）：${doc.empty_matters.join('、')}`);
  return [block('heading', '检查结果'), ...lines.map((line) => block('line', line))];
}

/** @param {Doc} doc @returns {Block[]} */
function items(doc) {
  return doc.items.flatMap((item, place) => {
    const before = doc.items[place - 1];
    const sameGroup = before && before.department === item.department && before.matter === item.matter;
    return [
      ...(sameGroup ? [] : [block('heading', `${item.department} · ${item.matter}`)]),
      block('item', itemText(item)),
    ];
  });
}

/** @param {DocItem} item */
function itemText(item) {
  const note = item.note ? `，${item.note}` : '';
  const by = item.by ? `；检查人：${item.by}` : '';
  const numbers = item.photos.length ? `，照片${item.photos.join('、')}` : '';
  return (
    `${item.no}. ${item.item_name}·${item.sub_item_name}：${item.content}\n` +
    `依据：${item.basis}；方式：${item.mode_label}${by}\n` +
    `结果：${item.result}${note}${numbers}`
  );
}

/** Every photo once as a line of the list; a photo already seen with its problem is not shown a second time. @param {Doc} doc @returns {Block[]} */
function photos(doc) {
  if (!doc.photos.length) return [];
  const shown = new Set(doc.findings.flatMap((finding) => finding.photos));
  const listed = doc.photos.map((each) => (shown.has(each.no) ? block('line', photoText(each)) : photoBlock(each)));
  return [block('heading', `照片 ${doc.photos.length}张`), ...listed];
}

/** @param {DocPhoto} photo @returns {Block} */
function photoBlock(photo) {
  return { ...block('photo', photoText(photo)), evidence: photo.evidence };
}

/** @param {DocPhoto} photo */
function photoText(photo) {
  const original = photo.covers ? `，已遮挡人脸，原图摘要${head(photo.covers.sha256)}` : '';
  return `照片${photo.no}（${where(photo)}，${photo.taken_at}，摘要${head(photo.sha256)}${original}）`;
}

/** @param {Doc} doc @returns {Block[]} */
function files(doc) {
  if (!doc.files.length) return [];
  return [block('heading', `附件 ${doc.files.length}份`), ...doc.files.map((file) => block('line', fileText(file)))];
}

/** @param {DocFile} file */
function fileText(file) {
  return `附件${file.no}（${where(file)}，${file.type_label}，摘要${head(file.sha256)}）${also(file.name)}`;
}

/** @param {{item_no: number | null}} piece */
function where({ item_no }) {
  return item_no === null ? '未归入检查项' : `第${item_no}项`;
}

/** @param {string} sha256 */
function head(sha256) {
  return sha256.slice(0, HEAD_OF_DIGEST);
}

/** @param {Block['kind']} kind @param {string} text @returns {Block} */
function block(kind, text) {
  return { kind, text };
}
