"""A progress bar for a session, and what it says when there is no terminal."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter_ns
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from game.session import Session

EVERY_NS: Final = 100_000_000


class SessionProgress:
    """Repetitions done of those planned, refreshed ten times a second at most."""

    def __init__(self, session: Session, title: str, console: Console) -> None:
        self._session = session
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("repetitions"),
            TimeElapsedColumn(),
            console=console,
            auto_refresh=False,
        )
        self._task = self._bar.add_task(title, total=session.planned)
        self._due_ns = 0

    def __enter__(self) -> Self:
        """Show the bar."""
        with suppress(OSError):
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it stands."""
        self._bar.update(self._task, completed=self._session.progress)
        with suppress(OSError):
            self._bar.refresh()
            self._bar.stop()

    def update(self) -> None:
        """Refresh when it is time."""
        now_ns = perf_counter_ns()
        if now_ns >= self._due_ns:
            self._due_ns = now_ns + EVERY_NS
            self._bar.update(self._task, completed=self._session.progress)
            with suppress(OSError):  # a full disk or a closed terminal stops nobody's play
                self._bar.refresh()

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        with suppress(OSError):
            self._bar.console.print(line, soft_wrap=True)
