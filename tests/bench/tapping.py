"""A finger on 正常: how long until the answer is on the phone's disk and on its screen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import CDPSession

from tests.bench.figures import Figure, load
from tests.bench.pace import SLOWDOWN, ready_to_answer, slow
from tests.journeys.phones import Phone
from tests.journeys.stage import county, phone_in

TARGET_MS, BETWEEN_TAPS_S = 100, 0.6
# The button turns to pressed only when the strict transaction has completed, so the frame after that shows what is durable.
WATCH_ANSWERS = """
(() => {
  globalThis.answers = [];
  let lifted = 0;
  addEventListener('pointerup', (event) => { lifted = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    if (!changes.some(({ target }) => target.matches('[data-act="verdict"][aria-pressed="true"]'))) return;
    const since = lifted;
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => answers.push(performance.now() - since);
      drawn.port2.postMessage('');
    });
  }).observe(document, { subtree: true, attributeFilter: ['aria-pressed'] });
})();
"""


WHERE = """async (code) => {
  const button = document.querySelector(`[data-item="${code}"] [data-act="verdict"][data-value="NORMAL"]`);
  button.scrollIntoView({ block: 'center' });
  await new Promise((done) => requestIdleCallback(done));
  const { left, top, width, height } = button.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
# Other departments' items are theirs to answer: read here, without buttons.
CODES = """[...document.querySelectorAll('[data-item]')].flatMap((item) =>
  item.querySelector('[data-act="verdict"]').checkVisibility() ? item.dataset.item : [])"""


def measure() -> Iterator[Figure]:
    under = load()
    with county() as running, phone_in(running) as phone:
        ready_to_answer(phone, running)
        running.server.stop()
        phone.page.evaluate(WATCH_ANSWERS)
        finger = slow(phone.page)
        codes = phone.page.evaluate(CODES)
        for code in codes:
            _tap(phone, finger, code)
        values = [round(each) for each in phone.page.evaluate("answers")]
        assert len(values) == len(codes) > 0
    yield Figure(
        "点“正常”到画出并存住", values, "毫秒", TARGET_MS,
        f"本部门的 {len(codes)} 项逐项触摸；处理器减速 {SLOWDOWN} 倍；从手指离开屏幕（pointerup）到按下状态画出的那一帧之后；"
        f"按下状态只在严格事务（durability: strict）完成后才出现，所以画出即已存本机；磁盘为本机 /var/tmp。{under}",
        taken="95 百分位",
    )  # fmt: skip


def _tap(phone: Phone, finger: CDPSession, code: str) -> None:
    """Touch and lift, then leave the page alone: whatever asks it anything meanwhile would be measured too."""
    x, y = phone.page.evaluate(WHERE, code)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    time.sleep(BETWEEN_TAPS_S)
