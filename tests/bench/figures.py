"""A measured figure, told so that somebody else can judge it: median, spread, number, method, target."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`values` in `unit`; what counts is their `taken` (中位数, 95 百分位 …), which must not exceed `target`, or with
    `at_least` not stay below it."""

    name: str
    values: Sequence[float]
    unit: str
    target: float
    method: str
    taken: str = "中位数"
    at_least: bool = False

    @property
    def value(self) -> float:
        if self.taken == "95 百分位":
            # The smallest value that 95 % of all values do not exceed; nothing is interpolated away.
            return sorted(self.values)[-(-95 * len(self.values) // 100) - 1]
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    def told(self) -> str:
        """Two lines for the screen."""
        spread = f"，{min(self.values):g}–{max(self.values):g}，{len(self.values)} 次" if len(self.values) > 1 else ""
        verdict = "达到" if self.met else "未达到"
        taken = f"（{self.taken}{spread}）" if spread else ""
        target = f"目标 {'≥' if self.at_least else '≤'} {self.target:g} {self.unit}"
        return f"{verdict}　{self.name}：{self.value:g} {self.unit}{taken}，{target}\n　　　{self.method}"


def load() -> str:
    """How busy this machine is with other things; a figure measured under load flatters nobody."""
    return f"测前 1 分钟平均负载 {os.getloadavg()[0]:.1f}，{os.cpu_count()} 核"
