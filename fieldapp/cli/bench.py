"""`bench`: how fast, how small, how many taps — measured on this machine, never part of the suite: figures move with load."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from fieldapp.config import PROJECT

MET, MISSED = 0, 1
PARTS = {
    "opening": "离线冷启动打开 61 项的检查",
    "tapping": "点一下到画出并存住",
    "weight": "检查页和签字页从服务器下载的字节",
    "paper": "最后一个字节到 PDF 落盘",
    "taps": "一次检查要点多少下",
}
WHEN_ASKED = {"lighthouse": "Lighthouse 给手机页面的分数（先装 Lighthouse，约 190 MB）"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    every = PARTS | WHEN_ASKED
    words = "；".join(f"{name} {says}" for name, says in every.items())
    parser.add_argument("part", nargs="*", choices=[*every, []], metavar="PART", help=f"只测其中几样：{words}")


def run(options: argparse.Namespace) -> int:
    """Measure every part but what comes when asked, or those asked for; 1 if a target is missed."""
    # The measurements live beside the journeys, whose drivers they borrow; they are no part of the product.
    sys.path.insert(0, str(PROJECT))
    missed = 0
    for part in options.part or PARTS:
        print(f"\n── {(PARTS | WHEN_ASKED)[part]} ──", flush=True)
        for figure in import_module(f"tests.bench.{part}").measure():
            print(figure.told(), flush=True)
            missed += not figure.met
    print(f"\n{missed} 项未达到目标。" if missed else "\n全部达到目标。")
    return MISSED if missed else MET
