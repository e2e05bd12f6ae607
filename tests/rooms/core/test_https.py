"""The certificate phones meet: made once, renewed by itself, believed by a strict client, worth nothing elsewhere."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from fieldapp.config import Settings
from fieldapp.core import authority, https, lan

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MORE_THAN_IOS_TAKES = timedelta(days=825)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    at(monkeypatch, "192.168.3.10")
    monkeypatch.setattr(lan, "names", lambda: ["jiaoyuju", "jiaoyuju.local"])
    return Settings(data_dir=tmp_path)


def at(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: list(addresses))


def leaf(settings: Settings) -> x509.Certificate:
    certificate = https.look(settings)
    assert certificate is not None
    return x509.load_pem_x509_certificate(certificate.path.read_bytes())


def shake_hands(certificate: https.Certificate, trusted: Path, name: str) -> None:
    """A strict client meets a server with this certificate. Raises SSLCertVerificationError as a phone would refuse."""
    here, there = socket.socketpair()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate.path, certificate.key)
    client = ssl.create_default_context(cafile=str(trusted))
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT

    def answer() -> None:
        try:
            server.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        client.wrap_socket(here, server_hostname=name).close()
    finally:
        here.close()
        answering.join()


def test_phones_that_trust_the_authority_believe_every_name_of_the_machine(settings: Settings) -> None:
    certificate = https.keep(settings, datetime.now(UTC))

    for name in ("192.168.3.10", "jiaoyuju.local", "localhost", "127.0.0.1"):
        shake_hands(certificate, settings.data_dir / "https/authority.crt", name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(certificate, settings.data_dir / "https/authority.crt", "192.168.3.11")


def test_a_stolen_authority_could_imitate_no_other_site(settings: Settings, tmp_path: Path) -> None:
    own, key = authority.found("双随机检查", ["192.168.3.10"], datetime.now(UTC))
    (tmp_path / "own.crt").write_bytes(own.public_bytes(Encoding.PEM))
    for name in ("www.bank.example", "203.0.113.9"):
        (tmp_path / "forged.pem").write_bytes(authority.issue(own, key, [name], datetime.now(UTC)))
        forged = https.Certificate(tmp_path / "forged.pem", tmp_path / "forged.pem", NOW, frozenset(), own=True)

        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
            shake_hands(forged, tmp_path / "own.crt", name)


def test_a_stolen_authority_could_sign_no_mail(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, key = authority.found("双随机检查", ["192.168.3.10"], datetime.now(UTC))
    trusted = tmp_path / "authority.crt"
    trusted.write_bytes(own.public_bytes(Encoding.PEM))
    general = authority._general
    monkeypatch.setattr(authority, "_general", lambda name: x509.RFC822Name(name) if "@" in name else general(name))
    stolen = tmp_path / "stolen.pem"
    stolen.write_bytes(authority.issue(own, key, ["localhost.local", "juzhang@qinghe.gov.cn"], datetime.now(UTC)))

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(
            https.Certificate(stolen, stolen, datetime.now(UTC), frozenset(), own=True), trusted, "localhost.local"
        )


def test_it_is_what_iphones_ask_for(settings: Settings) -> None:
    certificate = https.keep(settings, NOW)
    shown = leaf(settings)

    assert shown.not_valid_after_utc - shown.not_valid_before_utc < MORE_THAN_IOS_TAKES
    assert shown.not_valid_before_utc < NOW - timedelta(days=1)  # also for a phone whose clock is late
    uses = shown.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.SERVER_AUTH]
    named = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ipaddress.ip_address("192.168.3.10") in named.get_values_for_type(x509.IPAddress)
    assert certificate.own and certificate.names >= {"192.168.3.10", "jiaoyuju", "jiaoyuju.local"}


def test_keys_are_for_nobody_else_to_read(settings: Settings) -> None:
    https.keep(settings, NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (settings.data_dir / "https").iterdir()}
    assert modes == {"authority.crt": 0o600, "authority.key": 0o600, "server.pem": 0o600}
    assert stat.S_IMODE((settings.data_dir / "https").stat().st_mode) == 0o700


def test_a_second_start_changes_nothing(settings: Settings) -> None:
    first = https.keep(settings, NOW)
    before = first.path.read_bytes()

    assert https.keep(settings, NOW + timedelta(days=1)) == first
    assert first.path.read_bytes() == before


def test_a_new_address_gets_a_new_certificate_of_the_same_authority(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    https.keep(settings, NOW)
    trusted = https.authority(settings)
    at(monkeypatch, "10.20.30.40")

    assert "10.20.30.40" in https.keep(settings, NOW).names
    assert https.authority(settings) == trusted


def test_a_cable_pulled_for_a_minute_is_no_reason_for_a_new_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = https.keep(settings, NOW)
    at(monkeypatch)

    assert https.keep(settings, NOW) == before


def test_it_is_renewed_before_it_ends_and_phones_need_nothing_new(settings: Settings) -> None:
    before, trusted = https.keep(settings, NOW), https.authority(settings)

    after = https.keep(settings, before.ends - timedelta(days=59))

    assert after.ends > before.ends
    assert https.authority(settings) == trusted


def test_an_authority_at_its_end_is_made_anew(settings: Settings) -> None:
    https.keep(settings, NOW)
    trusted = https.authority(settings)
    assert trusted is not None

    https.keep(settings, trusted.not_valid_after_utc - timedelta(days=10))

    newer = https.authority(settings)
    assert newer is not None and newer != trusted
    assert authority.issued(leaf(settings), newer)


def test_an_address_the_authority_was_not_made_for_is_left_out_and_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    https.keep(settings, NOW)
    at(monkeypatch, "59.110.1.2", "192.168.3.10")

    certificate = https.keep(settings, NOW)

    assert certificate.left_out == {"59.110.1.2"}
    assert "59.110.1.2" not in certificate.names


def test_a_bureau_with_odd_addresses_gets_an_authority_for_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "59.110.1.2")
    https.keep(settings, NOW)
    at(monkeypatch, "59.110.1.77")  # the same network gave it another one

    assert https.keep(settings, NOW).left_out == frozenset()


def test_the_bureaus_own_certificate_comes_first(settings: Settings, tmp_path: Path) -> None:
    own, key = authority.found("某某", ["jiancha.qinghe.local"], NOW)
    path = tmp_path / "bureau.pem"
    path.write_bytes(authority.issue(own, key, ["jiancha.qinghe.local", "10.1.1.1"], NOW))
    given = Settings(data_dir=tmp_path / "data", certificate=str(path))

    certificate = https.keep(given, NOW)

    assert not certificate.own and certificate.path == path
    assert https.authority(given) is None
    assert not (tmp_path / "data").exists()
    assert https.phone_base(given) == "https://jiancha.qinghe.local:8443"
    assert https.entrance(given) == "https://jiancha.qinghe.local:8443/phone"


def test_a_certificate_without_its_key_is_told_in_one_sentence(settings: Settings, tmp_path: Path) -> None:
    own, key = authority.found("某某", [], NOW)
    for name in ("one.pem", "other.pem"):
        (tmp_path / name).write_bytes(authority.issue(own, key, ["10.1.1.1"], NOW))
    pair = Settings(certificate=str(tmp_path / "one.pem"), certificate_key=str(tmp_path / "other.pem"))
    alone = Settings(certificate=str(tmp_path / "one.pem"), certificate_key=str(tmp_path / "nirgendwo.pem"))

    with pytest.raises(RuntimeError, match="不是一对"):
        https.keep(pair, NOW)
    with pytest.raises(RuntimeError, match="读不出来"):
        https.look(alone)


def test_phones_are_led_in_over_http_only_where_our_own_authority_has_to_be_installed(settings: Settings) -> None:
    behind = Settings(public_url="https://jiancha.example.gov.cn/", https_port=0)

    assert https.entrance(settings) == "http://192.168.3.10:8200/phone"
    assert https.phone_base(settings) == "https://192.168.3.10:8443"
    assert https.entrance(behind) == "https://jiancha.example.gov.cn/phone"
    assert https.entrance(Settings(https_port=0)) == ""
    assert https.base_at("10.0.0.1", Settings(https_port=443)) == "https://10.0.0.1"


def test_this_machine_knows_its_own_addresses() -> None:
    addresses = lan.addresses()

    assert all(not ipaddress.ip_address(each).is_loopback for each in addresses)
    assert len(addresses) == len(set(addresses))
