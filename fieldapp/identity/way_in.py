"""/phone: from a phone that knows nothing to one that can work without a network, step by step; for anybody, also in the clear."""

from __future__ import annotations

import plistlib
import uuid

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from fieldapp.config import Settings
from fieldapp.core import https, qr
from fieldapp.core.settings import settings
from fieldapp.identity.browsers import window_of
from fieldapp.identity.entering import THIS_MACHINE

way_in = Blueprint("way_in", __name__)

NAMED_FOR = uuid.UUID("0e5f1f3c-6c0d-5b3a-9a55-6a2f1a4f0c11")  # whose names our profile's ids are (RFC 9562 §5.5)


@way_in.get("/phone")
def phone() -> ResponseReturnValue:
    """The steps that are left for this window, by what its User-Agent and the connection say."""
    own, window = https.authority(settings()), window_of(request.user_agent.string)
    entrance = _entrance()
    return render_template(
        "identity/phone.html", window=window, secure=_secure(), address=_address(), entrance=entrance, own=own,
        fingerprint=https.fingerprint(own) if own else "", title=_title(own) if own else "",
        code=qr.drawn(entrance, f"手机要打开的网址：{entrance}") if entrance and not window.on_phone else None,
    )  # fmt: skip


@way_in.get("/phone/certificate.crt")
def certificate() -> ResponseReturnValue:
    """For Android: the certificate itself, under the type its installer listens to."""
    own = _own()
    return _download(own.public_bytes(Encoding.DER), "application/x-x509-ca-cert", "fieldapp-ca.crt")


@way_in.get("/phone/certificate.mobileconfig")
def profile() -> ResponseReturnValue:
    """For iPhones: a configuration profile with one payload (Apple: com.apple.security.root)."""
    own = _own()
    content, name = own.public_bytes(Encoding.DER), _title(own)
    payload = {
        "PayloadType": "com.apple.security.root", "PayloadVersion": 1, "PayloadContent": content,
        "PayloadCertificateFileName": "fieldapp-ca.cer", "PayloadDisplayName": name,
        "PayloadDescription": "只用于在本单位网络里打开双随机检查。", **_identified(content, "certificate"),
    }  # fmt: skip
    whole = {
        "PayloadType": "Configuration", "PayloadVersion": 1, "PayloadContent": [payload], "PayloadDisplayName": name,
        "PayloadDescription": "让这部手机承认本单位检查系统的网址。", "PayloadOrganization": "双随机检查",
        "PayloadRemovalDisallowed": False, **_identified(content, "profile"),
    }  # fmt: skip
    return _download(plistlib.dumps(whole), "application/x-apple-aspen-config", "fieldapp.mobileconfig")


def _secure() -> bool:
    """Whether the browser of this request sees a secure context: https, or this very machine."""
    return request.is_secure or request.remote_addr in THIS_MACHINE


def _address() -> str:
    """The https address for this phone: under the name it came by, if it came from elsewhere. Empty: none is served."""
    chosen: Settings = settings()
    if request.is_secure:
        return request.url_root.rstrip("/")
    if chosen.https_port and not chosen.certificate and request.remote_addr not in THIS_MACHINE:
        return https.base_at(request.host.rpartition(":")[0] or request.host, chosen)
    try:
        return https.phone_base(chosen)
    except RuntimeError:
        return ""


def _entrance() -> str:
    try:
        return https.entrance(settings())
    except RuntimeError:
        return ""


def _own() -> x509.Certificate:
    own = https.authority(settings())
    if own is None:
        abort(404)
    return own


def _title(own: x509.Certificate) -> str:
    """What a phone lists it as."""
    return str(own.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def _identified(content: bytes, what: str) -> dict[str, str]:
    """Always the same for the same certificate: installed again, it replaces itself."""
    own = uuid.uuid5(NAMED_FOR, f"{what} {content.hex()}")
    return {"PayloadIdentifier": f"fieldapp.{what}.{own}", "PayloadUUID": str(own).upper()}


def _download(data: bytes, mimetype: str, name: str) -> Response:
    response = make_response(data)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
