"""The doctor finds what would hurt: a missing glyph, a weak secret, a full disk, an address phones cannot use, a lying clock."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from fieldapp.cli import demo, doctor
from fieldapp.config import PROJECT, Settings
from fieldapp.core import authority, clock, https, lan

SOUND = secrets.token_hex(32)


def test_a_sound_machine_is_told_so_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_SECRET_KEY", SOUND)
    monkeypatch.setenv("FIELDAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.3.10"])

    code = doctor.run(argparse.Namespace())

    *lines, address = capsys.readouterr().out.splitlines()
    assert lines == [f"正常　　{name}" for name in doctor.CHECKS]
    assert address.startswith("手机打开　http://192.168.3.10:8200/phone ，检查在 https://192.168.3.10:8443")
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
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))

    assert "只剩" in " ".join(doctor.data_directory(Settings(data_dir=tmp_path / "not" / "yet")))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with an own authority, in a network of a bureau."""
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.3.10"])
    settings = Settings(data_dir=tmp_path)
    https.keep(settings, clock.now())
    return settings


def test_the_address_of_phones_is_named_with_what_protects_it(served: Settings) -> None:
    said = doctor.phone_address(served)

    assert "https://192.168.3.10:8443（安全；自建根证书，手机要装一次；有效期到 " in said
    assert list(doctor.addresses(served)) == []


def test_an_address_in_the_clear_is_unsafe(served: Settings) -> None:
    assert "HTTPS" in " ".join(doctor.addresses(replace(served, public_url="http://example.cn")))


def test_behind_a_server_of_ones_own_the_public_address_is_the_phones(served: Settings) -> None:
    behind = replace(served, public_url="https://example.cn", https_port=0)

    assert doctor.phone_address(behind).startswith("https://example.cn/phone（由前面的 https 服务器提供")
    assert list(doctor.addresses(behind)) == []


def test_without_a_network_one_is_told_what_phones_lack(served: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", list)

    assert "没有手机能打开的 https 网址" in " ".join(doctor.addresses(served))
    assert doctor.phone_address(served) == "没有"


def test_a_machine_moved_to_another_kind_of_network_is_told_that_phones_install_anew(
    served: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ["59.110.1.2"])

    assert "没有 59.110.1.2" in " ".join(doctor.addresses(served))


def test_a_bureaus_certificate_is_looked_at_before_phones_are(served: Settings, tmp_path: Path) -> None:
    own, key = authority.found("某某", [], clock.now())
    path = tmp_path / "bureau.pem"
    path.write_bytes(authority.issue(own, key, ["*.qinghe.local"], clock.now()))
    given = replace(served, certificate=str(path), public_url="https://jiancha.qinghe.local")

    assert list(doctor.addresses(given)) == []
    assert "证书里没有 example.cn" in " ".join(doctor.addresses(replace(given, public_url="https://example.cn")))
    with clock.fixed(clock.now() + timedelta(days=390)):
        assert "请换上新的证书文件" in " ".join(doctor.addresses(given))
    path.write_text("")
    assert "读不出来" in " ".join(doctor.addresses(given))
    assert doctor.phone_address(given) == "没有"


def test_a_port_that_is_no_number_is_said_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_HTTPS_PORT", "八千")

    assert doctor.run(argparse.Namespace()) == doctor.UNHEALTHY
    assert "FIELDAPP_HTTPS_PORT 应是一个数字" in capsys.readouterr().out


def test_a_clock_before_what_is_already_written_lies(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.sqlite_path.touch()
    written = datetime(2026, 11, 21, tzinfo=UTC)
    os.utime(settings.sqlite_path, (written.timestamp(),) * 2)
    with clock.fixed(written - timedelta(days=1)):
        assert "时钟" in " ".join(doctor.time_of_day(settings))
