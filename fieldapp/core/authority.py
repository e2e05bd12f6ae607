"""A certificate authority for one place: made once, trusted by its phones by hand, worth nothing anywhere else.

It is bound to the networks and names of this place (name constraints, RFC 5280 §4.2.1.10): whoever stole its key
could imitate no other site to the phones that trust it, and sign no mail.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)  # iOS takes at most 825 days, and who knows what next
CLOCKS_DIFFER = timedelta(days=2)  # a phone whose clock is late must not meet a certificate of tomorrow
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
ODD_NETWORK = 24  # of an address outside the private ranges its neighbours are included: it may change by itself

# A kind of name that no constraint mentions is free. This domain can belong to nobody (RFC 2606), so no mail address is left.
NO_MAIL = "invalid"

Key = ec.EllipticCurvePrivateKey


def found(title: str, names: Iterable[str], now: datetime) -> tuple[x509.Certificate, Key]:
    """A new authority, bound to private networks, the .local names and `names` (addresses and DNS names)."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Without a common name iOS does not list it under 证书信任设置.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    made = (
        _begun(name, name, key.public_key(), now, now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(set(names)), None), critical=True)
        .sign(key, SHA256())
    )
    return made, key


def issue(authority: x509.Certificate, signer: Key, names: Iterable[str], now: datetime) -> bytes:
    """A server's certificate and key in one PEM, so that both change in one step."""
    key = ec.generate_private_key(ec.SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "FieldApp")])
    made = (
        _begun(title, authority.subject, key.public_key(), now, min(now + SERVER_LASTS, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(each) for each in sorted(names)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, SHA256())
    )
    return made.public_bytes(Encoding.PEM) + written(key)


def written(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def allows(authority: x509.Certificate, name: str) -> bool:
    """Whether phones that trust this authority would take its word for this address or name."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if is_address(name):
        networks = [ipaddress.ip_network(each.value) for each in permitted if isinstance(each, x509.IPAddress)]
        return any(ipaddress.ip_address(name) in each for each in networks)
    domains = [each.value for each in permitted if isinstance(each, x509.DNSName)]
    return any(name == each or name.endswith(f".{each}") for each in domains)


def issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether this authority signed it, and not one before it of the same name."""
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # noqa: BLE001  whatever is wrong with it, a new one is right
        return False
    return True


def names_in(certificate: x509.Certificate) -> frozenset[str]:
    """The addresses and names a certificate speaks for, lower case."""
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(str(each.value).lower() for each in held if isinstance(each, x509.DNSName | x509.IPAddress))


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
        .serial_number(x509.random_serial_number()).not_valid_before(now - CLOCKS_DIFFER).not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )  # fmt: skip


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _permitted(names: set[str]) -> list[x509.GeneralName]:
    networks = [ipaddress.ip_network(each) for each in PRIVATE]
    addresses = [ipaddress.ip_address(each) for each in sorted(names) if is_address(each)]
    odd = [each for each in addresses if not any(each in network for network in networks)]
    networks += [ipaddress.ip_network(f"{each}/{ODD_NETWORK}", strict=False) for each in odd]
    domains = {"local", *(each for each in names if not is_address(each))}
    return [*map(x509.IPAddress, networks), *map(x509.DNSName, sorted(domains)), x509.RFC822Name(NO_MAIL)]


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if is_address(name) else x509.DNSName(name)
