"""What a patient can do, one skill a task and side, from exercise to exercise and day to day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from controllers.controller import Side
from game.difficulty import SkillTracker
from levels.policy import SkillSettings
from tasks.demand import Scale

LOGITS_A_DEMAND: Final = 6.0
"""How steep success falls with a task's demand, at first guess; each patient's own is learned.

Simulated patients lose 4 to 6 logits of success a unit of demand where success is undecided.
"""

_NARROW: Final = 1e-6
_DAY_S: Final = 86_400.0


class SideSkill(BaseModel):
    """The skill of one side in one task, on the scale of the task's demand.

    `covariates` names what `state` has weights of; `repetitions` have taught it, the last in a
    session that ended at `last_utc`. `rested_days` is how long ago that was when the present
    session began.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    covariates: tuple[str, ...]
    repetitions: int = Field(ge=0)
    last_utc: AwareDatetime | None = None
    rested_days: float = Field(0.0, ge=0.0)
    state: dict[str, Any]

    @field_validator("state")
    @classmethod
    def _goes_on(cls, state: dict[str, Any]) -> dict[str, Any]:
        tracker = SkillTracker.from_state(state)
        if not (math.isfinite(tracker.skill) and math.isfinite(tracker.uncertainty)):
            raise ValueError("a skill that is no number")
        return state

    def rested(self, now_utc: datetime) -> SideSkill:
        """As a session finds it that begins now: less certain by the days since the last one."""
        last_utc = self.last_utc or now_utc
        days = max(0.0, (now_utc - last_utc).total_seconds() / _DAY_S)
        tracker = SkillTracker.from_state(self.state)
        tracker.rest(days)
        return self.model_copy(update={"rested_days": days, "state": tracker.state()})


class KeptSkill(BaseModel):
    """The skills of one patient, as they are kept; `session` is the last that taught them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    session: str | None = None
    tasks: dict[str, dict[Side, SideSkill]] = Field(default_factory=dict)

    def rested(self, now_utc: datetime) -> KeptSkill:
        """As a session finds them that begins now. Decided once: the session records it."""
        tasks = {
            task: {side: skill.rested(now_utc) for side, skill in sides.items()}
            for task, sides in self.tasks.items()
        }
        return self.model_copy(update={"tasks": tasks})


@dataclass(slots=True)
class Followed:
    """A skill that is being followed in a session; `learned` counts its repetitions so far."""

    tracker: SkillTracker
    covariates: tuple[str, ...]
    repetitions: int
    learned: int = 0


class Skills:
    """The skills of a session's patient; every exercise of a task and side goes on with one."""

    def __init__(self, kept: KeptSkill | None = None) -> None:
        self._kept = kept or KeptSkill()
        self._followed: dict[tuple[str, Side], Followed] = {}

    def follow(
        self,
        task: str,
        side: Side,
        covariates: Sequence[str],
        settings: SkillSettings,
        scale: Scale,
    ) -> Followed:
        """The skill of this task and side, turned to the bounds and the target of an exercise."""
        lower = scale.demand(settings.lower)
        upper = max(scale.demand(settings.upper), lower + _NARROW)
        followed = self._followed.get((task, side))
        if followed is None:
            start = scale.demand(settings.start)
            followed = self._begin(task, side, tuple(covariates), settings.target_success, start)
            self._followed[task, side] = followed
        followed.tracker.aim_at(settings.target_success, lower, upper)
        return followed

    def kept(self, session: str, now_utc: datetime) -> KeptSkill:
        """What is to be kept of this session; what it did not touch stays as it was."""
        tasks = {task: dict(sides) for task, sides in self._kept.tasks.items()}
        for (task, side), followed in self._followed.items():
            if followed.learned:
                tasks.setdefault(task, {})[side] = SideSkill(
                    covariates=followed.covariates,
                    repetitions=followed.repetitions + followed.learned,
                    last_utc=now_utc,
                    state=followed.tracker.state(),
                )
        return KeptSkill(session=session, tasks=tasks)

    @property
    def learned(self) -> bool:
        """Whether anything was learned in this session."""
        return any(followed.learned for followed in self._followed.values())

    def _begin(
        self, task: str, side: Side, covariates: tuple[str, ...], target: float, start: float
    ) -> Followed:
        known = self._kept.tasks.get(task, {}).get(side)
        if known is None:
            return Followed(_new(target, start, len(covariates)), covariates, 0)
        tracker = SkillTracker.from_state(known.state)
        if known.covariates != covariates:  # of another version: what it can do counts all the same
            above = math.log(target / (1.0 - target)) / LOGITS_A_DEMAND
            tracker = _new(target, tracker.skill - above, len(covariates))
        return Followed(tracker, covariates, known.repetitions)


def _new(target: float, start: float, covariates: int) -> SkillTracker:
    bounds = (start - 1.0, start + 1.0)
    return SkillTracker(target, *bounds, covariates, slope=LOGITS_A_DEMAND, start=start)
