"""By which names the console answers.

A page of another site can make its own name mean our address (DNS rebinding), and then its scripts
are of our origin. So a request's Host has to be a name that is ours.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from clinic.errors import ClinicError

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
_HOST: Final = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,253})(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names, in small letters. Addresses are allowed where a request has arrived at them."""

    names: frozenset[str]

    def allow(self, header: str, server: str) -> bool:
        """Whether a Host header names us; `server` is the address the request has arrived at."""
        found = _HOST.fullmatch(header.lower())
        if found is None:
            return False
        name = found[1].strip("[]")
        if name in self.names:
            return True
        if name == "localhost":
            return _is_loopback(server)
        try:
            return ip_address(name) == ip_address(server.partition("%")[0])
        except ValueError:
            return False


def make_hosts(host: str, allowed: Iterable[str]) -> Hosts:
    """What `--host` and `--allowed-host` say; off this machine, its own name too.

    Raises `ClinicError`.
    """
    names = {each.lower().rstrip(".") for each in allowed}
    for each in names:
        if _NAME.fullmatch(each) is None:
            raise ClinicError(
                f"--allowed-host {each!r} is no host name; allowed: a name as in console.example, "
                "without scheme and port"
            )
    if host not in LOOPBACK:
        names.add(socket.gethostname().lower())
        if _NAME.fullmatch(host.lower()):
            names.add(host.lower())
    return Hosts(frozenset(names))


def _is_loopback(server: str) -> bool:
    try:
        return ip_address(server.partition("%")[0]).is_loopback
    except ValueError:
        return False
