"""Why the difficulty moves, in words that join how it went lately and what becomes of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import Final

from tasks.trial import TrialOutcome

RECENT: Final = 5
TRIFLE: Final = 0.005
"""A difficulty that moves less is told as staying."""


class Lately:
    """The last repetitions of one side in one exercise."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        self._failures = failures
        self._ends: deque[str] = deque(maxlen=RECENT)

    def take(self, outcome: TrialOutcome) -> None:
        """Take down a scored repetition."""
        self._ends.append("" if outcome.success else self._word(outcome))

    def reason(self, old: float, new: float, moved: str, limit: str) -> str:
        """One line, such as "3 of the last 5 not reached in time; shorter distance".

        `moved` names the knob that moves most; `limit` is told besides where there is one.
        """
        parts = [self._outcomes(new - old)]
        if abs(new - old) >= TRIFLE and moved:
            parts.append(moved)
        elif not limit:
            parts.append("about as hard")
        return "; ".join([*parts, *([limit] if limit else [])])

    def _outcomes(self, by: float) -> str:
        count = len(self._ends)
        failed = Counter(end for end in self._ends if end)
        if by < 0.0 and failed:
            word, often = failed.most_common(1)[0]
            return f"{often} of the last {count} {word}"
        won = f"{count - failed.total()} of the last {count} succeeded"
        if by < 0.0:
            return f"{won}, but barely"
        if by > 0.0 and self._ends and self._ends[-1]:
            return f"{won}, the last one nearly"
        return won

    def _word(self, outcome: TrialOutcome) -> str:
        for name in (*outcome.flags, outcome.end_reason.value):
            if name in self._failures:
                return self._failures[name]
        return "not done"
