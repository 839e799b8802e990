"""A set of repetitions, or the familiarisation before the first."""

from __future__ import annotations

from typing import Final

from controllers.controller import Haptic, Side
from controllers.frame import InputFrame
from game.basket import Basket
from game.context import Context
from game.exercise import RunningExercise
from game.phases.placing import READING_DISTANCE_M, board
from tasks.scene import Instance, Panel, Role, Scene, SoundCue
from tasks.trial import EndReason, TrialOutcome

BETWEEN_S: Final = 0.6
LEAN_HINT_S: Final = 3.0
HINT_ELEVATION_DEG: Final = 12.0
START_HINT_AFTER_S: Final = 4.0
START_HINT_ABOVE_DEG: Final = 34.0
START_HINT_WITHIN_DEG: Final = (-32.0, 8.0)
START_HINT_ASIDE_DEG: Final = 30.0
"""The board hangs over the start place, at most so far down, up and aside, clear of the basket."""

FEET_HINT_ABOVE_DEG: Final = 28.0
FEET_HINT_LOWEST_DEG: Final = -50.0
FEET_HINT_DISTANCE_M: Final = 1.0
"""Lower and nearer: who looks down at the feet sees the board too, and sees it aslant."""


class Repetitions:
    """Runs repetitions until `count` of them have counted; invalid ones are done again.

    `done` of them an earlier session has seen already.
    """

    def __init__(
        self,
        context: Context,
        exercise: RunningExercise,
        basket: Basket,
        set_number: int,
        count: int,
        done: int = 0,
    ) -> None:
        self.exercise = exercise
        self.finished = done
        self._context = context
        self._basket = basket
        self._set_number = set_number
        self.count = count
        self._next_ns = 0
        self._hint: Panel | None = None
        self._hint_until_ns = 0
        self._start_hint: Panel | None = None
        self._waits_since_ns: int | None = None

    @property
    def name(self) -> str:
        """Name in the recording."""
        return "set" if self._set_number else "familiarisation"

    @property
    def done(self) -> bool:
        """Whether all repetitions have been done."""
        return self.finished >= self.count

    def enter(self, frame: InputFrame) -> None:
        """Begin at once."""
        self._next_ns = frame.display_time_ns
        self._basket.bring()

    def step(self, frame: InputFrame) -> Scene:
        """Run one frame of the present repetition, or wait for the next."""
        now_ns = frame.display_time_ns
        if self.exercise.running:
            side = self.exercise.side
            outcome = self.exercise.step(frame)
            if outcome is not None:
                self._after(outcome, side, now_ns)
        elif now_ns >= self._next_ns and not self.done:
            self.exercise.begin(frame, self._set_number)
        if self._hint is not None and now_ns >= self._hint_until_ns:
            self._take_hint()
        self._watch_start(now_ns)
        return self._context.scene

    def skip_repetition(self, frame: InputFrame) -> None:
        """Count the present repetition as done without scoring it."""
        self.exercise.cancel(EndReason.SKIPPED, frame)
        self._context.journal.event("repetition_skipped", frame, set=self._set_number)
        self._take_start_hint()
        self.finished += 1
        self._next_ns = frame.display_time_ns

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """End the present repetition; it will be done again."""
        self.exercise.cancel(reason, frame)
        self._take_hint()
        self._take_start_hint()
        self._next_ns = frame.display_time_ns

    def leave(self, frame: InputFrame) -> None:
        """Leave nothing running behind."""
        self.exercise.cancel(EndReason.ABORTED, frame)
        self._take_hint()
        self._take_start_hint()

    def _after(self, outcome: TrialOutcome, side: Side | None, now_ns: int) -> None:
        self._next_ns = now_ns + round(BETWEEN_S * 1e9)
        if not outcome.end_reason.scored:
            return
        self.finished += 1
        if outcome.success:
            self._basket.fill()
            if side is not None:
                self._context.haptics.append(Haptic(side, 0.6, 0.08))
        if "leaned" in outcome.flags:
            self._show_hint(now_ns)
        if self.done:
            self._context.scene.sounds.append(SoundCue("done"))

    def _watch_start(self, now_ns: int) -> None:
        """Say what the start place is for when nobody has come to it for a while."""
        empty = [pad for pad in self._context.scene.of(Role.START) if pad.amount == 0.0]
        if not empty:
            self._take_start_hint()
        elif self._waits_since_ns is None:
            self._waits_since_ns = now_ns
        elif self._start_hint is None and now_ns - self._waits_since_ns >= START_HINT_AFTER_S * 1e9:
            self._start_hint = board_over(empty[0], self._context)
            self._context.scene.panels.append(self._start_hint)
            self._context.scene.sounds.append(SoundCue("target", empty[0].position_m))

    def _take_start_hint(self) -> None:
        self._waits_since_ns = None
        if self._start_hint is not None:
            self._context.scene.panels.remove(self._start_hint)
            self._start_hint = None

    def _show_hint(self, now_ns: int) -> None:
        self._take_hint()
        self._hint = board(
            "hint.sit_back",
            self._context.frame_of_body,
            icon="sit_back",
            elevation_deg=HINT_ELEVATION_DEG,
        )
        self._hint_until_ns = now_ns + round(LEAN_HINT_S * 1e9)
        self._context.scene.panels.append(self._hint)

    def _take_hint(self) -> None:
        if self._hint is not None:
            self._context.scene.panels.remove(self._hint)
            self._hint = None


def board_over(pad: Instance, context: Context) -> Panel:
    """What a start place is for, said over it."""
    body = context.frame_of_body
    azimuth_deg, elevation_deg = body.direction_deg(pad.position_m)
    above_deg, (low, high) = START_HINT_ABOVE_DEG, START_HINT_WITHIN_DEG
    distance_m = READING_DISTANCE_M
    feet = context.scene.wanted_limb == "foot"
    if feet:
        azimuth_deg = 0.0
        above_deg, low = FEET_HINT_ABOVE_DEG, FEET_HINT_LOWEST_DEG
        distance_m = FEET_HINT_DISTANCE_M
    return board(
        "start.place_feet" if feet else "start.rest_hand",
        body,
        icon="step" if feet else "rest_hand",
        azimuth_deg=max(-START_HINT_ASIDE_DEG, min(START_HINT_ASIDE_DEG, azimuth_deg)),
        elevation_deg=max(low, min(high, elevation_deg + above_deg)),
        distance_m=distance_m,
    )
