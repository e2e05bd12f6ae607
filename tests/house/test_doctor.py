"""The doctor finds what would hurt: a missing glyph, a weak secret, a full disk, a lying clock."""

from __future__ import annotations

import argparse
import os
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from fieldapp.cli import demo, doctor
from fieldapp.config import PROJECT, Settings
from fieldapp.core import clock

SOUND = secrets.token_hex(32)


def test_a_sound_machine_is_told_so_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_SECRET_KEY", SOUND)
    monkeypatch.setenv("FIELDAPP_DATA_DIR", str(tmp_path))

    code = doctor.run(argparse.Namespace())

    assert capsys.readouterr().out.splitlines() == [f"正常　　{name}" for name in doctor.CHECKS]
    assert code == doctor.HEALTHY


def test_one_trouble_is_enough_to_fail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FIELDAPP_SECRET_KEY", "short")

    assert doctor.run(argparse.Namespace()) == doctor.UNHEALTHY
    assert "需处理　登录密钥：没有设置 FIELDAPP_SECRET_KEY" in capsys.readouterr().out


def test_the_demo_has_its_own_secret_and_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / demo.FOLDER.relative_to(PROJECT) / demo.SECRET_FILE
    kept.parent.mkdir(parents=True)
    kept.write_text(SOUND)
    monkeypatch.setattr(doctor, "PROJECT", tmp_path)

    assert "演示县的密钥" in " ".join(doctor.secret(Settings(secret_key=SOUND)))
    assert list(doctor.secret(Settings(secret_key=secrets.token_hex(32)))) == []


def test_a_name_that_no_font_draws_is_found_before_a_document_needs_it() -> None:
    common = Settings()
    without_rare = Settings(rare_font=common.fonts_dir / "400Regular/NotoSansSC_400Regular.ttf")

    assert list(doctor.documents(common)) == []
    assert "𪨧" in " ".join(doctor.documents(without_rare))


def test_a_missing_font_file_is_named(tmp_path: Path) -> None:
    assert "HanaMinB.ttf" in " ".join(doctor.documents(Settings(rare_font=tmp_path / "HanaMinB.ttf")))


def test_a_queue_in_wal_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "queue.sqlite") as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    assert "WAL" in " ".join(doctor.queue(Settings(data_dir=tmp_path)))


def test_a_full_disk_is_seen_also_before_the_folder_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=1))

    assert "只剩" in " ".join(doctor.data_directory(Settings(data_dir=tmp_path / "not" / "yet")))


def test_a_cookie_in_the_clear_is_unsafe() -> None:
    assert "HTTPS" in " ".join(doctor.addresses(Settings(public_url="http://example.cn")))
    assert "FIELDAPP_SECURE_COOKIES" in " ".join(doctor.addresses(Settings(public_url="https://example.cn")))
    assert list(doctor.addresses(Settings(public_url="https://example.cn", secure_cookies=True))) == []


def test_a_clock_before_what_is_already_written_lies(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.sqlite_path.touch()
    written = datetime(2026, 11, 21, tzinfo=UTC)
    os.utime(settings.sqlite_path, (written.timestamp(),) * 2)
    with clock.fixed(written - timedelta(days=1)):
        assert "时钟" in " ".join(doctor.time_of_day(settings))
