"""A record as PDF/A-3a: same snapshot and photos, same bytes. WeasyPrint's only importer, loaded by workers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from fieldapp.config import PROJECT, Settings
from fieldapp.core import qr
from fieldapp.core.canonical import canonical
from fieldapp.record import sheet
from fieldapp.record.public import public_copy
from fieldapp.record.rules import legible
from fieldapp.record.snapshot import Snapshot, seal_digest

TEMPLATES = PROJECT / "templates"
VARIANT = "pdf/a-3a"


@dataclass(frozen=True)
class Fonts:
    """Three whole TTF files. Never web-font slices (their text is drawn as other characters) nor WOFF2 (a minute to load)."""

    regular: Path
    bold: Path
    rare: Path

    @classmethod
    def of(cls, settings: Settings) -> Fonts:
        folder = settings.fonts_dir
        return cls(
            folder / "400Regular/NotoSansSC_400Regular.ttf",
            folder / "700Bold/NotoSansSC_700Bold.ttf",
            settings.rare_font,
        )


@dataclass(frozen=True)
class Press:
    """What is slow to load and the same for every document of a process."""

    faces: FontConfiguration
    style: CSS
    covered: frozenset[int]
    template: Any


@dataclass(frozen=True)
class Printed:
    """A finished file, and the characters it had to print as 〓."""

    pdf: bytes
    missing: frozenset[str]


class PhotoFetcher(URLFetcher):
    """Gives `photo:<sha256>` and nothing else: no file and no host is ever read for a document.

    Addressed by digest because WeasyPrint names resources after their address: a path would change the bytes.
    """

    def __init__(self, views: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.views = views

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  (the library calls it so)
        kind, _, sha256 = url.partition(":")
        if kind != "photo" or sha256 not in self.views:
            message = f"a document may not read {url[:80]}"
            raise ValueError(message)
        return URLFetcherResponse(url, self.views[sha256], headers={"Content-Type": "image/jpeg"})


def render(snapshot: Snapshot, views: Mapping[str, bytes], fonts: Fonts, *, public: bool = False) -> Printed:
    """The record sheet, or its `public` copy. `views`: JPEGs to look at, by the SHA-256 of their originals; a photo
    without one is named and its place says so."""
    ready = press(fonts)
    printable, missing = legible(public_copy(snapshot) if public else snapshot, ready.covered)
    # The file carries the time of registration, never that of rendering: twice the same bytes.
    made = datetime.fromisoformat(snapshot["registration"]["registered_at"]).astimezone(UTC)
    seal_sha256 = seal_digest(snapshot["seal"])  # of what was sealed, not of what can be printed of it
    page = ready.template.render(
        sheet=sheet.arrange(printable, seal_sha256, missing, public=public),
        qr=qr.drawn(sheet.qr_text(snapshot, seal_sha256), "验证二维码"),
        views=views.keys(),
        made=made.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    html = HTML(string=page, base_url="record:", url_fetcher=PhotoFetcher(views))
    attachments = [] if public else [_attached(snapshot, made)]
    pdf = html.write_pdf(
        stylesheets=[ready.style], font_config=ready.faces, pdf_variant=VARIANT, attachments=attachments
    )  # fmt: skip
    return Printed(pdf, missing)


def _attached(snapshot: Snapshot, made: datetime) -> Attachment:
    return Attachment(
        string=canonical(snapshot), name="record.json", relationship="Data",
        description="封存内容与登记信息", created=made, modified=made,
    )  # fmt: skip


def warm(fonts: Fonts) -> None:
    """Load the fonts and let every part of the library run once."""
    ready = press(fonts)
    page = HTML(string='<html lang="zh-CN"><b>检查</b>记录', base_url="record:", url_fetcher=PhotoFetcher({}))
    page.write_pdf(stylesheets=[ready.style], font_config=ready.faces, pdf_variant=VARIANT)


@lru_cache(maxsize=1)
def press(fonts: Fonts) -> Press:
    """One font configuration and one parsed stylesheet per process: a new one for each document grows for ever."""
    faces = FontConfiguration()
    face = "@font-face {{ font-family: {}; font-weight: {}; src: url({}) }}\n"
    rules = (
        face.format("RecSC", 400, fonts.regular.resolve().as_uri())
        + face.format("RecSC", 700, fonts.bold.resolve().as_uri())
        + face.format("RecRare", 400, fonts.rare.resolve().as_uri())
        + (TEMPLATES / "record/document.css").read_text(encoding="utf-8")
    )
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    return Press(
        faces, CSS(string=rules, font_config=faces), _covered(fonts), environment.get_template("record/document.html")
    )


def problems(settings: Settings) -> list[str]:
    """What keeps documents from being made here, a sentence each: for `doctor` and the start of a worker."""
    fonts = Fonts.of(settings)
    found = [
        f"缺少字体文件 {path.name}，请重新运行安装命令"
        for path in (fonts.regular, fonts.bold, fonts.rare)
        if not path.is_file()
    ]
    if harfbuzz_subset is None:
        found.append("缺少系统库 libharfbuzz-subset0：生成文书会慢十倍，请安装")
    return found


def _covered(fonts: Fonts) -> frozenset[int]:
    """Code points that can be drawn in text and in headings; the rare font stands behind both."""
    return (_code_points(fonts.regular) & _code_points(fonts.bold)) | _code_points(fonts.rare)


def _code_points(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
