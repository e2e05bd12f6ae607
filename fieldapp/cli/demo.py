"""`fieldapp demo`: a county to try everything in, on this machine alone, with accounts on the screen."""

from __future__ import annotations

import argparse
import os
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from fieldapp.app import create_app
from fieldapp.cli.demo_world import ACCOUNTS_FILE, DRAWN_FILE, World, build, world_in
from fieldapp.cli.processes import run_together
from fieldapp.cli.serve import HOST, PORT, port_is_taken
from fieldapp.config import PROJECT, Settings
from fieldapp.core import clock
from fieldapp.core.migrate import migrate

FOLDER = PROJECT / ".demo/world"
SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file
HEADINGS = ("姓名", "登录名", "口令", "PIN", "身份", "能看到什么")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=PORT, help=f"端口，默认 {PORT}")
    parser.add_argument("--data", type=Path, default=FOLDER, help="演示数据放在哪里，默认 .demo/world")
    parser.add_argument("--new", action="store_true", help="另建一个新的演示世界（旧的改名留着）")
    parser.add_argument("--prepare-only", action="store_true", help="只建好演示世界，不打开服务")


def run(options: argparse.Namespace) -> int:
    if not options.prepare_only and port_is_taken(HOST, options.port):
        print(
            f"端口 {options.port} 已被占用：演示可能已经开着，请打开 http://{HOST}:{options.port} ，"
            f"或换一个端口：python3 -m fieldapp demo --port {options.port + 1}"
        )
        return 1
    if options.new:
        _set_aside(options.data)
    options.data.mkdir(parents=True, exist_ok=True)
    settings = _settings(options.data, options.port)
    app = create_app(settings)
    migrate(app)
    world = world_in(app)
    if world is None:
        print("正在建演示世界……", flush=True)
        world = build(app, clock.today())
    print(_welcome(world, settings, options.port), flush=True)
    if options.prepare_only:
        return 0
    print("按 Ctrl-C 结束；数据留着，下次接着用。", flush=True)
    environment = {
        "FIELDAPP_DATA_DIR": str(settings.data_dir), "FIELDAPP_SECRET_KEY": settings.secret_key,
        "FIELDAPP_PUBLIC_URL": settings.public_url,
    }  # fmt: skip
    code = run_together([["serve", "--port", str(options.port)], ["work"]], environment)
    print("演示已停下，数据留着。" if code == 0 else "演示里有一个进程自己停了，原因见上面几行。")
    return code


def _settings(folder: Path, port: int) -> Settings:
    public = os.environ.get("FIELDAPP_PUBLIC_URL", f"http://{HOST}:{port}")
    return Settings.from_environment(data_dir=folder.resolve(), secret_key=_secret(folder), public_url=public)


def _secret(folder: Path) -> str:
    """The key of this world's sessions, made once, so that a restart signs nobody out."""
    path = folder / SECRET_FILE
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")


def _set_aside(folder: Path) -> None:
    """Keep the old world under another name: somebody may still want to look at its records."""
    if folder.exists():
        kept = folder.with_name(f"{folder.name}.{clock.now().astimezone(clock.SHANGHAI):%Y%m%d-%H%M%S}")
        folder.rename(kept)
        print(f"旧的演示世界留在 {kept}")


def _welcome(world: World, settings: Settings, port: int) -> str:
    address = f"http://{HOST}:{port}"
    first = world.accounts[0]
    lines = [
        "",
        "FieldApp 演示：清河县教育局“双随机、一公开”（学校、人员全部虚构）",
        "",
        f"  检查人员（手机尺寸的窗口）  {address}/phone/today",
        f"  督查、纪检看进度            {address}/board",
        f"  导入抽取结果                {address}/drawn-lists",
        "",
        *_table([HEADINGS, *_rows(world)]),
        "",
        f"从“{first.name}”开始：首次登录自己设 PIN；同组人员在同一台手机上用表里的 PIN 亮证、签字。",
        f"账号另存在 {settings.data_dir / ACCOUNTS_FILE} ，导入用的表在同一目录：{DRAWN_FILE}",
    ]
    if world.made_on != clock.today():
        lines.append(
            f"这个演示世界建于 {world.made_on}，检查都安排在那天前后；要今天的，运行 python3 -m fieldapp demo --new"
        )
    return "\n".join([*lines, ""])


def _rows(world: World) -> list[tuple[str, ...]]:
    return [
        (each.name, each.login, each.password, each.pin or ("首次登录时设" if "检查人员" in each.roles else "—"),
         f"{each.unit} {'、'.join(each.roles)}", each.does)
        for each in world.accounts
    ]  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield (
            "  "
            + "  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        )


def _width(text: str) -> int:
    """How many places of a terminal the text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
