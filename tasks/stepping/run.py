"""One running repetition of stepping, from the start place to its outcome."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import Final

from controllers.controller import Side, other_side
from controllers.frame import InputFrame
from tasks.body import sign_of
from tasks.scene import Scene
from tasks.start import LEFT_FACTOR
from tasks.stepping.challenge import Challenge, Ending, Soles
from tasks.stepping.feet import MIDDLE_AHEAD_M, Sole, sole_of
from tasks.stepping.footprints import Standing
from tasks.stepping.layout import (
    coming_obstacle,
    lying_obstacle,
    row_of_prints,
    single_print,
    standing_path,
)
from tasks.stepping.onto import Onto
from tasks.stepping.over import Over
from tasks.stepping.parameters import SteppingParameters
from tasks.stepping.path import Path
from tasks.stepping.props import Props
from tasks.stepping.room import Way
from tasks.task import Body, Notice
from tasks.tracking import LONGEST_GAP_NS, LOST_AFTER_NS
from tasks.trial import EndReason, TrialOutcome, TrialSpec

TURN_WITHIN_M: Final = 0.5
"""So near to the end of the way it is time to turn."""

FACING: Final = math.cos(math.radians(60))
"""Toes within this of the way are ready to walk it."""


class _Stage(Enum):
    START = auto()
    FOREPERIOD = auto()
    CHALLENGE = auto()


class Run:
    """A repetition in progress. It removes everything it put into the scene when it ends.

    `way` is where to walk, None for who stays in place. `path` is known from the beginning for
    who stays in place, and for who walks once the feet have been seen. `challenge` is what there
    is to step over or on, once it has appeared; `moves` tells where its clock stood: (display
    time, seconds since it appeared). `collisions` counts touches.
    """

    def __init__(
        self,
        parameters: SteppingParameters,
        spec: TrialSpec,
        body: Body,
        way: Way | None,
        foreperiod_s: float,
        scene: Scene,
        notices: list[Notice],
        time_ns: int,
    ) -> None:
        self.path: Path | None = None
        self.challenge: Challenge | None = None
        self.moves: list[tuple[int, float]] = []
        self.collisions = 0
        self._parameters = parameters
        self._spec = spec
        self._body = body
        self._foreperiod_ns = round(foreperiod_s * 1e9)
        self._scene = scene
        self._notices = notices
        self.side: Side = spec.situation.side
        self.feet = feet_needed(parameters, self.side)
        self._way = way
        self.walked = self._way is not None
        self._stage = _Stage.START
        self._standings: dict[Side, Standing] = {}
        self._props: Props | None = None
        self._before: Soles | None = None
        self._before_ns = self._due_ns = self._stalled_ns = 0
        self._ready_ns = self._now_ns = 0
        self._times_ns: dict[str, int] = {}
        self._guessed = self._gap = False
        scene.wanted_side = self.side
        scene.wanted_limb = "foot"
        if self._way is None:
            self._lay_out(standing_path(parameters, body), time_ns)

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame; the outcome on the frame that ends the repetition."""
        now_ns = self._now_ns = frame.display_time_ns
        path = self.path or self._choose_path(frame, now_ns)
        soles = self._soles(frame, path) if path is not None else None
        if soles is None:
            return self._unseen(frame, now_ns)
        if self._before is None or now_ns - self._before_ns > LONGEST_GAP_NS:
            self._resume(now_ns)
            self._before, self._before_ns = soles, now_ns
        outcome = self._advance(soles, now_ns)
        self._before, self._before_ns = soles, now_ns
        return outcome

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End it from outside."""
        return self._end(Ending(reason, 0.0, 0.0), time_ns)

    def _choose_path(self, frame: InputFrame, now_ns: int) -> Path | None:
        """Begin the walk at the end of the way that the patient is at, or faces."""
        assert self._way is not None
        stage = Path((0.0, self._body.floor_m, 0.0), 0.0)
        soles = self._soles(frame, stage)
        if soles is None:
            return None
        lead, trail = (soles[side] for side in self.feet)
        middles = [sole.middle for sole in (lead, trail)]
        x, _, ahead = ((a + b) / 2 for a, b in zip(*middles, strict=True))
        toes = [(sole.toe_left, sole.heel_left) for sole in (lead, trail)]
        heading = (
            sum(toe[0] - heel[0] for toe, heel in toes),
            sum(heel[2] - toe[2] for toe, heel in toes),
        )
        place_m = (x, self._body.floor_m, -ahead)
        self._way = self._way.facing(place_m, heading, self.side)
        self._lay_out(self._way.path, now_ns)
        return self.path

    def _lay_out(self, path: Path, now_ns: int) -> None:
        """Show where the feet have to stand."""
        self.path = path
        self._props = Props(self._scene, path)
        start = self._parameters.start
        for side in (self.side, other_side(self.side)):
            across_m = sign_of(side) * start.width_m / 2
            self._props.show_start(side, across_m, asked=side in self.feet)
        for side in self.feet:
            self._standings[side] = self._standing(side)
            across_m = sign_of(side) * start.width_m / 2
            data: dict[str, object] = {
                "position_m": path.to_stage(across_m, 0.0, MIDDLE_AHEAD_M),
                "radius_m": start.radius_m,
                "side": side,
                "yaw_rad": path.yaw_rad,
                "origin_m": path.origin_m,
            }
            self._notices.append(Notice("start_shown", now_ns, data))

    def _standing(self, side: Side) -> Standing:
        start = self._parameters.start
        across_m = sign_of(side) * start.width_m / 2
        return Standing(across_m, MIDDLE_AHEAD_M, start.radius_m, start.hold_s)

    def _soles(self, frame: InputFrame, path: Path) -> Soles | None:
        soles: dict[Side, Sole] = {}
        for side in self.feet:
            sole = sole_of(frame.foot(side), path)
            if sole is None:
                return None
            soles[side] = sole
        return soles

    def _advance(self, soles: Soles, now_ns: int) -> TrialOutcome | None:
        if self._stage is _Stage.CHALLENGE:
            return self._face(soles, now_ns)
        if self._stage is _Stage.START:
            self._stand(soles, now_ns)
        elif self._left(soles):
            self._standings = {side: self._standing(side) for side in self.feet}
            self._stage = _Stage.START
        elif now_ns >= self._ready_ns + self._foreperiod_ns:
            self._appear()
            return self._face(soles, now_ns)
        return None

    def _stand(self, soles: Soles, now_ns: int) -> None:
        assert self._before is not None
        assert self._props is not None
        turned = self._way is not None and any(sole.along < FACING for sole in soles.values())
        if self._way is not None:
            near = all(
                abs(sole.middle[2] - MIDDLE_AHEAD_M) < TURN_WITHIN_M for sole in soles.values()
            )
            self._props.show_turn(wanted=turned and near)
        for side, standing in self._standings.items():
            if turned or (standing.stay.done_ns and standing.away(soles[side], LEFT_FACTOR)):
                self._standings[side] = standing = self._standing(side)
            else:
                standing.step(self._before[side], self._before_ns, soles[side], now_ns)
            self._props.show_standing(side, standing.stay.progress(now_ns))
        done = [standing.stay.done_ns for standing in self._standings.values()]
        if all(done_ns is not None for done_ns in done):
            self._ready_ns = max(done_ns for done_ns in done if done_ns is not None)
            self._stage = _Stage.FOREPERIOD

    def _left(self, soles: Soles) -> bool:
        """Whether a foot has gone from its start place, or turned away from the walk."""
        return any(
            standing.away(soles[side], LEFT_FACTOR)
            or (self._way is not None and soles[side].along < FACING)
            for side, standing in self._standings.items()
        )

    def _appear(self) -> None:
        """Show what there is to step over or on; it counts from the moment it was due."""
        assert self._props is not None
        self._props.hide_start()
        self._due_ns = self._ready_ns + self._foreperiod_ns
        self._times_ns["shown_ns"] = self._due_ns
        self.moves.append((self._due_ns, 0.0))
        self.challenge = self._challenge()
        self.challenge.show(self._due_ns)
        self._stage = _Stage.CHALLENGE

    def _challenge(self) -> Challenge:
        assert self.path is not None
        assert self._props is not None
        parameters, spec, way = self._parameters, self._spec, self._way
        around = (self.path, self._props, self._scene, self._tell)
        limit_s = spec.knobs["time_limit_s"]
        if spec.situation.labels["what"] == "footprint":
            prints = row_of_prints(spec, way) if way else single_print(spec)
            return Onto(prints, spec.knobs["hold_s"], limit_s, *around)
        shape = spec.situation.labels["shape"]
        if way is not None:
            return Over(lying_obstacle(spec, way), shape, self.feet, limit_s, *around)
        obstacle = coming_obstacle(parameters, spec)
        return Over(obstacle, shape, (self.side,), limit_s, *around)

    def _face(self, soles: Soles, now_ns: int) -> TrialOutcome | None:
        challenge, before, before_ns = self.challenge, self._before, self._before_ns
        assert challenge is not None
        assert before is not None
        if before_ns < self._due_ns <= now_ns:
            share = (self._due_ns - before_ns) / (now_ns - before_ns)
            before = {side: before[side].between(soles[side], share) for side in before}
            before_ns = self._due_ns
        ending = challenge.step(before, self._since_s(before_ns), soles, self._since_s(now_ns))
        if ending is None:
            return None
        return self._end(ending, self._display_ns(ending.end_s))

    def _since_s(self, now_ns: int) -> float:
        """Seconds since the challenge appeared, without the time in which nothing was seen."""
        return (now_ns - self._stalled_ns - self._due_ns) * 1e-9

    def _display_ns(self, since_s: float) -> int:
        """The way back of `_since_s`, also to before a time in which nothing was seen."""
        before_ns, before_s = self.moves[0]
        for moved_ns, moved_s in self.moves:
            if moved_s > since_s:
                break
            before_ns, before_s = moved_ns, moved_s
        return before_ns + round((since_s - before_s) * 1e9)

    def _tell(self, kind: str, since_s: float, data: dict[str, object]) -> None:
        self._notices.append(Notice(kind, self._display_ns(since_s), data))

    def _resume(self, now_ns: int) -> None:
        """The feet are seen again: nothing has moved on meanwhile."""
        for standing in self._standings.values():
            standing.stay.interrupt()
        if self.challenge is None or self._before is None:
            return
        self._gap = True
        self.challenge.interrupt()
        self.moves.append((self._before_ns, self._since_s(self._before_ns)))
        self._stalled_ns += now_ns - self._before_ns
        self.moves.append((now_ns, self._since_s(now_ns)))

    def _unseen(self, frame: InputFrame, now_ns: int) -> TrialOutcome | None:
        guessed = any(frame.foot(side).position_valid for side in self.feet)
        self._guessed = self._guessed or guessed
        lost = self._before is not None and now_ns - self._before_ns >= LOST_AFTER_NS
        if self._stage is _Stage.CHALLENGE and lost:
            return self._end(Ending(EndReason.TRACKING_LOST, 0.0, 0.0), now_ns)
        return None

    def _end(self, ending: Ending, end_ns: int) -> TrialOutcome:
        if self._props is not None:
            self._props.clear()
        self._scene.wanted_side = None
        self._scene.wanted_limb = "hand"
        if self.moves:
            last_ns = max(end_ns, self._now_ns)
            self.moves.append((last_ns, self._since_s(last_ns)))
        self.collisions = ending.collisions
        for name, since_s in ending.times_s.items():
            self._times_ns[name] = self._display_ns(since_s)
        no_room = self._parameters.walks and self._way is None
        flags = [
            name
            for name, raised in (
                ("no_room", no_room),
                ("guessed_pose", self._guessed),
                ("gap", self._gap),
            )
            if raised
        ]
        return TrialOutcome(
            ending.reason,
            ending.margin,
            end_ns,
            dict(self._times_ns),
            (*ending.flags, *flags),
        )


def feet_needed(parameters: SteppingParameters, side: Side) -> tuple[Side, ...]:
    """The feet that have to be tracked, the leading one first."""
    return (side, other_side(side)) if parameters.walks else (side,)
