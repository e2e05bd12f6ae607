"""Which packages of the distribution FieldApp needs, and what shows each is there. Standard library only.

Asked for by what they bring, not by their names: another distribution that brings the same will do.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

SYSTEM_PROGRAMS = "/usr/sbin:/sbin"  # not on everybody's path, and mkfs lives there


@dataclass(frozen=True)
class DebianPackage:
    """A package of the distribution, and what shows that it, or its equal elsewhere, is there already."""

    name: str
    there: Callable[[], bool]


def _module(name: str) -> bool:
    return find_spec(name) is not None


def _library(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _program(name: str) -> bool:
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":" + SYSTEM_PROGRAMS) is not None


def _file(path: str) -> bool:
    return Path(path).exists()


def _chinese_chromium() -> bool:
    """Where its words lie has changed between two of its versions."""
    return any(_file(f"/usr/{place}/chromium/locales/zh-CN.pak") for place in ("share", "lib"))


FOR_RUNNING = (
    DebianPackage("python3-venv", partial(_module, "ensurepip")),
    DebianPackage("libpango-1.0-0", partial(_library, "libpango-1.0.so.0")),
    DebianPackage("libpangoft2-1.0-0", partial(_library, "libpangoft2-1.0.so.0")),
    # Without it WeasyPrint works too, only 3 to 18 times slower and without a word.
    DebianPackage("libharfbuzz-subset0", partial(_library, "libharfbuzz-subset.so.0")),
    DebianPackage("fonts-hanazono", partial(_file, "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")),
)
FOR_TESTS = (
    DebianPackage("chromium", partial(_program, "chromium")),
    DebianPackage("chromium-l10n", _chinese_chromium),
    DebianPackage("libnss3-tools", partial(_program, "certutil")),
    DebianPackage("fonts-noto-cjk", partial(_file, "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")),
    DebianPackage("poppler-utils", partial(_program, "pdftotext")),
    DebianPackage("default-jre-headless", partial(_program, "java")),
    DebianPackage("libjaxb-java", partial(_file, "/usr/share/java/jaxb-runtime.jar")),
    DebianPackage("libjaxb-api-java", partial(_file, "/usr/share/java/jaxb-api.jar")),
    DebianPackage("e2fsprogs", partial(_program, "mkfs.ext4")),
    DebianPackage("mount", partial(_program, "losetup")),
)
# The engines of phones that do not run Chromium; where they cannot be had, the checks in them are named as not run.
FOR_OTHER_ENGINES = {
    "chromium": (),
    "firefox": (DebianPackage("firefox-esr", partial(_program, "firefox-esr")),),
    "webkit": (
        DebianPackage("webkit2gtk-driver", partial(_program, "WebKitWebDriver")),
        DebianPackage(
            "gir1.2-webkit2-4.1", partial(_file, "/usr/lib/x86_64-linux-gnu/girepository-1.0/WebKit2-4.1.typelib")
        ),
        DebianPackage("python3-gi", partial(_file, "/usr/lib/python3/dist-packages/gi/__init__.py")),
        DebianPackage("xvfb", partial(_program, "Xvfb")),
    ),
}
