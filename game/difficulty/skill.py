"""Difficulty that follows a patient's skill."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from game.difficulty.change import DifficultyChange
from game.difficulty.estimate import MOOD, STEEPNESS, SkillEstimate
from game.difficulty.logits import LEAST_INFORMATION, chance_of, from_outcome, logit_of
from game.difficulty.margins import LOGISTIC_SD, MarginScale
from game.difficulty.policy import STEP_SHARE

LOGITS_ACROSS: Final = 12.0
"""From the easiest to the hardest, where nobody says how steep a difficulty is."""

_OFFSET_RATE: Final = 0.02
_OFFSET_LIMIT: Final = 2.5
_FARTHEST: Final = 2.5
_RUN_STAYS: Final = 0.8
_RUN_NOTICED: Final = 2.2
_RUN_OPENS: Final = 0.6
_SUREST: Final = 3.5
_FLATTEST, _STEEPEST = -0.6, 3.0
_DEMAND_RATE: Final = 0.05
_LARGEST_COVARIATE: Final = 10.0
_LARGEST_DEMAND: Final = 50.0
_RECENT: Final = 5
_FORMAT: Final = 2


class SkillTracker:
    """Proposes the difficulty at which a patient succeeds at the rate that was aimed at.

    A belief about skill (`SkillEstimate`) takes the graded margin of every repetition, or
    where there is none its success; `MarginScale` learns what a margin is worth. An offset
    integrates the difference of expected and observed successes slowly, which mends what the
    model has wrong (lapses, distorted margins, a wrong slope). A run of surprises to one side
    opens the belief, so that a sudden change is followed within some repetitions; a slow one is
    met by the belief's trend. Deterministic.

    `lower` and `upper` bound every proposal, on a scale of any unit; `slope` is by how many
    logits of success a unit of difficulty is harder, at first guess. `covariates` is the number
    of what each repetition is told besides, of about unit size. `start` is the first proposal.

    What a therapist asks for with `step` becomes the new aim: it is never corrected back.
    """

    def __init__(
        self,
        target_success: float = 0.70,
        lower: float = 0.0,
        upper: float = 1.0,
        covariates: int = 0,
        slope: float | None = None,
        start: float | None = None,
    ) -> None:
        """Raises ValueError for bounds, a target or a slope that make no sense."""
        _check(target_success, lower, upper)
        slope = LOGITS_ACROSS / (upper - lower) if slope is None else slope
        if not (slope > 0.0 and math.isfinite(slope)):
            raise ValueError(f"slope is {slope:g}; allowed: above 0")
        start = 0.5 * (lower + upper) if start is None else min(upper, max(lower, start))
        self.target_success = target_success
        self.lower = lower
        self.upper = upper
        self.slope = slope
        self.covariates = covariates
        self._aim = logit_of(target_success)
        self._estimate = SkillEstimate(covariates, slope * start + self._aim)
        self._margins = MarginScale()
        self._offset = 0.0
        self._run = 0.0
        self._demand = slope * start
        self._recent: deque[bool] = deque(maxlen=_RECENT)

    @property
    def skill(self) -> float:
        """Difficulty at which half of average repetitions would succeed now."""
        return self._at(0.0, ())

    @property
    def uncertainty(self) -> float:
        """Standard deviation of `skill`, on the difficulty's scale."""
        _, variance = self._estimate.spread(self._row(self._demand, ()))
        return math.sqrt(variance) / self.slope

    @property
    def mood(self) -> float:
        """The part of `skill` that is of this day or block and fades; below 0 when tired."""
        return self._estimate.mean[MOOD] / self.slope

    def propose(self, covariates: Sequence[float] = ()) -> float:
        """Difficulty for the next repetition in this situation, within the bounds."""
        return self._within(self._wanted(covariates))

    def update(
        self,
        *,
        difficulty: float,
        success: bool,
        margin: float | None = None,
        covariates: Sequence[float] = (),
    ) -> DifficultyChange:
        """Learn from a repetition that was asked at `difficulty`, proposed or not.

        `margin` is positive by how much was left and negative by how much was missed, in any
        unit; one that is no number says nothing.
        """
        if not math.isfinite(difficulty):
            raise ValueError(f"difficulty is {difficulty}; allowed: a finite number")
        old = self.propose()
        self._integrate(difficulty, covariates, success=success)
        self._learn(self._demanded(difficulty), margin, covariates, success=success)
        self._recent.append(success)
        return self._change(old, self._cause())

    def step(self, steps: float, asked_by: str = "therapist") -> DifficultyChange:
        """Obey a person: a tenth of the range easier (negative) or harder (positive) a step."""
        old = self.propose()
        wanted = self._within(old + steps * STEP_SHARE * (self.upper - self.lower))
        steepness = 1.0 + self._steepness
        self._aim -= self.slope * (wanted - self._wanted(())) * steepness
        return self._change(old, asked_by)

    def aim_at(self, target_success: float, lower: float, upper: float) -> None:
        """Take another exercise's target and bounds; what persons asked for by steps stays.

        Raises ValueError for a target or bounds that make no sense.
        """
        _check(target_success, lower, upper)
        self._aim += logit_of(target_success) - logit_of(self.target_success)
        self.target_success, self.lower, self.upper = target_success, lower, upper

    def rest(self, days: float) -> None:
        """Begin a session after `days`: mood and steps are gone, and the skill is less certain."""
        self._aim = logit_of(self.target_success)
        self._estimate.new_day(days)
        self._run = 0.0
        self._recent.clear()

    def state(self) -> dict[str, Any]:
        """Everything, as plain JSON; `from_state` goes on from it."""
        return {
            "format": _FORMAT,
            "target_success": self.target_success,
            "lower": self.lower,
            "upper": self.upper,
            "slope": self.slope,
            "covariates": self.covariates,
            "aim": self._aim,
            "mean": list(self._estimate.mean),
            "covariance": [list(line) for line in self._estimate.cov],
            "margins": self._margins.state(),
            "offset": self._offset,
            "run": self._run,
            "demand": self._demand,
            "recent": list(self._recent),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """The tracker whose `state` this was. Raises ValueError for what is no such state."""
        try:
            if state["format"] != _FORMAT:
                raise ValueError(f"not the state of a skill tracker of format {_FORMAT}")
            tracker = cls(
                *(state[name] for name in ("target_success", "lower", "upper")),
                *(state[name] for name in ("covariates", "slope")),
            )
            tracker._aim = float(state["aim"])
            tracker._estimate.restore(state["mean"], state["covariance"])
            tracker._margins = MarginScale.from_state(state["margins"])
            tracker._offset = float(state["offset"])
            tracker._run = float(state["run"])
            tracker._demand = float(state["demand"])
            tracker._recent.extend(map(bool, state["recent"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the state of a skill tracker: {error}") from error
        return tracker

    @property
    def _steepness(self) -> float:
        return min(_STEEPEST, max(_FLATTEST, self._estimate.mean[STEEPNESS]))

    def _row(self, demand: float, covariates: Sequence[float]) -> list[float]:
        if covariates and len(covariates) != self.covariates:
            raise ValueError(f"{len(covariates)} covariates; allowed: {self.covariates}")
        known = map(_known, covariates) if covariates else (0.0,) * self.covariates
        return self._estimate.row(demand - self._demand, tuple(known))

    def _demanded(self, difficulty: float) -> float:
        """A difficulty in logits; one out of all proportion is taken for a large one."""
        apart = self.slope * difficulty - self._demand
        return self._demand + min(_LARGEST_DEMAND, max(-_LARGEST_DEMAND, apart))

    def _at(self, logit: float, covariates: Sequence[float]) -> float:
        """The difficulty at which a repetition in this situation has the chance `logit`."""
        ability = self._estimate.expected(self._row(self._demand, covariates))
        steepness = self._steepness
        return (ability + steepness * self._demand - logit) / (1.0 + steepness) / self.slope

    def _wanted(self, covariates: Sequence[float]) -> float:
        return self._at(self._aim + self._offset, covariates)

    def _within(self, difficulty: float) -> float:
        return min(self.upper, max(self.lower, difficulty))

    def _integrate(self, difficulty: float, covariates: Sequence[float], *, success: bool) -> None:
        """Move the offset by how the outcome differs from what was to be expected of it.

        Asked at another difficulty than the wanted one (a bound, a lock, a person's choice),
        another rate of success was to be expected.
        """
        wanted = self.slope * self._wanted(covariates)
        apart = (wanted - self._demanded(difficulty)) * (1.0 + self._steepness)
        expected = chance_of(self._aim + apart)
        moved = self._offset + _OFFSET_RATE * (expected - success)
        self._offset = min(_OFFSET_LIMIT, max(-_OFFSET_LIMIT, moved))

    def _learn(
        self, demand: float, margin: float | None, covariates: Sequence[float], *, success: bool
    ) -> None:
        estimate = self._estimate
        row = self._row(demand, covariates)
        predicted = estimate.expected(row) - demand
        _, variance = estimate.spread(row)
        graded = self._margins.logits(margin, predicted, variance, success=success)
        if graded is None:
            chance = chance_of(predicted)
            information = max(chance * (1.0 - chance), LEAST_INFORMATION)
            innovation, noise = (success - chance) / information, 1.0 / information
        else:
            innovation, noise = graded - predicted, LOGISTIC_SD**2
        surprise = innovation / math.sqrt(variance + noise)
        self._run = _RUN_STAYS * self._run + min(_FARTHEST, max(-_FARTHEST, surprise))
        length = abs(self._run) * math.sqrt(1.0 - _RUN_STAYS**2)
        if length > _RUN_NOTICED:
            opened = _RUN_OPENS * (length - _RUN_NOTICED)
            estimate.open(opened)
            variance += opened
        if graded is None:
            innovation, noise = from_outcome(predicted, variance, success=success)
        total = variance + noise
        left = max(0.0, _SUREST - math.copysign(1.0, innovation) * predicted)
        limit = min(_FARTHEST * math.sqrt(total), left * total / variance)
        estimate.correct(row, min(limit, max(-limit, innovation)), noise)
        if graded is not None:
            self._margins.learn(graded, predicted, math.sqrt(variance + noise))
        estimate.pass_time()
        self._demand += _DEMAND_RATE * (demand - self._demand)

    def _cause(self) -> str:
        won = sum(self._recent)
        return f"{won} of the last {len(self._recent)} succeeded"

    def _change(self, old: float, cause: str) -> DifficultyChange:
        wanted, new = self._wanted(()), self.propose()
        if new != wanted:
            cause += "; at the bound that is set"
        return DifficultyChange(old, new, cause, self.skill, self.uncertainty, self.mood)


def _check(target_success: float, lower: float, upper: float) -> None:
    if not (math.isfinite(lower) and math.isfinite(upper) and lower < upper):
        raise ValueError(f"lower ({lower:g}) must lie below upper ({upper:g})")
    if not 0.0 < target_success < 1.0:
        raise ValueError(f"target_success is {target_success:g}; allowed: between 0 and 1")


def _known(covariate: float) -> float:
    """One that is no number says nothing; one out of all proportion no more than a large one."""
    if not math.isfinite(covariate):
        return 0.0
    return min(_LARGEST_COVARIATE, max(-_LARGEST_COVARIATE, covariate))
