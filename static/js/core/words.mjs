// Times, places and acts as screens and documents print them; the doc is made of these words. Twin of field/words.py.
import { NO_PLACE_LABELS } from './labels.mjs';

/** @import {Head} from './types.d.ts' */

// A phone's clock this far off is printed with the corrected time beside it.
const TOLERATED_SKEW_MS = 120_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** When an op was made: `2026-11-21 09:14`, with `（校正 09:20）` where the phone's clock was off by over two minutes. @param {Head | null} head @returns {string} */
export function moment(head) {
  return head ? instant(head.at, head.skew_ms) : '';
}

/**
 * ISO instant of a device and its skew in words of Asia/Shanghai; anything else as it is.
 * @param {string} at @param {number} skewMs server minus device @returns {string}
 */
export function instant(at, skewMs) {
  if (!INSTANT.test(at)) return at;
  const told = Date.parse(at);
  const [day, minute] = inWords(told);
  if (Math.abs(skewMs) <= TOLERATED_SKEW_MS) return `${day} ${minute}`;
  const [trueDay, trueMinute] = inWords(told + skewMs);
  const corrected = trueDay === day ? trueMinute : `${trueDay} ${trueMinute}`;
  return `${day} ${minute}（校正 ${corrected}）`;
}

/** Where the phone was on arrival, to four decimals of a degree (about ten metres), or why that is not known. @param {any} value @returns {string} */
export function place(value) {
  if (value === null) return '未取得';
  if ('why' in value) return `未取得：${NO_PLACE_LABELS[value.why] ?? value.why}`;
  const north = degrees(value.lat_e6, '北纬', '南纬');
  const east = degrees(value.lng_e6, '东经', '西经');
  return `${north} ${east}，精度约${value.acc_m}米`;
}

/** Whether the school asked for somebody's recusal (行政处罚法 第四十三条: the head decides, work goes on). @param {any} value @returns {string} */
export function recusal(value) {
  if (value === null) return '';
  if (!value.asked) return '未申请回避';
  return `申请${value.who}回避：理由：${value.reason}（由机关负责人决定，检查不停止）`;
}

/** @param {number} told ms @returns {[string, string]} the day and the minute in Asia/Shanghai, whatever zone the phone is set to */
function inWords(told) {
  const there = new Date(told + 8 * 3_600_000).toISOString();
  return [there.slice(0, 10), there.slice(11, 16)];
}

/** @param {number} millionths @param {string} positive @param {string} negative @returns {string} */
function degrees(millionths, positive, negative) {
  const tenthsOfThousandths = Math.floor((Math.abs(millionths) + 50) / 100);
  const part = String(tenthsOfThousandths % 10_000).padStart(4, '0');
  return `${millionths < 0 ? negative : positive}${Math.floor(tenthsOfThousandths / 10_000)}.${part}°`;
}
