"""Many sessions measured anew, on whatever executor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from clinic.remeasuring.session import Change, Outcome, remeasure


@dataclass(slots=True)
class Total:
    """What came of all sessions."""

    sessions: int = 0
    repetitions: int = 0
    skipped: int = 0
    """Sessions whose measures are those of today's formulas already."""
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    """By task and measure."""
    problems: list[str] = field(default_factory=list)
    """A line for each session that could not be measured."""

    def add(self, outcome: Outcome) -> None:
        """Count a session."""
        if outcome.problem:
            self.problems.append(outcome.problem)
        elif outcome.skipped:
            self.skipped += 1
        else:
            self.sessions += 1
            self.repetitions += outcome.repetitions
        for key, change in outcome.changes.items():
            self.changes.setdefault(key, Change()).add(change)


def remeasure_all(
    folders: Sequence[Path],
    executor: Executor,
    progress: Callable[[int, int], None],
    *,
    again: bool = False,
) -> Total:
    """Measure every session anew; `progress` is told how many are done, and of how many.

    A session is done when its file is in place, so an interruption leaves what is done, and the
    next call goes on with the others. Raises what the executor raises when it breaks.
    """
    total = Total()
    progress(0, len(folders))
    futures: list[Future[Outcome]] = []
    try:
        futures += (executor.submit(remeasure, str(folder), again) for folder in folders)
        for done, future in enumerate(as_completed(futures), start=1):
            total.add(future.result())
            progress(done, len(folders))
    finally:
        for future in futures:
            future.cancel()
    total.problems.sort()
    total.changes = dict(sorted(total.changes.items()))
    return total
