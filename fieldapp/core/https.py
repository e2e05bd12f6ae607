"""The certificate phones meet, and the address they meet it at: given by setting, else of an authority of our own.

Without https a phone has no service worker, no camera and no hash, so no work without a network. What is our own
lies with the data: phones that trust it keep trusting it after a restore or a move to another machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from fieldapp.config import Settings
from fieldapp.core import authority as making
from fieldapp.core import lan

FOLDER, AUTHORITY, AUTHORITY_KEY, SERVER = "https", "authority.crt", "authority.key", "server.pem"
RENEW_BEFORE = timedelta(days=60)
ALWAYS = ("127.0.0.1", "localhost")
USUAL_PORT = 443


@dataclass(frozen=True)
class Certificate:
    """What the server shows: its files, until when, for which names. `own`: by our own authority.

    `left_out`: names of this machine that the authority was not made for, so phones cannot use them.
    """

    path: Path
    key: Path
    ends: datetime
    names: frozenset[str]
    own: bool
    left_out: frozenset[str] = frozenset()


def keep(settings: Settings, now: datetime) -> Certificate:
    """The certificate to serve with. Our own is made, or renewed where the machine's addresses changed or it nears
    its end; a running server takes up the new one by itself. RuntimeError in one sentence where the given one
    cannot be used."""
    if settings.certificate:
        return _given(settings)
    wanted = wanted_names(settings)
    own, key = _authority(settings, wanted, now)
    covered = frozenset(each for each in wanted if making.allows(own, each))
    path = settings.data_dir / FOLDER / SERVER
    if not _will_do(path, own, covered, now):
        _write(path, making.issue(own, key, covered, now))
    return replace(_read(path), left_out=wanted - covered)


def look(settings: Settings) -> Certificate | None:
    """The certificate as it is, nothing made or changed; None where there is none yet. RuntimeError as keep()."""
    if settings.certificate:
        return _given(settings)
    path = settings.data_dir / FOLDER / SERVER
    return _read(path) if path.exists() and authority(settings) else None


def authority(settings: Settings) -> x509.Certificate | None:
    """The public half of our own authority, for phones to install; None where a certificate is given or none is made."""
    path = settings.data_dir / FOLDER / AUTHORITY
    if settings.certificate or not path.exists():
        return None
    return x509.load_pem_x509_certificate(path.read_bytes())


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs, as phones show it, to compare by eye."""
    return certificate.fingerprint(SHA256()).hex(" ").upper()


def wanted_names(settings: Settings) -> frozenset[str]:
    """Every address and name by which somebody may call this machine."""
    public = urlsplit(settings.public_url).hostname or ""
    return frozenset(filter(None, [*ALWAYS, *lan.addresses(), *lan.names(), public.lower()]))


def phone_base(settings: Settings) -> str:
    """The https address phones open, without a path; empty where there is none. RuntimeError as keep()."""
    public = settings.public_url.rstrip("/")
    ours = bool(settings.https_port) and not settings.certificate
    if public.startswith("https://") and not ours:
        return public
    if not settings.https_port:
        return ""
    names = lan.addresses() if ours else _names_first(_given(settings).names)
    return base_at(names[0], settings) if names else ""


def entrance(settings: Settings) -> str:
    """The address a phone opens first; empty without a network. Over plain http where our own authority has yet to be
    installed: its https address would only frighten. RuntimeError as keep()."""
    if settings.certificate or not settings.https_port:
        base = phone_base(settings)
    else:
        base = next((f"http://{each}:{settings.http_port}" for each in lan.addresses()), "")
    return f"{base}/phone" if base else ""


def base_at(host: str, settings: Settings) -> str:
    """The https address of this machine under a name that a phone has already used."""
    return f"https://{host}" + ("" if settings.https_port == USUAL_PORT else f":{settings.https_port}")


def _names_first(names: frozenset[str]) -> list[str]:
    return sorted((each for each in names if "*" not in each), key=lambda each: (making.is_address(each), each))


def _given(settings: Settings) -> Certificate:
    path, key = Path(settings.certificate), Path(settings.certificate_key or settings.certificate)
    try:
        held = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
        private = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as trouble:
        message = f"FIELDAPP_CERTIFICATE 或 FIELDAPP_CERTIFICATE_KEY 读不出来（{trouble}）；请核对路径，要不带口令的 PEM 文件。"
        raise RuntimeError(message) from trouble
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if private.public_key().public_bytes(*form) != held.public_bytes(*form):
        message = "FIELDAPP_CERTIFICATE 和 FIELDAPP_CERTIFICATE_KEY 不是一对；请换成同一次签发的证书和私钥。"
        raise RuntimeError(message)
    return replace(_read(path), key=key, own=False)


def _authority(settings: Settings, wanted: frozenset[str], now: datetime) -> tuple[x509.Certificate, making.Key]:
    """Made once, because each phone has to be told by hand to trust it; anew only when it ends."""
    folder = settings.data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = authority(settings)
    if known is not None and known.not_valid_after_utc - now > RENEW_BEFORE and (folder / AUTHORITY_KEY).exists():
        key = load_pem_private_key((folder / AUTHORITY_KEY).read_bytes(), None)
        if isinstance(key, making.Key):
            return known, key
    # A phone lists authorities by this title; with the day in it, an old one is told from a new one.
    own, key = making.found(" ".join(["双随机检查", *lan.names()[:1], f"{now:%Y-%m-%d}"]), wanted, now)
    _write(folder / AUTHORITY_KEY, making.written(key))
    _write(folder / AUTHORITY, own.public_bytes(Encoding.PEM))
    return own, key


def _will_do(path: Path, own: x509.Certificate, covered: frozenset[str], now: datetime) -> bool:
    if not path.exists():
        return False
    # An address that is gone stays in it: a cable pulled for a minute is no reason for a new certificate.
    known = x509.load_pem_x509_certificate(path.read_bytes())
    lasts = known.not_valid_after_utc - now > RENEW_BEFORE
    return lasts and covered <= making.names_in(known) and making.issued(known, own)


def _read(path: Path) -> Certificate:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return Certificate(path, path, certificate.not_valid_after_utc, making.names_in(certificate), own=True)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by nobody else: two of these files hold a key."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    fresh.replace(path)
