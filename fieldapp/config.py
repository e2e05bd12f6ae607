"""Every setting of the product, typed, defaulted and explained; read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What an installation decides. Field `x` is read from the environment variable `FIELDAPP_X`."""

    data_dir: Path = field(
        default=PROJECT / ".data", metadata={"help": "数据目录：数据库、照片和文书都在这里，备份它就够了"}
    )
    secret_key: str = field(default="", metadata={"help": "登录会话的签名密钥，至少 32 个字符；不设则拒绝启动"})
    public_url: str = field(
        default="", metadata={"help": "学校和公众能打开的网址；留空时二维码只印文字，不印打不开的链接"}
    )
    fonts_dir: Path = field(
        default=PROJECT / ".deps/node_modules/@expo-google-fonts/noto-sans-sc",
        metadata={"help": "文书字体 Noto Sans SC 所在的目录"},
    )
    rare_font: Path = field(
        default=Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
        metadata={"help": "生僻字后备字体 HanaMinB 的文件"},
    )
    secure_cookies: bool = field(default=False, metadata={"help": "经 HTTPS 提供服务时设为 1，登录凭据只走加密连接"})
    kill_worker: bool = field(
        default=False, metadata={"help": "设为 1 时手机上的离线外壳自行卸载（坏版本的急救开关），未上传的记录不受影响"}
    )
    inline_jobs: bool = field(default=False, metadata={"help": "设为 1 时后台工作在请求里当场完成，只供测试"})

    @classmethod
    def from_environment(cls, **overrides: Any) -> Self:
        """Settings from `FIELDAPP_*`; `overrides` win."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = os.environ.get(f"FIELDAPP_{each.name.upper()}")
            if text is not None:
                values[each.name] = _read(text, type(each.default))
        return cls(**{**values, **overrides})

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "fieldapp.sqlite"


def _read(text: str, kind: type) -> Any:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on", "是"}
    return Path(text) if issubclass(kind, Path) else text
