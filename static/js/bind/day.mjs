// A calendar day as people say it: today in the bureau's zone, and 11月21日周六.

const LONG = new Intl.DateTimeFormat('zh-CN', { month: 'long', day: 'numeric', weekday: 'short', timeZone: 'UTC' });

/** @param {number} [ahead] days from now @returns {string} that day in Asia/Shanghai, as 2026-11-21 */
export function dayFromNow(ahead = 0) {
  return new Date(Date.now() + 8 * 3600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** @param {string} date 2026-11-21, or "" while no day is set @returns {string} 今天 11月21日周六, 11月23日周一, 待排期 */
export function dayWord(date) {
  if (!date) return '待排期';
  const long = LONG.format(new Date(`${date}T00:00:00Z`));
  const near = ['今天', '明天'][[dayFromNow(), dayFromNow(1)].indexOf(date)];
  return near ? `${near} ${long}` : long;
}
