"""What runs come to: the share of moments in the band, streaks, repetitions, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from bench.following_play import POLICIES, TARGET, Job, Run

LOW, HIGH = 0.60, 0.80
STREAK: Final = 3
RESAMPLES: Final = 2000
_ROUNDING: Final = 1e-9

Runs: TypeAlias = Mapping[str, Run]
"""By policy."""

Done: TypeAlias = Sequence[tuple[Job, Runs]]
Weighed: TypeAlias = tuple[float, float]
"""A sum, and what it is to be divided by."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"95 %: {self.low:+.3f} to {self.high:+.3f}"


def in_band(run: Run) -> Weighed:
    """Moments with a chance of success within the band, of all that were looked at."""
    return sum(within(chance) for _, _, chance in run.moments), len(run.moments)


def error(run: Run) -> Weighed:
    """|chance - target|, mean over the moments."""
    return sum(abs(chance - TARGET) for _, _, chance in run.moments), len(run.moments)


def chances(run: Run) -> Weighed:
    """Mean chance of success at the moments."""
    return sum(chance for _, _, chance in run.moments), len(run.moments)


def at_an_end(run: Run) -> Weighed:
    """Moments outside the band that no difficulty of the range could have mended."""
    ended = sum(
        (asked <= _ROUNDING and chance < LOW) or (asked >= 1.0 - _ROUNDING and chance > HIGH)
        for _, asked, chance in run.moments
    )
    return ended, len(run.moments)


def streaks(run: Run) -> Weighed:
    """Three failures in a row, a hundred repetitions; then it is counted anew."""
    count = failed = 0
    for won in run.won:
        failed = 0 if won else failed + 1
        if failed == STREAK:
            count, failed = count + 1, 0
    return 100.0 * count, len(run.won)


def by_luck(failing: float) -> float:
    """Such streaks a repetition where each fails with the same chance, whatever came before."""
    run = failing**STREAK
    return run * (1.0 - failing) / (1.0 - run)


def pace(run: Run) -> Weighed:
    """Repetitions in ten minutes, rests included."""
    return len(run.won), run.duration_s / 600.0


def asked(run: Run) -> Weighed:
    """Mean difficulty."""
    return sum(run.difficulties), len(run.difficulties)


def success(run: Run) -> Weighed:
    """Share of all repetitions that succeeded."""
    return sum(run.won), len(run.won)


MEASURES: Final[Mapping[str, tuple[Callable[[Run], Weighed], int]]] = {
    "in band": (in_band, 2),
    "|p - 0.70|": (error, 3),
    "streaks/100": (streaks, 1),
    "in 10 min": (pace, 1),
    "difficulty": (asked, 2),
    "successes": (success, 2),
    "at an end": (at_an_end, 2),
}
"""Measures of a table, with decimals."""


def within(chance: float) -> bool:
    """Whether a chance of success is in the band, its ends included."""
    return LOW - _ROUNDING <= chance <= HIGH + _ROUNDING


def pooled(done: Done, policy: str, measure: Callable[[Run], Weighed]) -> float:
    """A measure of one policy over many jobs; not a number where there is nothing."""
    sums = [measure(runs[policy]) for _, runs in done]
    below = sum(weight for _, weight in sums)
    return sum(value for value, _ in sums) / below if below else float("nan")


def compared(done: Done, measure: Callable[[Run], Weighed], policy: str, other: str) -> Interval:
    """Difference of two policies, with its bootstrap interval over people, who are the same."""
    sums = np.array([[measure(runs[name]) for name in (policy, other)] for _, runs in done], float)
    drawn = np.random.default_rng(1).integers(len(sums), size=(RESAMPLES, len(sums)))
    resampled = sums[drawn].sum(axis=1)
    with np.errstate(invalid="ignore"):
        ratios = resampled[..., 0] / resampled[..., 1]
    low, high = np.nanpercentile(ratios[:, 0] - ratios[:, 1], [2.5, 97.5])
    value = pooled(done, policy, measure) - pooled(done, other, measure)
    return Interval(value, float(low), float(high))


def sampling_error(done: Done, policy: str) -> tuple[float, float]:
    """Standard errors: of one chance, by its replays; of the share in the band, by the moments."""
    moments = [(job.replays, p) for job, runs in done for _, _, p in runs[policy].moments]
    if not moments:
        return float("nan"), float("nan")
    of_chance = np.sqrt(np.mean([p * (1.0 - p) / replays for replays, p in moments]))
    share = pooled(done, policy, in_band)
    return float(of_chance), float(np.sqrt(share * (1.0 - share) / len(moments)))


def worse(done: Done, key: Callable[[Job], str]) -> list[str]:
    """Groups in which another policy comes nearer to the target than the tracker does."""
    told = []
    for group in dict.fromkeys(key(job) for job, _ in done):
        members = [(job, runs) for job, runs in done if key(job) == group]
        errors = {name: pooled(members, name, error) for name in POLICIES}
        best = min(errors, key=errors.__getitem__)
        if best != "tracker":
            told.append(f"{group}: {best} {errors[best]:.3f}, tracker {errors['tracker']:.3f}")
    return told
