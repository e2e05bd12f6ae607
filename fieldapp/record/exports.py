"""Take results and documents out of the house: what left, who took it, chosen how, and the same bytes once more."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import BinaryIO, cast

from fieldapp.core import audit, clock
from fieldapp.core.blobs import blobs
from fieldapp.core.db import db, transaction
from fieldapp.core.errors import Refusal
from fieldapp.core.ids import new_id
from fieldapp.core.settings import settings
from fieldapp.field.sight import bound_to
from fieldapp.identity.models import Person
from fieldapp.plan import queries as plan
from fieldapp.record import archive, incoming, queries, selection
from fieldapp.record.handing_out import name_of
from fieldapp.record.models import Export
from fieldapp.record.results import Table, tables
from fieldapp.record.rules import Chosen, DocumentKind, ExportKind, distinct, safe_name
from fieldapp.record.selection import Selected
from fieldapp.record.workbook import workbook

NOTHING = "按这个任务和日期没有找到学校，请换一个任务或放宽日期。"
NO_PAPERS = "这些学校还没有生成好的检查记录，请等检查登记后再导出。"
CHANGED = "导出时的文件有一份已不在服务器上，无法再次下载同样的内容；请重新导出，并联系管理员。"


def export_results(chosen: Chosen, somebody: Person) -> Export:
    """检查结果.xlsx of the visits chosen, those not finished with empty result columns; kept as it is. Refused: no school."""
    found = _found(chosen)
    data = workbook([*tables(incoming.schools(found)), _about(chosen, found, somebody)])
    sha256 = blobs().put(data)
    entry = _entry(ExportKind.RESULTS, chosen, found, somebody)
    entry.filename = safe_name(f"检查结果_{_scope_words(chosen)}_{clock.today()}.xlsx")
    entry.manifest, entry.size, entry.sha256 = [{"name": entry.filename, "sha256": sha256}], len(data), sha256
    return _keep(entry)


def export_documents(chosen: Chosen, somebody: Person) -> Export:
    """A ZIP of the record sheets of the visits chosen. Kept is the list of what is in it, not a second copy of every PDF.

    Refused: no school, or none with a finished document. What is still being made is counted in `missing`.
    """
    found = _found(chosen)
    papers = [(each.record, queries.document_of(each.record.id, DocumentKind.SHEET)) for each in found if each.record]
    ready = [(name_of(record), paper.pdf_sha256) for record, paper in papers if paper and paper.pdf_sha256]
    if not ready:
        raise Refusal("no_documents", NO_PAPERS, 409)
    entry = _entry(ExportKind.DOCUMENTS, chosen, found, somebody)
    entry.filename = safe_name(f"检查记录_{_scope_words(chosen)}_{clock.today()}.zip")
    names = distinct([name for name, _ in ready])
    entry.manifest = [{"name": name, "sha256": sha256} for name, (_, sha256) in zip(names, ready, strict=True)]
    entry.missing = entry.finished - len(ready)
    out, entry.sha256, entry.size = _archive(entry)
    out.close()
    return _keep(entry)


def open_export(export_id: str, somebody: Person) -> tuple[BinaryIO, Export]:
    """The bytes of an export once more, and its row; the look is noted. Refused: not theirs, or a file has gone."""
    entry = selection.export(export_id)
    # By what was taken out, not by who took it: an office of the county may sit in a partner bureau.
    if entry is None or bound_to(somebody) not in {"", entry.filters.get("unit", "")}:
        raise Refusal("no_export", "没有找到这次导出，请返回导出页面核对。", 404)
    file = _opened(entry)
    with transaction():
        audit.note("export.downloaded", f"export:{entry.id}", actor=somebody.id, detail={"sha256": entry.sha256})
    return file, entry


def _found(chosen: Chosen) -> list[Selected]:
    found = selection.selected(chosen)
    if not found:
        raise Refusal("nothing_chosen", NOTHING, 422)
    return found


def _entry(kind: ExportKind, chosen: Chosen, found: Sequence[Selected], somebody: Person) -> Export:
    finished = len([each for each in found if each.record])
    return Export(
        id=new_id(), at=clock.now(), person_id=somebody.id, unit_id=somebody.unit_id, kind=kind, filters=chosen.plain(),
        schools=len(found), finished=finished, missing=0,
    )  # fmt: skip


def _keep(entry: Export) -> Export:
    told = {name: getattr(entry, name) for name in ("kind", "filters", "filename", "schools", "finished", "sha256")}
    with transaction():
        db.session.add(entry)
        audit.note("export.made", f"export:{entry.id}", actor=entry.person_id, detail=told)
    return entry


def _archive(entry: Export) -> tuple[BinaryIO, str, int]:
    """The ZIP of this export, its SHA-256 and size; in a file that vanishes when it is closed, on the data disk, for it
    may be large."""
    out = cast(BinaryIO, tempfile.TemporaryFile(dir=settings().data_dir))  # noqa: SIM115  (the answer reads and closes it)
    try:
        sha256, size = archive.write([(each["name"], blobs().path(each["sha256"])) for each in entry.manifest], out)
    except FileNotFoundError:
        out.close()
        raise
    return out, sha256, size


def _opened(entry: Export) -> BinaryIO:
    """The bytes that left the house, once more; anything else would be another export under the same name."""
    try:
        if entry.kind == ExportKind.RESULTS:
            return blobs().path(entry.sha256).open("rb")
        out, sha256, _ = _archive(entry)
    except FileNotFoundError:
        raise Refusal("export_changed", CHANGED, 409) from None
    if sha256 != entry.sha256:
        out.close()
        raise Refusal("export_changed", CHANGED, 409)
    return out


def _about(chosen: Chosen, found: Sequence[Selected], somebody: Person) -> Table:
    """A sheet that says what this file is, for whoever finds it in a year."""
    lines = (
        ("导出时间", clock.in_shanghai(clock.now())),
        ("导出人", f"{somebody.unit.name} {somebody.name}"),
        ("抽查任务", _task_words(chosen)),
        ("日期", chosen.period_words()),
        ("学校", f"{len(found)} 所，其中 {len([each for each in found if each.record])} 所的检查记录已登记"),
        ("前面各列", "与导入的抽取结果一致；没有导入文件的检查按本系统模板填写"),
        ("浅蓝色的五列", "检查登记后由本系统填写；没有登记的留空。其中“检查人员”是实际到场出示证件的人员"),
        ("检查项", "已登记的检查，每项一行"),
    )
    return Table("说明", ("项目", "内容"), [(name, said) for name, said in lines])


def _scope_words(chosen: Chosen) -> str:
    period = "至".join(str(day or "") for day in (chosen.first, chosen.last)) if chosen.first or chosen.last else ""
    return "_".join(filter(None, (_task_words(chosen), period)))


def _task_words(chosen: Chosen) -> str:
    task = plan.task(chosen.task) if chosen.task else None
    return task.task_no if task else "全部任务"
