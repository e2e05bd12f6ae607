"""`fieldapp demo`: a county to try everything in, with accounts on the screen; with --lan also for phones."""

from __future__ import annotations

import argparse
import os
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from fieldapp.app import create_app
from fieldapp.cli import doors
from fieldapp.cli.demo_records import finish_two
from fieldapp.cli.demo_world import ACCOUNTS_FILE, DRAWN_FILE, World, build, world_in
from fieldapp.cli.doors import ON_THIS_MACHINE, Doors, port_is_taken
from fieldapp.cli.processes import run_together
from fieldapp.cli.serve import WORKERS
from fieldapp.config import PROJECT, Settings
from fieldapp.core import clock, https
from fieldapp.core.migrate import migrate

FOLDER = PROJECT / ".demo/world"
SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file
HEADINGS = ("姓名", "登录名", "口令", "PIN", "身份", "能看到什么")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lan", action="store_true", help="手机也能连：在局域网上用 https 提供服务，打印手机要扫的码")
    doors.add_arguments(parser)
    parser.add_argument("--data", type=Path, default=FOLDER, help="演示数据放在哪里，默认 .demo/world")
    parser.add_argument("--new", action="store_true", help="另建一个新的演示世界（旧的改名留着）")
    parser.add_argument("--prepare-only", action="store_true", help="只建好演示世界，不打开服务")


def run(options: argparse.Namespace) -> int:
    try:
        ports = _ports(options)
        taken = None if options.prepare_only else _taken(options, ports)
        if taken is not None:
            print(_in_the_way(options, ports, taken))
            return 1
        if options.new:
            _set_aside(options.data)
        options.data.mkdir(parents=True, exist_ok=True)
        settings = _settings(options, ports)
        app = create_app(settings)
    except (RuntimeError, ValueError) as trouble:
        print(trouble)
        return 1
    migrate(app)
    world = world_in(app)
    if world is None:
        print("正在建演示世界……", flush=True)
        world = build(app, clock.today())
        if not options.prepare_only:
            finish_two(app, settings.public_url)
    print(_welcome(world, settings), flush=True)
    return 0 if options.prepare_only else _serve(options, settings)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    both = Doors(settings, options.host)
    if options.lan:
        print(both.welcome(), end="\n\n")
    print("按 Ctrl-C 结束；数据留着，下次接着用。", flush=True)
    alone = [["serve", "--local", "--port", str(settings.http_port)]]
    code = run_together(
        [*(both.commands(WORKERS) if options.lan else alone), ["work"]],
        {
            **doors.environment(settings), "FIELDAPP_DATA_DIR": str(settings.data_dir),
            "FIELDAPP_SECRET_KEY": settings.secret_key, "FIELDAPP_PUBLIC_URL": settings.public_url,
        },
        both.keep_certificate if options.lan else lambda: None,
    )  # fmt: skip
    print("演示已停下，数据留着。" if code == 0 else "演示里有一个进程自己停了，原因见上面几行。")
    return code


def _ports(options: argparse.Namespace) -> Settings:
    """Only the ports of it are meant: without --lan there is none for https."""
    asked = doors.chosen(options, Settings.from_environment())
    return replace(asked, https_port=(asked.https_port or Settings().https_port) if options.lan else 0)


def _taken(options: argparse.Namespace, ports: Settings) -> int | None:
    if options.lan:
        return Doors(ports, options.host).taken()
    return ports.http_port if port_is_taken(ON_THIS_MACHINE, ports.http_port) else None


def _in_the_way(options: argparse.Namespace, ports: Settings, taken: int) -> str:
    another = f" --lan --port {ports.http_port + 1} --https-port {ports.https_port + 1}" if options.lan else ""
    return (
        f"端口 {taken} 已被占用：演示可能已经开着，请打开 http://{ON_THIS_MACHINE}:{ports.http_port} ，"
        f"或换一个端口：python3 -m fieldapp demo{another or f' --port {ports.http_port + 1}'}"
    )


def _settings(options: argparse.Namespace, ports: Settings) -> Settings:
    """This world's settings; with --lan its certificate is made here, and the school's link leads over https too."""
    folder = options.data
    settings = replace(ports, data_dir=folder.resolve(), secret_key=_secret(folder))
    if options.lan:
        https.keep(settings, clock.now())
    base = https.phone_base(settings) or f"http://{ON_THIS_MACHINE}:{settings.http_port}"
    return replace(settings, public_url=os.environ.get("FIELDAPP_PUBLIC_URL", base))


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


def _welcome(world: World, settings: Settings) -> str:
    address = f"http://{ON_THIS_MACHINE}:{settings.http_port}"
    first = world.accounts[0]
    lines = [
        "",
        "FieldApp 演示：清河县教育局“双随机、一公开”（学校、人员全部虚构）",
        "",
        f"  检查人员（手机尺寸的窗口）  {address}/phone/today",
        f"  督查、纪检看进度            {address}/board",
        f"  导入抽取结果                {address}/drawn-lists",
        f"  导出结果、检查记录          {address}/exports",
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
