"""Who plays in the journeys: two of the demo county's inspectors, and the school they go to."""

from __future__ import annotations

SCHOOL = "清河县石桥街幼儿园"
HEAD, ON_SITE = "秦婉如", "陆思敏"
LEAD, COLLEAGUE = "王砚秋", "孙雅琴"
# Chosen by the lead at the first sign-in; the colleague's comes with the demo county.
PIN = "482913"
