"""The commands as somebody starts and ends them: one sentence where they cannot run, nobody left behind where they did."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PATIENCE_SECONDS = 60


def command(*words: str, **environment: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FIELDAPP_")}
    return subprocess.Popen(
        [sys.executable, "-m", "fieldapp.cli", *words],
        env={**clean, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def outcome(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said.strip()


def eventually(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/signin", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def commands_with(word: str) -> dict[int, str]:
    """Living commands of the product whose words or environment hold this word, by process id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
            if b"fieldapp.cli" in line and word.encode() in line + environment:
                found[int(folder.name)] = line.replace(b"\0", b" ").decode()
    return found


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A world somebody prepared, and what was said then."""
    folder = tmp_path_factory.mktemp("made") / "world"
    code, said = outcome(command("demo", "--data", str(folder), "--prepare-only"))
    assert code == 0, said
    return folder, said


@pytest.fixture
def world(made: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "world"))


@pytest.fixture
def demo(world: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = command("demo", "--data", str(world), "--port", str(port))
    assert eventually(lambda: answers(port)), "the demo did not answer"
    yield process
    for left in commands_with(str(world)):
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)
    process.communicate()


def test_demo_ended_by_ctrl_c_leaves_nobody_behind(demo: subprocess.Popen[str], tmp_path: Path, port: int) -> None:
    assert any(" work " in each for each in commands_with(str(tmp_path)).values())
    demo.send_signal(signal.SIGINT)

    code, said = outcome(demo)

    assert code == 0 and "数据留着" in said
    assert re.search(r"王砚秋 +wangyanqiu +\S{5}-\S{5}", said)
    assert not commands_with(str(tmp_path))


def test_demo_killed_outright_leaves_nobody_behind(demo: subprocess.Popen[str], tmp_path: Path, port: int) -> None:
    demo.kill()

    assert eventually(lambda: not commands_with(str(tmp_path))), commands_with(str(tmp_path))


def test_second_demo_on_the_same_port_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        code, said = outcome(command("demo", "--data", str(tmp_path / "world"), "--port", str(taken)))

    assert code == 1
    assert said.startswith(f"端口 {taken} 已被占用") and len(said.splitlines()) == 1
    assert not (tmp_path / "world").exists()


def password_in(said: str) -> str:
    found = re.search(r"wangyanqiu +(\S+)", said)
    assert found is not None, said
    return found[1]


def test_second_start_keeps_the_world_and_a_new_one_sets_it_aside(made: tuple[Path, str], world: Path) -> None:
    _, again = outcome(command("demo", "--data", str(world), "--prepare-only"))
    _, new = outcome(command("demo", "--data", str(world), "--prepare-only", "--new"))

    assert password_in(made[1]) == password_in(again) != password_in(new)
    assert len([each for each in world.parent.iterdir() if each.name.startswith("world.")]) == 1


@pytest.mark.parametrize("name", ["serve", "work"])
def test_command_without_a_secret_refuses_in_one_sentence(name: str, tmp_path: Path) -> None:
    code, said = outcome(command(name, FIELDAPP_DATA_DIR=str(tmp_path)))

    assert code == 1
    assert said == "请先设置 FIELDAPP_SECRET_KEY（至少 32 个字符的随机串），再启动服务。"
