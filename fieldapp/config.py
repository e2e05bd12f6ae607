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
    certificate: str = field(
        default="", metadata={"help": "单位自己的 HTTPS 证书（PEM，含中间证书）；不设则自建根证书并自动续期"}
    )
    certificate_key: str = field(
        default="", metadata={"help": "上面那张证书的私钥（PEM，不带口令）；与证书同一个文件时不设"}
    )
    http_port: int = field(default=8200, metadata={"help": "本机和“手机第一步”用的 http 端口"})
    https_port: int = field(default=8443, metadata={"help": "手机用的 HTTPS 端口；设为 0 则只在本机提供 http"})
    proxies: int = field(default=0, metadata={"help": "前面有几层自己的反向代理；设了才相信它们报的来访地址和 https"})
    fonts_dir: Path = field(
        default=PROJECT / ".deps/node_modules/@expo-google-fonts/noto-sans-sc",
        metadata={"help": "文书字体 Noto Sans SC 所在的目录"},
    )
    rare_font: Path = field(
        default=Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
        metadata={"help": "生僻字后备字体 HanaMinB 的文件"},
    )
    secure_cookies: bool = field(
        default=False, metadata={"help": "反向代理没有报明 https 时设为 1，登录凭据只走加密连接"}
    )
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
                values[each.name] = _read(each.name, text, type(each.default))
        return cls(**{**values, **overrides})

    @property
    def sqlite_path(self) -> Path:
        return self.data_dir / "fieldapp.sqlite"


def _read(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on", "是"}
    if kind is int:
        if not text.strip().isdecimal():
            message = f"FIELDAPP_{name.upper()} 应是一个数字，现在是“{text}”；请改正后再启动。"
            raise ValueError(message)
        return int(text)
    return Path(text) if issubclass(kind, Path) else text
