"""Who plays in the journeys: the demo county's first inspector, two schools of that day, a colleague for each."""

from __future__ import annotations

LEAD = "王砚秋"
# Chosen by the lead at the first sign-in; the others' come with the demo county.
PIN = "482913"

# 31 items of three departments.
KINDERGARTEN, HEAD, COLLEAGUE = "清河县石桥街幼儿园", "秦婉如", "孙雅琴"
# 8 items: the way to the signature is short.
STUDIO, STUDIO_HEAD, STUDIO_COLLEAGUE = "清河县墨香书画艺术培训有限公司", "成少云", "马春岚"

# 61 items, the largest sheet of the demo.
BIG_SCHOOL = "清河县柳溪文轩学校"

SUPERVISOR, DISCIPLINE, CLERK = "田守正", "白廉舟", "方敏行"
