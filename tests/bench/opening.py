"""Cold and offline: how long until the first answer of a 60-item visit can be given."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figures import Figure, load
from tests.bench.pace import SLOWDOWN, ready_to_answer, slow
from tests.journeys import rig
from tests.journeys.phones import Phone
from tests.journeys.stage import county, phone_in

TIMES, TARGET_MS = 7, 800
# Usable: in sight, uncovered, enabled, and then the main thread has nothing else to do. The observer looks after the
# browser's own layout; asking for positions any earlier would force one and be measured with it.
WAIT_UNTIL_USABLE = """
globalThis.usableAfter = new Promise((done) => {
  const usable = ({ isIntersecting, target, boundingClientRect: { left, top, width, height } }) => {
    const hit = isIntersecting && !target.matches(':disabled') && document.elementFromPoint(left + width / 2, top + height / 2);
    return hit && target.contains(hit);
  };
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some(usable)) return;
    observer.disconnect();
    requestIdleCallback(() => done(performance.now()));
  });
  const find = () => {
    const answers = [...document.querySelectorAll('[data-act="verdict"], [data-act="rest-normal"]')].slice(0, 8);
    if (!answers.length || answers[0].matches(':disabled')) return requestAnimationFrame(find);
    for (const each of answers) observer.observe(each);
  };
  requestAnimationFrame(find);
});
"""


def measure() -> Iterator[Figure]:
    under = load()
    with county() as running, phone_in(running) as phone:
        ready_to_answer(phone, running)
        address = phone.page.url
        phone.forget()
        running.server.stop()
        values = [_once(phone, address) for _ in range(TIMES)]
    yield Figure(
        "离线冷启动打开 61 项的检查到可以作答", values, "毫秒", TARGET_MS,
        f"每次新启动 Chromium 进程、同一手机存储、服务器已停；处理器减速 {SLOWDOWN} 倍（DevTools，只减页面，不减 Service Worker）；"
        f"从导航开始（timeOrigin）到第一个作答按钮可见、未遮挡、可用且主线程空闲（requestIdleCallback）。{under}",
    )  # fmt: skip


def _once(phone: Phone, address: str) -> float:
    """A new process, without the ears that the journeys put on every page."""
    context = rig.phone(phone.playwright, phone.profile)
    page = context.pages[0]
    page.add_init_script(WAIT_UNTIL_USABLE)
    slow(page)
    page.goto(address, wait_until="commit")
    value = round(float(page.evaluate("usableAfter")))
    context.close()
    return value
