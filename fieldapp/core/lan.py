"""Where phones of the same network find this machine: its addresses and its names."""

from __future__ import annotations

import fcntl
import re
import socket
import struct
from contextlib import suppress

# Networks inside this machine alone (containers, virtual machines): no phone is in them.
INSIDE = re.compile(r"lo$|docker|br-|veth|virbr|lxc|cni|flannel")
ASK_ADDRESS = 0x8915  # SIOCGIFADDR, netdevice(7)
SOMEWHERE_ELSE = ("192.0.2.1", 9)  # an address of documentation (RFC 5737); nothing is ever sent there
HOST_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)


def addresses() -> list[str]:
    """IPv4 addresses that phones may reach, as text; the one of the way out first. Empty without any network."""
    outward, own = _outward(), []
    for _, name in socket.if_nameindex():
        if not INSIDE.match(name):
            with suppress(OSError):
                own.append(_address_of(name))
    return sorted(own, key=lambda each: each != outward)


def names() -> list[str]:
    """This machine's name as other machines may call it, also by multicast DNS; empty where it is no DNS name."""
    own = socket.gethostname().lower()
    if not HOST_NAME.fullmatch(own) or own == "localhost":
        return []
    return [own] if "." in own else [own, f"{own}.local"]


def _address_of(interface: str) -> str:
    """Raises OSError where the interface has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as question:
        answer = fcntl.ioctl(question.fileno(), ASK_ADDRESS, struct.pack("256s", interface.encode()[:15]))
    return socket.inet_ntoa(answer[20:24])


def _outward() -> str:
    """The address this machine would send from; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as question, suppress(OSError):
        question.connect(SOMEWHERE_ELSE)
        address: str = question.getsockname()[0]
        return address
    return ""
