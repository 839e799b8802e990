"""The real game as a process of its own, in front of Monado."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.monado import MonadoService

END_S = 60.0


class Game:
    """A running `reachwell play`."""

    def __init__(self, service: MonadoService, data: Path, *arguments: str) -> None:
        self._said = data / "said.txt"
        self._out = self._said.open("wb")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "reachwell", "play", *arguments),
                *("--input", "openxr", "--view", "headset", "--data", str(data)),
            ],
            env={
                **os.environ,
                **service.environment,
                "SDL_AUDIODRIVER": "dummy",
                "REACHWELL_DETAIL": "low",  # a processor that draws must keep up with 20 Hz
            },
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )

    @property
    def said(self) -> str:
        """Everything it printed."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> int:
        """Its exit code."""
        return self.process.wait(END_S)

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._out.close()


@contextmanager
def game(service: MonadoService, data: Path, *arguments: str) -> Iterator[Game]:
    """`reachwell play ARGUMENTS` through OpenXR into the headset."""
    data.mkdir(parents=True, exist_ok=True)
    playing = Game(service, data, *arguments)
    try:
        yield playing
    finally:
        playing.close()
