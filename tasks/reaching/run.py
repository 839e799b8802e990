"""One running repetition of reaching, from the start place to its outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from controllers.frame import InputFrame, Vec3
from tasks.crossing import Stay
from tasks.lean import Lean
from tasks.reaching.parameters import ReachingParameters
from tasks.reaching.props import Props
from tasks.scene import Scene
from tasks.start import Start
from tasks.task import Notice
from tasks.tracking import LONGEST_GAP_NS, LOST_AFTER_NS
from tasks.trial import EndReason, TrialOutcome, TrialSpec

LARGEST_SHARE_OF_WAY: Final = 0.5
SMALLEST_M: Final = 0.02
"""Where a short reach brings start and target together, the target shrinks to leave a way."""

DISTRACTOR_HOLD_S: Final = 0.5


def shown_radius_m(asked_m: float, start_m: Vec3, targets_m: Sequence[Vec3]) -> float:
    """Radius of the targets: as asked, or less where they are near the start place."""
    room_m = min(math.dist(start_m, target_m) for target_m in targets_m)
    return min(asked_m, max(SMALLEST_M, room_m * LARGEST_SHARE_OF_WAY))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of one repetition is, stage frame; `yaw_rad` is the patient's heading."""

    start_m: Vec3
    targets_m: Sequence[Vec3]
    distractors_m: Sequence[Vec3]
    yaw_rad: float
    eyes_m: Vec3
    foreperiod_s: float


