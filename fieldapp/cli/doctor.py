"""`doctor`: what is missing or unsafe on this machine, one line each, and what to do about it."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pysqlite3.dbapi2 as sqlite

from fieldapp.config import PROJECT, Settings
from fieldapp.core import authority, clock, db, https
from fieldapp.record import rules

# A name of the county, and two surnames and given names that phones type and few fonts draw.
HARD_NAMES = "清河县䶮𪨧"
SHORTEST_SECRET = 32
LEAST_FREE_BYTES = 5 * 1024**3  # about a thousand visits with twelve photos each would be 50 GB; 5 is a week's warning
DEMO_SECRETS = ".demo/*/secret.key"  # where `demo` keeps the keys of its worlds
MOST_LEAD = timedelta(minutes=5)
SOON = timedelta(days=30)
HEALTHY, UNHEALTHY = 0, 1

Check = Callable[[Settings], Iterator[str]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "每行一项：正常，或需处理和办法。有一项需处理时退出码是 1。检查的是 FIELDAPP_* 环境变量所说的那套安装。"
    )


def run(_options: argparse.Namespace) -> int:
    """Print a line for each check; 1 if anything needs a hand."""
    try:
        settings = Settings.from_environment()
    except ValueError as trouble:
        print(f"需处理　{trouble}")
        return UNHEALTHY
    troubles = 0
    for name, check in CHECKS.items():
        found = list(check(settings))
        troubles += len(found)
        print(*([f"需处理　{name}：{sentence}" for sentence in found] or [f"正常　　{name}"]), sep="\n")
    print(f"手机打开　{phone_address(settings)}")
    return UNHEALTHY if troubles else HEALTHY


def documents(settings: Settings) -> Iterator[str]:
    """Fonts, their glyphs, and WeasyPrint's way to cut fonts down quickly."""
    try:
        # Here and not above: where a library is missing, importing it is what fails.
        from fieldapp.record import pdf  # noqa: PLC0415
    except OSError as trouble:
        yield f"缺少系统库（{trouble}）；重新运行 python3 -m fieldapp doctor，它会安装或打印安装命令"
        return
    troubles = pdf.problems(settings)
    yield from troubles
    if not troubles:
        missing = rules.legible(HARD_NAMES, pdf.press(pdf.Fonts.of(settings)).covered)[1]
        if missing:
            yield f"字体里没有这些字：{'、'.join(sorted(missing))}；文书里会印成〓，请换回说明里的字体"


def sqlite_version(_settings: Settings) -> Iterator[str]:
    try:
        db.refuse_old_sqlite()
    except RuntimeError as trouble:
        yield str(trouble)


def queue(settings: Settings) -> Iterator[str]:
    """The queue's file is opened by the system's SQLite, whose WAL may corrupt: it must keep another journal."""
    path = settings.data_dir / "queue.sqlite"
    if not path.exists():
        return
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        yield f"{path} 的日志方式是 WAL，可能损坏；停下服务，删除这个文件（只是任务编号，会自动补齐），再启动"


