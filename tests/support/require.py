"""Parts that a machine may lack: their tests skip, or fail where the part is meant to be there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lack(part: str, reason: str) -> NoReturn:
    """Skip with the reason; fail where `REACHWELL_REQUIRE` (names with commas) has the part."""
    if part in os.environ.get("REACHWELL_REQUIRE", "").split(","):
        pytest.fail(f"required, and {reason}", pytrace=False)
    pytest.skip(reason, allow_module_level=True)