class Run:
    """A repetition in progress. It removes everything it put into the scene when it ends."""

    def __init__(
        self,
        parameters: ReachingParameters,
        spec: TrialSpec,
        layout: Layout,
        scene: Scene,
        notices: list[Notice],
        time_ns: int,
    ) -> None:
        self._parameters = parameters
        self._spec = spec
        self._layout = layout
        self._scene = scene
        self._notices = notices
        self._side = spec.situation.side
        asked_m = spec.knobs["radius_m"]
        self._radius_m = shown_radius_m(asked_m, layout.start_m, layout.targets_m)
        self._reduced = self._radius_m < asked_m
        self._limit_ns = round(spec.knobs["time_limit_s"] * 1e9)
        self._before_m: Vec3 | None = None
        self._before_ns = 0
        self._seen_ns: int | None = None
        self._times_ns: dict[str, int] = {}
        self._props = Props(scene, layout.yaw_rad, layout.eyes_m)
        self._won = 0
        self._target: Stay | None = None
        self._first_shown_ns = 0
        self._stalled_ns = 0
        self._nearest_m = self._first_m = math.inf
        self._lean = Lean(parameters.lean_limit_m)
        self._guessed = self._gap = False
        self._distractors: list[Stay] = []
        scene.wanted_side = self._side
        start = parameters.start
        rest = Stay(layout.start_m, start.radius_m, start.hold_s) if start else None
        self._start = Start(rest, layout.foreperiod_s)
        if start is None:
            return
        self._props.show_start(layout.start_m, start.radius_m)
        self._notices.append(
            Notice(
                "start_shown",
                time_ns,
                {
                    "position_m": layout.start_m,
                    "radius_m": start.radius_m,
                    "side": self._side,
                },
            )
        )

    @property
    def last_target_m(self) -> Vec3 | None:
        """Centre of the target shown last, stage frame; None before the first."""
        return self._target.centre_m if self._target else None

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame; the outcome on the frame that ends the repetition."""
        now_ns = frame.display_time_ns
        hand = frame.hand(self._side)
        position_m = hand.position_m
        if not (hand.position_tracked and math.isfinite(sum(position_m))):
            return self._unseen(now_ns, hand.position_valid)
        if self._before_m is None or now_ns - self._before_ns > LONGEST_GAP_NS:
            if self._before_m is not None and self._target is not None:
                self._gap = True
                self._stalled_ns += now_ns - self._before_ns
            self._interrupt()
            self._before_m, self._before_ns = position_m, now_ns
        outcome = self._advance(frame, position_m, now_ns)
        self._before_m, self._before_ns = position_m, now_ns
        self._seen_ns = now_ns
        return outcome

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End it from outside."""
        return self._end(reason, time_ns, 0.0)

    def _advance(self, frame: InputFrame, position_m: Vec3, now_ns: int) -> TrialOutcome | None:
        if self._target is not None:
            return self._reach(frame, position_m, now_ns)
        assert self._before_m is not None
        if self._start.step(self._before_m, self._before_ns, position_m, now_ns):
            self._first_shown_ns = now_ns
            self._hang_distractors()
            self._show_target(frame, position_m, now_ns)
        else:
            self._props.show_rest(self._start.progress(now_ns))
        return None

    def _reach(self, frame: InputFrame, position_m: Vec3, now_ns: int) -> TrialOutcome | None:
        target, before_m = self._target, self._before_m
        assert target is not None
        assert before_m is not None
        self._lean.watch(frame)
        deadline_ns = self._first_shown_ns + self._limit_ns + self._stalled_ns
        wrong_ns = self._held_distractor_ns(before_m, position_m, now_ns)
        target.step(before_m, self._before_ns, position_m, now_ns)
        self._nearest_m = min(self._nearest_m, math.dist(position_m, target.centre_m))
        if target.entered_ns is not None:
            self._times_ns.setdefault("entered_ns", target.entered_ns)
        done_ns = target.done_ns
        if done_ns is not None and done_ns <= min(deadline_ns, wrong_ns):
            return self._win(frame, position_m, done_ns, deadline_ns)
        if wrong_ns <= deadline_ns:
            self._props.sound("wrong", position_m)
            return self._end(EndReason.MISS, int(wrong_ns), self._shortfall())
        if now_ns >= deadline_ns:
            return self._end(EndReason.TIMEOUT, deadline_ns, self._shortfall())
        self._props.show_dwell(target.progress(now_ns), held=target.since_ns is not None)
        return None

    def _win(
        self, frame: InputFrame, position_m: Vec3, done_ns: int, deadline_ns: int
    ) -> TrialOutcome | None:
        assert self._target is not None
        self._times_ns["dwelt_ns"] = done_ns
        self._won += 1
        self._props.sound("hit", self._target.centre_m)
        if self._won < len(self._layout.targets_m):
            self._times_ns.clear()
            self._show_target(frame, position_m, frame.display_time_ns)
            return None
        if self._lean.leaned and self._parameters.leaned == "miss":
            return self._end(EndReason.MISS, done_ns, 0.0)
        return self._end(EndReason.SUCCESS, done_ns, (deadline_ns - done_ns) / self._limit_ns)

    def _shortfall(self) -> float:
        """How much of the way was missing, as a negative share: -1 is none of it done."""
        span_m = max(self._first_m - self._radius_m, 1e-6)
        missing = min(1.0, max(0.0, self._nearest_m - self._radius_m) / span_m)
        return -(len(self._layout.targets_m) - self._won - 1 + missing) / len(
            self._layout.targets_m
        )

    def _held_distractor_ns(self, before_m: Vec3, position_m: Vec3, now_ns: int) -> float:
        held_ns = math.inf
        for distractor in self._distractors:
            if distractor.step(before_m, self._before_ns, position_m, now_ns):
                assert distractor.done_ns is not None
                held_ns = min(held_ns, distractor.done_ns)
        return held_ns

    def _unseen(self, now_ns: int, held: bool) -> TrialOutcome | None:  # noqa: FBT001
        self._guessed = self._guessed or held
        self._interrupt()
        self._before_m = None
        if self._seen_ns is None:
            self._seen_ns = now_ns
        if self._target is not None and now_ns - self._seen_ns >= LOST_AFTER_NS:
            return self._end(EndReason.TRACKING_LOST, now_ns, 0.0)
        return None

    def _interrupt(self) -> None:
        self._start.interrupt()
        for stay in (self._target, *self._distractors):
            if stay is not None:
                stay.interrupt()

    def _show_target(self, frame: InputFrame, position_m: Vec3, now_ns: int) -> None:
        place_m = self._layout.targets_m[self._won]
        self._target = Stay(place_m, self._radius_m, self._spec.knobs["dwell_s"])
        self._props.show_target(place_m, self._radius_m)
        self._times_ns["shown_ns"] = now_ns
        self._first_m = self._nearest_m = math.dist(position_m, place_m)
        self._lean.watch(frame)
        self._notices.append(
            Notice(
                "target_shown",
                now_ns,
                {
                    "position_m": place_m,
                    "radius_m": self._radius_m,
                    "side": self._side,
                    "place_in_sequence": self._won,
                },
            )
        )

    def _hang_distractors(self) -> None:
        places_m = self._layout.distractors_m
        self._props.show_distractors(places_m, self._radius_m)
        self._distractors = [
            Stay(place_m, self._radius_m, DISTRACTOR_HOLD_S) for place_m in places_m
        ]

    def _end(self, reason: EndReason, time_ns: int, margin: float) -> TrialOutcome:
        self._props.clear()
        self._scene.wanted_side = None
        flags = [
            name
            for name, raised in (
                ("leaned", self._lean.leaned),
                ("guessed_pose", self._guessed),
                ("gap", self._gap),
                ("radius_reduced", self._reduced),
            )
            if raised
        ]
        return TrialOutcome(reason, margin, time_ns, dict(self._times_ns), tuple(flags))
