"""What tests of every room share."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from support.desk import Desk
    from support.postgres import Postgres
    from support.virtual_gamepad import VirtualGamepad

sys.path.insert(0, str(Path(__file__).parent))

hypothesis.settings.register_profile("reachwell", deadline=None, derandomize=True)
hypothesis.settings.load_profile("reachwell")

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# What our own child processes print is read as UTF-8; on Windows a pipe would get code page text.
os.environ.setdefault("PYTHONUTF8", "1")

# No test writes into the configuration of who runs it; children of this process share one.
if "REACHWELL_CONFIG" not in os.environ:
    os.environ["REACHWELL_CONFIG"] = tempfile.mkdtemp(prefix="reachwell-test-config-")
    atexit.register(shutil.rmtree, os.environ["REACHWELL_CONFIG"], ignore_errors=True)

# A shell starts what runs in its background deaf to Ctrl-C, and every child inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A window of SDL's dummy driver. Imported here, for most tests open none."""
    from support.desk import open_desk

    with open_desk(monkeypatch) as opened:
        yield opened


@pytest.fixture
def pad(desk: Desk) -> Iterator[VirtualGamepad]:
    """A gamepad plugged into that window."""
    from support.virtual_gamepad import VirtualGamepad

    plugged = VirtualGamepad()
    yield plugged
    plugged.unplug()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server. Imported here, for most tests start none."""
    from support.postgres import postgres_server

    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'reachwell.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()
