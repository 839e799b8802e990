"""One exercise of a level as it is being played: its repetitions, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from controllers.controller import Haptic, Side
from controllers.frame import InputFrame
from game.context import Context
from game.difficulty import DifficultyChange
from game.following import ANEW, policies_for
from game.reasons import Lately
from game.trial_samples import TrialSamples
from levels.model import Exercise
from levels.policy import FixedSettings
from tasks.demand import greatest_move, scale_of
from tasks.registry import make_task
from tasks.sides import SideSchedule
from tasks.trial import EndReason, TrialOutcome, TrialSpec

FELT: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"grasped": (0.4, 0.05), "touched": (0.3, 0.06)}
)
"""What is felt when it happens: how strong, 0..1, and how long, seconds."""


TIRED_STEPS: Final = 0.5
"""Steps of a person that signs of tiredness are worth."""


@dataclass(slots=True)
class Tally:
    """Repetitions so far: tried and scored, won; `by_task` those scored in this session."""

    scored: int = 0
    won: int = 0
    by_task: dict[str, int] = field(default_factory=dict)


class RunningExercise:
    """Plans, runs, scores and writes down the repetitions of one exercise.

    Each side has a difficulty of its own. `starts` are those where an earlier session has left
    it; a side that is not in there begins as written, or as the patient's kept skill says. `mood`
    is by how much a side can do more (less, below 0) today than its skill, in task demand.
    """

    def __init__(
        self,
        exercise: Exercise,
        number: int,
        context: Context,
        tally: Tally,
        starts: Mapping[Side, float] = ANEW,
    ) -> None:
        self.exercise = exercise
        self.number = number
        self.task = make_task(exercise.task, exercise.parameters, context.scene)
        self.tally = tally
        self._context = context
        self.scale = scale_of(self.task, context.affected)
        self._policies = policies_for(
            exercise, self.task, context.affected, context.skills, context.lock, starts
        )
        self.mood: dict[Side, float] = {}
        self._lately = {side: Lately(self.task.failures) for side in self._policies}
        self._sides = SideSchedule(context.affected, exercise.affected_share)
        self._samples = TrialSamples()
        self._spec: TrialSpec | None = None
        self._again: TrialSpec | None = None
        self._set_number = 0
        self._scored: Mapping[str, object] | None = None

    def enter(self) -> None:
        """Go to the task's place and put there what stays through the exercise.

        Every walk lies where the first one did, wherever that one has ended.
        """
        context, body = self._context, self._context.body
        if self.walks:
            context.walk_from = context.walk_from or body.frame
            body = replace(body, frame=context.walk_from)
        context.scene.place = self.task.place
        self.task.enter(body)

    def leave(self) -> None:
        """Take away what `enter` put there."""
        self.task.leave()

    def needs(self) -> tuple[str, ...]:
        """Points that the repetition under way needs; none between repetitions."""
        return self.task.needs(self._spec.situation.side) if self._spec else ()

    @property
    def on_foot(self) -> bool:
        """Whether it is done with the feet."""
        return self.exercise.parameters.on_foot

    @property
    def walks(self) -> bool:
        """Whether the patient walks about in it."""
        return self.exercise.parameters.walks

    @property
    def running(self) -> bool:
        """Whether a repetition is under way."""
        return self._spec is not None

    @property
    def side(self) -> Side | None:
        """Side of the repetition that is under way."""
        return self._spec.situation.side if self._spec else None

    def plan(self) -> TrialSpec:
        """What the next repetition will be; the same until one is begun."""
        if self._again is None:
            rng = self._context.rng
            situation = self.task.draw(rng, self._sides.next(rng))
            difficulty = self._policies[situation.side].propose(self.task.reported(situation))
            self._again = self.task.plan(situation, difficulty)
        return self._again

    def begin(self, frame: InputFrame, set_number: int) -> None:
        """Begin the next repetition of a set; set 0 is familiarisation."""
        spec = self.plan()
        self._again = None
        self._spec = spec
        self._set_number = set_number
        self._samples.clear()
        self._context.trial_num += 1
        self.task.begin(spec, self._context.body, self._context.rng, frame.display_time_ns)
        self._context.journal.event(
            "trial_start",
            frame,
            trial_num=self._context.trial_num,
            exercise=self.number,
            set=set_number,
            side=spec.situation.side,
            difficulty=spec.difficulty,
        )
        self._write_notices(frame)

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Live through one frame of the repetition under way."""
        self._samples.append(frame)
        outcome = self.task.step(frame)
        if self.task.notices:
            self._write_notices(frame)
        if outcome is not None:
            self._finish(outcome, frame)
        return outcome

    def cancel(self, reason: EndReason, frame: InputFrame) -> None:
        """End the repetition under way from outside, if there is one."""
        if self._spec is not None:
            self._finish(self.task.cancel(reason, frame.display_time_ns), frame)

    def ask(self, steps: float, frame: InputFrame, asked_by: str = "therapist") -> None:
        """Obey a person: easier (negative) or harder, from the next repetition on."""
        self._again = None
        for side, policy in self._policies.items():
            self._write_change(side, policy.step(steps, asked_by), frame, steps=steps)

    def ease(self, side: Side, why: str, frame: InputFrame) -> None:
        """Ask a little less of a side that tires, unless a therapist holds the difficulty.

        The aim moves and not the kept skill: tomorrow's session asks for as much as before.
        """
        if self._context.lock.on or isinstance(self.exercise.difficulty, FixedSettings):
            return
        self._again = None
        change = self._policies[side].step(-TIRED_STEPS, f"signs of tiredness: {why}")
        self._write_change(side, change, frame, steps=-TIRED_STEPS)

    def take_scored(self) -> Mapping[str, object] | None:
        """The repetition that was scored since the last call, as it was written down."""
        row, self._scored = self._scored, None
        return row

    def _finish(self, outcome: TrialOutcome, frame: InputFrame) -> None:
        spec = self._spec
        assert spec is not None
        self._spec = None
        familiarisation = self._set_number == 0
        row = self._row(spec, outcome)
        self._write_trial(row, outcome, frame)
        if not outcome.end_reason.scored:
            if outcome.end_reason in _REPEATED:
                self._again = spec
            return
        if familiarisation:
            return
        self._scored = row
        self.tally.scored += 1
        by_task = self.tally.by_task
        by_task[self.task.name] = by_task.get(self.task.name, 0) + 1
        self.tally.won += outcome.success
        self._learn(spec, outcome, frame)

    def _learn(self, spec: TrialSpec, outcome: TrialOutcome, frame: InputFrame) -> None:
        situation = spec.situation
        lately = self._lately[situation.side]
        lately.take(outcome)
        change = self._policies[situation.side].update(
            difficulty=spec.difficulty,
            success=outcome.success,
            margin=outcome.margin,
            covariates=self.task.reported(situation),
        )
        if change.mood is not None:
            self.mood[situation.side] = change.mood * self.scale.width
        if change.new == change.old and change.skill is None:
            return
        moved = greatest_move(self.task, situation, change.old, change.new)
        limit = "at the bound that is set" if "bound" in change.reason else ""
        reason = lately.reason(change.old, change.new, moved, limit)
        self._write_change(situation.side, replace(change, reason=reason), frame)

    def _write_notices(self, frame: InputFrame) -> None:
        for notice in self.task.notices:
            felt, side = FELT.get(notice.kind), notice.data.get("side")
            if felt is not None and (side == "left" or side == "right"):
                self._context.haptics.append(Haptic(side, *felt))
            self._context.journal.event(
                notice.kind,
                frame,
                time_ns=notice.time_ns,
                trial_num=self._context.trial_num,
                **notice.data,
            )
        self.task.notices.clear()

    def _write_change(
        self, side: Side, change: DifficultyChange, frame: InputFrame, **more: float
    ) -> None:
        estimate = {
            name: value
            for name in ("skill", "uncertainty", "mood")
            if (value := getattr(change, name)) is not None
        }
        self._context.journal.event(
            "difficulty_change",
            frame,
            exercise=self.number,
            side=side,
            old=change.old,
            new=change.new,
            reason=change.reason,
            **estimate,
            **more,
        )

    def _write_trial(
        self, row: Mapping[str, object], outcome: TrialOutcome, frame: InputFrame
    ) -> None:
        journal = self._context.journal
        journal.event(
            "trial_end",
            frame,
            trial_num=self._context.trial_num,
            end_reason=outcome.end_reason.value,
            margin=outcome.margin,
            end_time_ns=outcome.end_time_ns,
            samples=len(self._samples.rows),
        )
        journal.trial(row)

    def _row(self, spec: TrialSpec, outcome: TrialOutcome) -> dict[str, object]:
        """The repetition as it is written down."""
        measures = self.task.measure(self._samples.rows, spec, outcome)
        return {
            "trial_num": self._context.trial_num,
            "exercise": self.number,
            "exercise_name": self.exercise.name,
            "task": self.task.name,
            "task_version": self.task.version,
            "set": self._set_number,
            "familiarisation": self._set_number == 0,
            "side": spec.situation.side,
            "difficulty": spec.difficulty,
            "knobs": dict(spec.knobs),
            "covariates": dict(spec.situation.covariates),
            "labels": dict(spec.situation.labels),
            "end_reason": outcome.end_reason.value,
            "scored": outcome.end_reason.scored and self._set_number > 0,
            "success": outcome.success,
            "margin": outcome.margin,
            "end_time_ns": outcome.end_time_ns,
            **outcome.times_ns,
            "flags": list(outcome.flags),
            "measures": {name: measure.value for name, measure in measures.items()},
            "missing": {
                name: measure.reason for name, measure in measures.items() if measure.value is None
            },
        }


_REPEATED = frozenset({EndReason.TRACKING_LOST, EndReason.PAUSED})
