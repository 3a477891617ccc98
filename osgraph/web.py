"""Web addresses: what one is, and whether it leads out into the open net."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from osgraph.errors import InputError

if TYPE_CHECKING:
    import httpx

AGENT: Final = "osgraph"
"""What this program calls itself; the rules of a site (robots.txt) may name it."""

_PORTS: Final = {"http": 80, "https": 443}


def is_address(path: str) -> bool:
    """Say whether a path is a web address.

    Example:
        >>> is_address("https://example.org/a"), is_address("notes/http.txt")
        (True, False)
    """
    return path.lower().startswith(("http://", "https://"))


def parsed(address: str) -> httpx.URL:
    """Return an address in its parts, without a fragment.

    Raises:
        InputError: it is none, or holds a password.
    """
    import httpx

    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise InputError(f"no web address: {error}") from error
    if url.scheme not in _PORTS or not url.host:
        raise InputError("no web address: it must begin with http:// or https:// and name a site")
    if url.userinfo:
        raise InputError("an address with a password in it; osgraph would store it")
    return url.copy_with(fragment=None)


def numbers(url: httpx.URL) -> list[str]:
    """Return the numbers that the name of a site is looked up to be, those of the older net first.

    Raises:
        InputError: there are none.
    """
    try:
        found = socket.getaddrinfo(url.host, url.port or _PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"no site of that name is known: {url.host}") from error
    return sorted({str(entry[4][0]) for entry in found}, key=lambda number: (":" in number, number))


def is_global(number: str) -> bool:
    """Say whether a number is one of the open net, not of a private one or of this machine.

    Example:
        >>> is_global("1.1.1.1"), is_global("10.0.0.1"), is_global("::1")
        (True, False, False)
    """
    return ipaddress.ip_address(number.partition("%")[0]).is_global
