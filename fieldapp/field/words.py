"""Times, places and acts as screens and documents print them; the doc is made of these words. Twin of core/words.mjs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from fieldapp.core.clock import SHANGHAI
from fieldapp.field.labels import NO_PLACE_LABELS

Json = dict[str, Any]

# A phone's clock this far off is printed with the corrected time beside it.
TOLERATED_SKEW_MS = 120_000
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def moment(head: Json | None) -> str:
    """When an op was made: `2026-11-21 09:14`, with `（校正 09:20）` where the phone's clock was off by over two minutes."""
    return "" if head is None else instant(head["at"], head["skew_ms"])


def instant(at: str, skew_ms: int) -> str:
    """ISO instant of a device and its skew (ms, server minus device) in words of Asia/Shanghai; anything else as it is."""
    if not INSTANT.fullmatch(at):
        return at
    told = datetime.fromisoformat(at)
    day, minute = _in_words(told)
    if abs(skew_ms) <= TOLERATED_SKEW_MS:
        return f"{day} {minute}"
    true_day, true_minute = _in_words(told + timedelta(milliseconds=skew_ms))
    corrected = true_minute if true_day == day else f"{true_day} {true_minute}"
    return f"{day} {minute}（校正 {corrected}）"


def place(value: Json | None) -> str:
    """Where the phone was on arrival, to four decimals of a degree (about ten metres), or why that is not known."""
    if value is None:
        return "未取得"
    if "why" in value:
        return f"未取得：{NO_PLACE_LABELS.get(value['why'], value['why'])}"
    north, east = _degrees(value["lat_e6"], "北纬", "南纬"), _degrees(value["lng_e6"], "东经", "西经")
    return f"{north} {east}，精度约{value['acc_m']}米"


def recusal(value: Json | None) -> str:
    """Whether the school asked for somebody's recusal (行政处罚法 第四十三条: the head decides, work goes on)."""
    if value is None:
        return ""
    if not value["asked"]:
        return "未申请回避"
    return f"申请{value['who']}回避：理由：{value['reason']}（由机关负责人决定，检查不停止）"


def _in_words(told: datetime) -> tuple[str, str]:
    there = told.astimezone(SHANGHAI)
    return there.strftime("%Y-%m-%d"), there.strftime("%H:%M")


def _degrees(millionths: int, positive: str, negative: str) -> str:
    tenths_of_thousandths = (abs(millionths) + 50) // 100
    whole, part = divmod(tenths_of_thousandths, 10_000)
    return f"{negative if millionths < 0 else positive}{whole}.{part:04d}°"
