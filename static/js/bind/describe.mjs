// A field and a payload in words, for the places where a person has to choose between two.
import { CATEGORY_LABELS, DISPOSITION_LABELS, RESULT_LABELS } from '../core/labels.mjs';

/** @type {Record<string, [string, (payload: any) => string]>} */
const PARTS = {
  verdict: ['结果', ({ value }) => (value ? labelOf(RESULT_LABELS, value) : '未填')],
  reason: ['原因', ({ text }) => text],
  note: ['问题', ({ text }) => text],
  disposition: ['处置', ({ value }) => labelOf(DISPOSITION_LABELS, value)],
  due: ['整改期限', ({ date }) => date],
  category: ['检查结果', ({ value }) => labelOf(CATEGORY_LABELS, value)],
  recusal: ['回避', ({ asked, who, reason }) => (asked ? `申请${who}回避：${reason}` : '未申请')],
};

/**
 * @param {string} field
 * @param {any} [payload]
 * @returns {{what: string, words: string}} what the field is about, and what this payload says of it
 */
export function describe(field, payload) {
  const [what, words] = PARTS[/** @type {string} */ (field.split('.').pop())] ?? ['这一处', () => '这一份'];
  return { what, words: payload ? words(payload) || '（空）' : '' };
}

/** @param {Record<string, string>} labels @param {string} value */
function labelOf(labels, value) {
  return labels[value] ?? value;
}
