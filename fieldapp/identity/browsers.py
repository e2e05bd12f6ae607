"""What a User-Agent says of the window somebody looks through. It chooses words and the way; ability is always tried."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 300
# Windows of other programs, by their mark. The desktop's are real enough; on a phone they lose what they hold.
APPS = (("wxwork", "企业微信"), ("MicroMessenger", "微信"), ("DingTalk", "钉钉"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("OpenHarmony|HarmonyOS", "鸿蒙手机"), ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"), ("Mac OS X", "苹果电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip
# More telling marks first: everybody calls themselves Safari, and most also Chrome.
BROWSERS = (
    *APPS, ("Edg[A-Za-z]*/", "Edge"), ("HuaweiBrowser|ArkWeb", "华为浏览器"), ("MiuiBrowser", "小米浏览器"),
    ("VivoBrowser", "vivo 浏览器"), ("HeyTapBrowser", "OPPO 浏览器"), ("HonorBrowser", "荣耀浏览器"), ("UCBrowser", "UC 浏览器"),
    ("MQQBrowser|QQBrowser", "QQ 浏览器"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
PHONES = {"iPhone", "iPad", "鸿蒙手机", "安卓手机"}
APPLE = {"iPhone", "iPad"}


@dataclass(frozen=True)
class Window:
    """`app`: the program whose window this is (微信…), "" for a browser of its own. `system`, `browser`: "" unknown."""

    app: str
    system: str
    browser: str

    @property
    def on_phone(self) -> bool:
        return self.system in PHONES

    @property
    def on_apple(self) -> bool:
        return self.system in APPLE

    @property
    def inside_app(self) -> bool:
        """On a phone, in another program's window: 清理缓存 there takes the work along, and on an iPhone nothing works offline."""
        return bool(self.app) and self.on_phone

    @property
    def label(self) -> str:
        """`安卓手机 · Edge`, as its owner would recognise it."""
        return " · ".join(filter(None, (self.system, self.browser))) or "未知设备"


def window_of(user_agent: str) -> Window:
    """What this window is, by the marks programs leave in their User-Agent."""
    return Window(_first(APPS, user_agent), _first(SYSTEMS, user_agent), _first(BROWSERS, user_agent))


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if re.search(mark, user_agent)), "")
