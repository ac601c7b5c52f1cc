"""Where the console listens: on this machine alone, unless another address is typed twice. Pure."""

import ipaddress
import re
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
PORT = 8222
DEFAULT = f"{LOOPBACK}:{PORT}"
_ADDRESS = re.compile(r"(?:\[([^\[\]]+)\]|([^:\[\]]+)):(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address and a port; port 0: any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        """As it is typed: '127.0.0.1:8222', '[::1]:8222'."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.host).is_loopback


def parse(text: str) -> Address:
    """An address as a person types it. Raises ValueError, in words."""
    match = _ADDRESS.fullmatch(text)
    if match is None or int(match[3]) > 65535:
        raise ValueError(f"{text!r} is no address and port, such as {DEFAULT} or [::1]:{PORT}")
    host = match[1] or match[2]
    if host == "localhost":
        return Address(LOOPBACK, int(match[3]))
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"{host!r} is no IP address: names are not looked up") from None
    if getattr(found, "scope_id", None):
        raise ValueError(f"{host!r} names an interface: write the address alone")
    return Address(str(found), int(match[3]))


def chosen(typed: list[str]) -> Address:
    """The address that was typed, or the default; what others can reach has to be typed twice.

    Raises ValueError, in words.
    """
    addresses = [parse(text) for text in typed or [DEFAULT]]
    first = addresses[0]
    if any(each != first for each in addresses):
        raise ValueError("two addresses differ: it listens on one")
    if not first.is_loopback and len(addresses) < 2:
        raise ValueError(
            f"whoever can reach {first} could try to get in: only this machine can reach "
            f"{LOOPBACK}. If it has to be {first}, type it twice"
        )
    return first
