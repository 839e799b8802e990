"""A game as a process of its own: whatever happens to the console, it goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clinic.errors import ClinicError
from clinic.station.spec import StartSpec
from game.recording.errors import one_line

KEY_VARIABLE: Final = "REACHWELL_LINK_KEY"
"""Environment variable with the key by which the game calls the console."""

_TOLD_BYTES: Final = 4096
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Call:
    """Where a game calls the console, and with which key. `data` is its data directory.

    `tls_ca` is a file of the authorities it trusts, instead of the system's.
    """

    url: str
    key: str
    data: Path
    tls_ca: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the game is told by its environment: options are seen by everybody on a machine."""
        trusts = {} if self.tls_ca is None else {"SSL_CERT_FILE": str(self.tls_ca)}
        return {KEY_VARIABLE: self.key, **trusts}


Command = Callable[[StartSpec, Path, Call], Sequence[str]]
"""The program with its arguments, for a level's file; the front door knows them."""


class GameProcess:
    """A game that was started. Raises `ClinicError` when that was not possible.

    It is in a session of its own, so that neither Ctrl-C nor a fault of who started it reaches it,
    and what it says goes to a file, for a pipe would break with its reader.
    """

    def __init__(self, spec: StartSpec, call: Call, command: Command) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="reachwell-game-"))  # its owner's alone
        level, self._said = self._folder / "level.yaml", self._folder / "said.txt"
        try:
            level.write_bytes(spec.level_raw.encode())
            with self._said.open("wb") as said:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    command(spec, level, call),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    env={**os.environ, **call.environment},
                    start_new_session=True,
                    creationflags=_FLAGS,
                )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise ClinicError(f"the game can't be started: {error.strerror or error}") from error

    @property
    def pid(self) -> int:
        """Its number for the system."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self) -> str | None:
        """Wait for its end; returns why it failed, in a line, or None when it did not."""
        code = self._process.wait()
        told = self._last_line()
        shutil.rmtree(self._folder, ignore_errors=True)
        if code == 0:
            return None
        if code < 0:
            return f"the game was ended by the system (signal {-code})"
        return told or f"the game ended with code {code} and did not say why"

    def _last_line(self) -> str:
        try:
            with self._said.open("rb") as file:
                file.seek(max(0, self._said.stat().st_size - _TOLD_BYTES))
                lines = file.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return one_line(next((line for line in reversed(lines) if line.strip()), ""))[:_LONGEST]


if sys.platform == "win32":
    # A console window of its own that nobody sees: closing ours would close the game otherwise.
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0
