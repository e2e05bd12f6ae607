// A field and a payload in words, for the places where a person has to choose between two.
import {
  ABORT_LABELS,
  CATEGORY_LABELS,
  DISPOSITION_LABELS,
  MODE_LABELS,
  OUTCOME_LABELS,
  RESULT_LABELS,
  STATEMENT_LABELS,
} from '../core/labels.mjs';

/** @type {Record<string, [string, (payload: any) => string]>} */
const PARTS = {
  verdict: ['结果', ({ value }) => (value ? labelOf(RESULT_LABELS, value) : '未填')],
  reason: ['原因', ({ text }) => text],
  note: ['问题', ({ text }) => text],
  disposition: ['处置', ({ value }) => labelOf(DISPOSITION_LABELS, value)],
  due: ['整改期限', ({ date }) => date],
  category: ['检查结果', ({ value }) => labelOf(CATEGORY_LABELS, value)],
  mode: ['检查方式', ({ value }) => labelOf(MODE_LABELS, value)],
  abort: ['无法检查', ({ reason, words }) => `${labelOf(ABORT_LABELS, reason)}：${words}`],
  told: ['告知校方', () => '已告知'],
  arrive: ['到达', () => '已到达'],
  statement: ['校方意见', ({ value, words }) => `${labelOf(STATEMENT_LABELS, value)}${words ? `：${words}` : ''}`],
  recusal: ['回避', ({ asked, who, reason }) => (asked ? `申请${who}回避：${reason}` : '未申请')],
};

/** Fields that carry a name of their own. @type {[RegExp, (name: string) => string, (payload: any) => string][]} */
const NAMED = [
  [/^department\.(.+)$/, (name) => `${name}到场情况`, ({ came }) => (came ? '已到场' : '未到场')],
  [/^evidence\..+\.(item)$/, () => '照片归到哪一项', ({ item }) => (item ? `归到 ${item}` : '不归到项目')],
  [/^shown\.(.+)$/, () => '出示证件', ({ certificate_no }) => `证号 ${certificate_no}`],
  [/^(sealer)$/, () => '由谁封存', () => '移交封存权'],
  [
    /^(subject)\.signature$/,
    () => '校方签字',
    ({ outcome, name }) => `${name ?? ''}${labelOf(OUTCOME_LABELS, outcome)}`,
  ],
  [/^inspector\.(.+)\.signature$/, () => '检查人员签字', () => '已签字'],
];

/**
 * @param {string} field
 * @param {any} [payload]
 * @returns {{what: string, words: string}} what the field is about, and what this payload says of it
 */
export function describe(field, payload) {
  const named = NAMED.find(([pattern]) => pattern.test(field));
  const name = named?.[0].exec(field)?.[1] ?? '';
  const [what, words] = named
    ? [named[1](name), named[2]]
    : (PARTS[/** @type {string} */ (field.split('.').pop())] ?? ['这一处', () => '这一份']);
  if (payload?.taken_back) return { what, words: '撤回' };
  return { what, words: payload ? words(payload) || '（空）' : '' };
}

/** @param {Record<string, string>} labels @param {string} value */
function labelOf(labels, value) {
  return labels[value] ?? value;
}
