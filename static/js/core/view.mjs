// The doc as it is read on the locked screen: texts in their order, and the digest of exactly these texts.
// Problems come first: nobody has to read through forty 正常 to find the one 不正常. Twin of field/view.py.
import { sha256Hex } from './canonical.mjs';

/** @import {Block, Doc, DocItem, DocPhoto, Finding} from './types.d.ts' */

// Enough of a photo's digest for an eye to compare it with the paper.
const HEAD_OF_DIGEST = 8;

/** What the school reads, from the doc alone. @param {Doc} doc @returns {Block[]} */
export function viewBlocks(doc) {
  return [
    block('title', doc.title),
    ...whoAndWhen(doc),
    ...totals(doc),
    ...findings(doc),
    ...category(doc),
    ...items(doc),
    ...photos(doc),
  ];
}

/** SHA-256 of the texts, one a line, in UTF-8. @param {Block[]} blocks @returns {Promise<string>} */
export function viewSha256(blocks) {
  return sha256Hex(new TextEncoder().encode(blocks.map(({ text }) => text).join('\n')));
}

/** @param {Doc} doc @returns {Block[]} */
function whoAndWhen({ task, subject, procedure, inspectors }) {
  const lines = [
    `被检查单位：${subject.name}（${subject.uscc}）`,
    `地址：${subject.address}`,
    `抽查任务：${task.task_name}（${task.task_no}），${task.draw_type_label}，${task.period}`,
    `到达：${procedure.arrived_at || '未记录'}，位置：${procedure.place}`,
    ...inspectors.map((inspector, place) => person(inspector, procedure.shown[place])),
    `告知检查事由、依据和权利义务：${procedure.told_at || '未记录'}`,
    `回避：${procedure.recusal || '未记录'}`,
  ];
  return [block('heading', '检查概况'), ...lines.map((line) => block('line', line))];
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
function totals({ totals: { items: all, normal, abnormal, not_applicable, not_checked } }) {
  const answered = normal + abnormal + not_applicable + not_checked;
  const text =
    `共${all}项：正常${normal}，不正常${abnormal}，` +
    `未涉及${not_applicable}，未检查${not_checked}，未填${all - answered}`;
  return [block('heading', '汇总'), block('line', text)];
}

/** @param {Doc} doc @returns {Block[]} */
function findings(doc) {
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
  const numbers = item.photos.length ? `，照片${item.photos.join('、')}` : '';
  return (
    `${item.no}. ${item.item_name}·${item.sub_item_name}：${item.content}\n` +
    `依据：${item.basis}；方式：${item.mode_label}\n` +
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
  const where = photo.item_no === null ? '未归入检查项' : `第${photo.item_no}项`;
  return `照片${photo.no}（${where}，${photo.taken_at}，摘要${photo.sha256.slice(0, HEAD_OF_DIGEST)}）`;
}

/** @param {Block['kind']} kind @param {string} text @returns {Block} */
function block(kind, text) {
  return { kind, text };
}