def work_given_up(settings: Settings) -> Iterator[str]:
    """Jobs the worker tried again and again in vain: a document that never came, and why."""
    if not settings.sqlite_path.exists():
        return
    with contextlib.closing(sqlite.connect(f"{settings.sqlite_path.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT kind, key, error FROM job WHERE state = 'FAILED'").fetchall()
    for kind, key, error in rows:
        yield f"有一件工作多次没有做成（{kind} {key}：{error}）；处理好原因后重新启动服务，会自动再做"


def data_directory(settings: Settings) -> Iterator[str]:
    there = _nearest_existing(settings.data_dir)
    if not os.access(there, os.W_OK):
        yield f"不能写入数据目录 {settings.data_dir}；请把它的所有者改成运行服务的用户"
    free = shutil.disk_usage(there).free
    if free < LEAST_FREE_BYTES:
        yield f"数据目录所在磁盘只剩 {free / 1024**3:.1f} GB；请腾出空间，至少留 {LEAST_FREE_BYTES // 1024**3} GB"


def secret(settings: Settings) -> Iterator[str]:
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield f"没有设置 FIELDAPP_SECRET_KEY，或不足 {SHORTEST_SECRET} 个字符；用 openssl rand -hex 32 生成一个"
    elif settings.secret_key in {path.read_text("ascii").strip() for path in PROJECT.glob(DEMO_SECRETS)}:
        yield "FIELDAPP_SECRET_KEY 是演示县的密钥；正式使用请用 openssl rand -hex 32 另生成一个"


def addresses(settings: Settings) -> Iterator[str]:
    """Phones work offline over HTTPS alone: whether they can reach an https address here, and for how long."""
    if settings.public_url and not settings.public_url.startswith("https://"):
        yield "FIELDAPP_PUBLIC_URL 不是 https:// 开头；手机只在 HTTPS 下才能离线工作"
    try:
        certificate, base = https.look(settings), https.phone_base(settings)
    except RuntimeError as trouble:
        yield str(trouble).rstrip("。")
        return
    if not base:
        yield "没有手机能打开的 https 网址；接上单位的网络，或设 FIELDAPP_PUBLIC_URL 为反向代理的 https 网址，再运行一次"
    if certificate is not None and settings.https_port:
        yield from _about(certificate, settings, base)


def _about(certificate: https.Certificate, settings: Settings, base: str) -> Iterator[str]:
    left, host = certificate.ends - clock.now(), urlsplit(base).hostname or ""
    if left < SOON and not certificate.own:
        yield f"HTTPS 证书{_until(certificate)}；请换上新的证书文件，不用重启"
    if left < timedelta(0) and certificate.own:
        yield "HTTPS 证书已经过期；重新启动 serve，它会自动续期，手机不用再装"
    own, wanted = https.authority(settings), https.wanted_names(settings)
    if own is not None and not all(authority.allows(own, each) for each in wanted):
        names = "、".join(sorted(each for each in wanted if not authority.allows(own, each)))
        folder = settings.data_dir / https.FOLDER
        yield f"自建的根证书建立时没有 {names}，手机不能用它们打开；要用，删除 {folder} 后重启 serve，每部手机重装一次证书"
    if own is None and host and not any(_speaks_for(each, host) for each in certificate.names):
        yield f"证书里没有 {host}，手机会提示不安全；请把 FIELDAPP_PUBLIC_URL 设成证书上的名字，或换证书"


def _speaks_for(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def phone_address(settings: Settings) -> str:
    """The address phones open and what protects it, in one line."""
    with contextlib.suppress(RuntimeError):
        base, certificate = https.phone_base(settings), https.look(settings)
        if not base:
            return "没有"
        if not settings.https_port:
            return f"{base}/phone（由前面的 https 服务器提供，证书由它管）"
        if certificate is None:
            return f"{https.entrance(settings)} ，检查在 {base}（证书在第一次启动 serve 时自动建）"
        kind = "自建根证书，手机要装一次" if certificate.own else "单位的证书"
        return f"{https.entrance(settings)} ，检查在 {base}（安全；{kind}；{_until(certificate)}）"
    return "没有"


def _until(certificate: https.Certificate) -> str:
    return f"有效期到 {clock.in_shanghai(certificate.ends)[:10]}"


def time_of_day(settings: Settings) -> Iterator[str]:
    """Never earlier than what has already been written; a certain lie, without asking anyone outside."""
    written = [path for path in (PROJECT / "pyproject.toml", settings.sqlite_path) if path.exists()]
    newest = max(datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in written)
    if newest - clock.now() > MOST_LEAD:
        yield f"时钟是 {clock.in_shanghai(clock.now())}，早于已经写下的文件；请校准时钟（检查时限按它计算）"


def _nearest_existing(path: Path) -> Path:
    return next(each for each in (path, *path.resolve().parents) if each.exists())


CHECKS: dict[str, Check] = {
    "文书（字体、字形、排版库）": documents,
    "数据库（SQLite 版本）": sqlite_version,
    "任务队列": queue,
    "没有做成的工作": work_given_up,
    "数据目录和磁盘": data_directory,
    "登录密钥": secret,
    "手机网址和证书": addresses,
    "时钟": time_of_day,
}
