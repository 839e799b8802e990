"""Passwords as they are kept: Argon2id, and never more of them at once than there is memory for.

Parameters: RFC 9106, section 4, the second recommended option (64 MiB, 3 passes, 4 lanes), which
is above the least that OWASP's Password Storage Cheat Sheet asks for.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clinic.errors import ClinicError

SHORTEST: Final = 12
LONGEST: Final = 200
_LEAST_DIFFERENT: Final = 5
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_AT_ONCE: Final = BoundedSemaphore(2)  # of 64 MiB each


def check_password(login: str, password: str) -> None:
    """Raises `ClinicError` for a password that is no good for an account."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ClinicError(
            f"a password has {SHORTEST} to {LONGEST} characters; several words are easy to remember"
        )
    if len(set(password)) < _LEAST_DIFFERENT:
        raise ClinicError(f"a password has at least {_LEAST_DIFFERENT} different characters")
    if login and password.lower().replace(login, "") == "":
        raise ClinicError("a password is not the login over and over")


def hashed(password: str) -> str:
    """A password as it is kept. Takes a tenth of a second and 64 MiB: for a thread."""
    with _AT_ONCE:
        return _HASHER.hash(_same(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; None stands for nobody's, and takes as long."""
    with _AT_ONCE:
        try:
            found = _HASHER.verify(kept or _nobodys(), _same(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return found and kept is not None and len(password) <= LONGEST


def outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def prepare() -> None:
    """Make what the first unknown login would have to wait for."""
    _nobodys()


def _same(password: str) -> bytes:
    # The same letters may be typed as other code points on another keyboard (NIST SP 800-63B).
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
