"""One running repetition of grasping: start, reach, lift, transport, place, release."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from tasks.crossing import Stay
from tasks.grasping.carry import Carry
from tasks.grasping.fit import Fit, Tolerance, fit_of, tilt_of
from tasks.grasping.ground import OTHER
from tasks.grasping.holder import Holder
from tasks.grasping.layout import Goal, Layout, Placed
from tasks.grasping.parameters import GraspingParameters
from tasks.grasping.props import Props
from tasks.grasping.world import World, WorldEvent
from tasks.scene import Scene
from tasks.task import Notice
from tasks.trial import EndReason, TrialOutcome, TrialSpec

LONGEST_GAP_NS: Final = 100_000_000
"""Between samples farther apart than this nothing is taken to be known."""

LOST_AFTER_NS: Final = 300_000_000
"""A hand unseen for this long while it has something to do makes the repetition invalid."""

SETTLING_NS: Final = 1_500_000_000
"""What was let go in time may come to rest this much later."""

RIGHTED_AFTER_NS: Final = 1_500_000_000
RIGHTED_FROM_DEG: Final = 45.0
"""What lies on its side and is not to be put upright by hand is put back for another try."""


class _Stage(Enum):
    START = auto()
    FOREPERIOD = auto()
    TASK = auto()


@dataclass(frozen=True, slots=True)
class Results:
    """What the samples of the body do not tell: how the object stood, and what went wrong."""

    error_m: float | None
    tilt_deg: float | None
    drops: int
    slips: int
    knocked: int


class Run:
    """A repetition in progress. It removes everything it put into the scene when it ends.

    `things` are all that is on the table, the object first; `foreperiod_s` was drawn for it.
    """

    def __init__(
        self,
        parameters: GraspingParameters,
        spec: TrialSpec,
        layout: Layout,
        things: tuple[Placed, ...],
        foreperiod_s: float,
        eyes_m: Vec3,
        scene: Scene,
        notices: list[Notice],
        time_ns: int,
    ) -> None:
        self._parameters = parameters
        self._spec = spec
        self._layout = layout
        self._things = things
        self._scene = scene
        self._notices = notices
        self._side: Side = spec.situation.side
        self._limit_ns = round(spec.knobs["time_limit_s"] * 1e9)
        self._foreperiod_ns = round(foreperiod_s * 1e9)
        self._world = World(layout.furniture, [thing.item for thing in things], layout.reach_m)
        self._props = Props(scene, layout.yaw_rad, eyes_m)
        self._tolerance = Tolerance(
            spec.knobs["place_tolerance_m"], spec.knobs["angle_tolerance_deg"]
        )
        self._times_ns: dict[str, int] = {}
        self._carry = Carry(self._tolerance, self._times_ns)
        self._hands = {self._side: self._holder(self._side)}
        self._goal_number = 0
        self._knocked: set[int] = set()
        self._knocks = 0
        self._stay_ns: int | None = None
        self._lying_ns: int | None = None
        self._offering = False
        self._missed = False
        self._before_m: Vec3 | None = None
        self._before_ns = self._ready_ns = self._stalled_ns = 0
        self._seen_ns: int | None = None
        self._head_m: Vec3 | None = None
        self._leaned = self._guessed = self._gap = False
        self._fit = Fit(math.inf, math.inf, 0.0)
        self._start: Stay | None = None
        scene.wanted_side, scene.wanted_limb = self._side, "hand"
        start = parameters.start
        self._stage = _Stage.FOREPERIOD
        if start is not None:
            self._stage = _Stage.START
            self._start = Stay(layout.start_m, start.radius_m, start.hold_s)
            self._props.show_start(layout.start_m, start.radius_m)
            self._tell(
                "start_shown",
                time_ns,
                position_m=layout.start_m,
                radius_m=start.radius_m,
                side=self._side,
            )

    @property
    def results(self) -> Results:
        """What is known of the object by now."""
        down = self._stage is _Stage.TASK and not self._goal.aloft
        down = down and not self._carry.held and "grasped_ns" in self._times_ns
        return Results(
            self._fit.aside_m if down else None,
            self._fit.tilt_deg if down else None,
            self._carry.drops,
            self._carry.slips,
            self._knocks,
        )

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame; the outcome on the frame that ends the repetition."""
        now_ns = frame.display_time_ns
        hand = frame.hand(self._side)
        position_m = hand.position_m
        if not (hand.position_tracked and math.isfinite(sum(position_m))):
            return self._unseen(frame, hand.position_valid)
        if self._before_m is None or now_ns - self._before_ns > LONGEST_GAP_NS:
            if self._before_m is not None and self._stage is _Stage.TASK:
                self._gap = True
                self._stalled_ns += now_ns - self._before_ns
            self._interrupt()
            self._before_m, self._before_ns = position_m, now_ns
        outcome = None
        if self._stage is _Stage.START:
            self._rest(position_m, now_ns)
        elif self._stage is _Stage.FOREPERIOD:
            self._wait(frame, position_m, now_ns)
        else:
            outcome = self._act(frame, position_m, now_ns)
        self._before_m, self._before_ns = position_m, now_ns
        self._seen_ns = now_ns
        return outcome

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End it from outside."""
        return self._end(reason, time_ns, 0.0)

    @property
    def _goal(self) -> Goal:
        return self._layout.goals[self._goal_number]

    def _holder(self, side: Side) -> Holder:
        return Holder(side, self._parameters.grip, self._spec.knobs["grip_threshold"])

    def _rest(self, position_m: Vec3, now_ns: int) -> None:
        assert self._start is not None
        assert self._before_m is not None
        if self._start.step(self._before_m, self._before_ns, position_m, now_ns):
            self._ready_ns = now_ns
            self._stage = _Stage.FOREPERIOD
        self._props.show_rest(self._start.progress(now_ns))

    def _wait(self, frame: InputFrame, position_m: Vec3, now_ns: int) -> None:
        """Show everything once the wait is over; leaving the start place starts it again."""
        start = self._start
        if start is None:
            self._ready_ns = self._ready_ns or now_ns
        elif math.dist(position_m, start.centre_m) > start.radius_m * 1.5:
            assert self._parameters.start is not None
            self._start = Stay(start.centre_m, start.radius_m, self._parameters.start.hold_s)
            self._stage = _Stage.START
            return
        if now_ns - self._ready_ns >= self._foreperiod_ns:
            self._show(frame, now_ns)

    def _show(self, frame: InputFrame, now_ns: int) -> None:
        for index, thing in enumerate(self._things):
            self._world.place(index, thing.position_m, thing.orientation)
        self._props.show_boards(
            [board for board in self._layout.furniture.boards if board.mesh == "board"][4:]
        )
        self._props.show_things(self._things)
        self._times_ns["shown_ns"] = now_ns
        if frame.head.position_tracked:
            self._head_m = frame.head.position_m
        self._stage = _Stage.TASK
        self._show_goal(now_ns)

    def _show_goal(self, now_ns: int) -> None:
        goal, thing = self._goal, self._things[0]
        self._props.show_goal(
            goal, thing, self._tolerance.radius_m(goal), thing.item.scaled.rest_height_m
        )
        self._look()
        self._carry.begin_goal(self._fit, goal)
        self._stay_ns = None
        place_m, _ = self._world.pose(0)
        self._tell(
            "target_shown",
            now_ns,
            position_m=goal.position_m,
            radius_m=self._tolerance.radius_m(goal),
            side=goal.side,
            orientation=goal.orientation,
            aloft=goal.aloft,
            object=thing.item.kind.name,
            object_position_m=place_m,
            place_in_sequence=self._goal_number,
        )

    def _act(self, frame: InputFrame, position_m: Vec3, now_ns: int) -> TrialOutcome | None:
        before_m = self._before_m
        assert before_m is not None
        self._watch_head(frame)
        self._come(before_m, position_m, now_ns)
        self._live(frame, now_ns)
        dropped = self._carry.step(
            self._world.pose(0)[0][1], self._fit, self._goal, now_ns, resting=self._world.at_rest(0)
        )
        if dropped:
            self._drop(now_ns)
        self._draw(frame)
        return self._judge(now_ns)

    def _come(self, before_m: Vec3, position_m: Vec3, now_ns: int) -> None:
        """The hand on its way to where the object is gripped."""
        holder = self._hands[self._side]
        if self._world.held(self._side) is None:
            entered_ns = holder.at_object(
                before_m, self._before_ns, position_m, now_ns, self._world.grip_m(0)
            )
            if entered_ns is not None:
                self._times_ns.setdefault("entered_ns", entered_ns)

    def _live(self, frame: InputFrame, now_ns: int) -> None:
        """Let the world go on with the hands as they are, and hear what happened in it."""
        world = self._world
        for side, holder in self._hands.items():
            holder.follow(frame, holding=world.held(side) is not None)
        left, right = self._hands.get("left"), self._hands.get("right")
        world.advance(now_ns, left.input if left else None, right.input if right else None)
        for event in world.events:
            if event.index == 0:
                self._hear(event)
            elif event.kind in ("knocked", "fallen") and event.index not in self._knocked:
                self._knocked.add(event.index)
                self._knocks += 1
                self._tell(
                    "knocked",
                    event.time_ns,
                    object=self._things[event.index].item.kind.name,
                    position_m=self._world.pose(event.index)[0],
                )
        world.events.clear()
        self._look()

    def _hear(self, event: WorldEvent) -> None:
        """Something befell the object."""
        place_m, _ = self._world.pose(0)
        holding = any(self._world.held(side) == 0 for side in self._hands)
        time_ns = event.time_ns
        if event.side is not None and event.kind != "slipped":
            time_ns = self._hands[event.side].turned_ns(self._before_ns, time_ns)
        if event.kind == "grasped":
            if self._offering and event.side == OTHER[self._spec.situation.side]:
                self._hand_over(time_ns)
            elif not self._carry.held:
                self._carry.take(time_ns, place_m[1])
                self._props.sound("grip", place_m)
        elif event.kind in ("released", "slipped"):
            self._carry.slips += event.kind == "slipped"
            if not holding:
                self._carry.let_go(time_ns, place_m[1])
        elif event.kind == "fallen":
            if self._carry.fall():
                self._drop(event.time_ns)
            self._missed = self._parameters.fallen == "miss"
        elif event.kind == "returned":
            self._carry.come_back()
        self._tell(event.kind, time_ns, side=event.side, position_m=place_m)

    def _drop(self, time_ns: int) -> None:
        place_m, _ = self._world.pose(0)
        self._props.sound("drop", place_m)
        self._tell("dropped", time_ns, position_m=place_m)

    def _judge(self, now_ns: int) -> TrialOutcome | None:
        deadline_ns = self._times_ns["shown_ns"] + self._limit_ns + self._stalled_ns
        if self._missed:
            return self._lose(EndReason.MISS, now_ns)
        if self._knocks and self._parameters.knocked == "fail":
            return self._lose(EndReason.COLLISION, now_ns)
        goal, held = self._goal, self._carry.held
        excess = self._tolerance.excess(self._fit, aloft=goal.aloft)
        last = self._goal_number == len(self._layout.goals) - 1
        if excess <= 1.0 and goal.aloft and held:
            self._keep_aloft(goal, now_ns)
        elif excess <= 1.0 and last and held:
            self._put_down(now_ns)
        else:
            self._stay_ns = None
            self._props.show_progress(0.0)
            released_ns = self._times_ns.get("released_ns", now_ns)
            there = last and excess <= 1.0 and "grasped_ns" in self._times_ns
            if there and self._world.at_rest(0) and released_ns <= deadline_ns:
                return self._win(now_ns, released_ns, deadline_ns)
            self._right(now_ns)
        if now_ns < deadline_ns:
            return None
        settling = not held and self._times_ns.get("released_ns", 0) > deadline_ns - SETTLING_NS
        if settling and not self._world.at_rest(0) and now_ns < deadline_ns + SETTLING_NS:
            return None
        return self._lose(EndReason.TIMEOUT, deadline_ns)

    def _keep_aloft(self, goal: Goal, now_ns: int) -> None:
        """It is where it is to be held: go on to the next goal when that was long enough."""
        if self._stay_ns is None:
            self._stay_ns = now_ns
            self._carry.arrive_aloft(now_ns)
            if goal.tilt_deg > 0.0:
                self._props.sound("pour", goal.position_m)
        if self._parameters.activity == "hand_to_hand":
            if not self._offering:
                self._offer(now_ns)
            return
        stayed_s = (now_ns - self._stay_ns) * 1e-9
        self._props.show_progress(min(1.0, stayed_s / max(goal.hold_s, 1e-6)))
        if stayed_s >= goal.hold_s:
            self._props.sound("near", goal.position_m)
            self._goal_number += 1
            self._show_goal(now_ns)

    def _offer(self, now_ns: int) -> None:
        """Hold the object where it is until the other hand takes it."""
        giving = self._spec.situation.side
        self._offering = True
        self._hands[giving].pin()
        self._side = OTHER[giving]
        self._hands[self._side] = self._holder(self._side)
        self._scene.wanted_side = self._side
        self._before_m = self._seen_ns = None
        self._props.sound("near", self._goal.position_m)
        self._tell("offered", now_ns, side=self._side, position_m=self._world.grip_m(0))

    def _hand_over(self, time_ns: int) -> None:
        giving = self._spec.situation.side
        self._offering = False
        self._carry.hand_over(time_ns)
        self._world.let_go(giving)
        self._hands[giving].unpin()
        self._props.sound("grip", self._goal.position_m)
        self._goal_number += 1
        self._show_goal(time_ns)

    def _put_down(self, now_ns: int) -> None:
        """It stands where it should, in the hand: a hand that keeps lets go after staying."""
        holder = self._hands[self._side]
        if self._stay_ns is None:
            self._stay_ns = now_ns
            self._props.sound("place", self._goal.position_m)
        if not holder.keeps:
            self._props.show_progress(1.0)
            return
        hold_s = self._parameters.grip.hold_s
        stayed_s = (now_ns - self._stay_ns) * 1e-9
        self._props.show_progress(min(1.0, stayed_s / hold_s))
        if stayed_s >= hold_s:
            holder.let_go()

    def _right(self, now_ns: int) -> None:
        """What was tipped over and lies there is put back, where righting it is not the task."""
        kind = self._world.kinds[0]
        lies = (
            self._parameters.activity != "upright"
            and kind.upright
            and not self._carry.held
            and self._world.at_rest(0)
            and tilt_of(kind, self._world.pose(0)[1]) > RIGHTED_FROM_DEG
        )
        if not lies:
            self._lying_ns = None
        elif self._lying_ns is None:
            self._lying_ns = now_ns
        elif now_ns - self._lying_ns >= RIGHTED_AFTER_NS:
            self._lying_ns = None
            home = self._things[0]
            self._world.place(0, home.position_m, home.orientation)
            self._carry.come_back()
            self._tell("returned", now_ns, side=None, position_m=home.position_m)

    def _win(self, now_ns: int, released_ns: int, deadline_ns: int) -> TrialOutcome:
        self._props.sound("hit", self._goal.position_m)
        if self._leaned and self._parameters.leaned == "miss":
            return self._end(EndReason.MISS, now_ns, 0.0)
        time_left = max(0.0, (deadline_ns - released_ns) / self._limit_ns)
        room_left = max(0.0, 1.0 - self._fit.aside_m / self._tolerance.place_m)
        return self._end(EndReason.SUCCESS, now_ns, 0.5 * (time_left + room_left))

    def _lose(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        goals = len(self._layout.goals)
        missing = goals - self._goal_number - 1 + min(1.0, self._carry.nearest)
        return self._end(reason, time_ns, -missing / goals)

    def _look(self) -> None:
        """See how the object is to its goal, which moves along with what it is on."""
        goal = self._goal
        shift_m = (0.0, 0.0, 0.0)
        if goal.base is not None:
            (x, y, z), _ = self._world.pose(goal.base)
            a, b, c = self._things[goal.base].position_m
            shift_m = (x - a, y - b, z - c)
            self._props.shift_goal(goal, shift_m)
        place_m, turn = self._world.pose(0)
        self._fit = fit_of(self._world.kinds[0], place_m, turn, goal, shift_m)

    def _draw(self, frame: InputFrame) -> None:
        for index, instance in enumerate(self._props.things):
            instance.position_m, instance.orientation = self._world.pose(index)
        for side, holder in self._hands.items():
            self._props.show_hand(
                side,
                self._world.hand_pose(side),
                frame.hand(side).position_m,
                holder.amount,
            )

    def _watch_head(self, frame: InputFrame) -> None:
        if not frame.head.position_tracked:
            return
        place_m = frame.head.position_m
        if self._head_m is None:
            self._head_m = place_m
        elif math.dist(place_m, self._head_m) > self._parameters.lean_limit_m:
            self._leaned = True

    def _unseen(self, frame: InputFrame, held: bool) -> TrialOutcome | None:  # noqa: FBT001
        now_ns = frame.display_time_ns
        self._guessed = self._guessed or held
        self._interrupt()
        self._before_m = None
        if self._seen_ns is None:
            self._seen_ns = now_ns
        if self._stage is not _Stage.TASK:
            return None
        if now_ns - self._seen_ns >= LOST_AFTER_NS:
            return self._end(EndReason.TRACKING_LOST, now_ns, 0.0)
        self._live(frame, now_ns)
        self._draw(frame)
        return None

    def _interrupt(self) -> None:
        self._stay_ns = None
        for stay in (self._start, *(holder.stay for holder in self._hands.values())):
            if stay is not None:
                stay.interrupt()

    def _tell(self, kind: str, time_ns: int, **data: object) -> None:
        self._notices.append(Notice(kind, time_ns, data))

    def _end(self, reason: EndReason, time_ns: int, margin: float) -> TrialOutcome:
        self._props.clear()
        self._scene.wanted_side, self._scene.wanted_limb = None, "hand"
        flags = [
            name
            for name, raised in (
                ("leaned", self._leaned),
                ("guessed_pose", self._guessed),
                ("gap", self._gap),
                ("table_raised", self._layout.raised),
            )
            if raised
        ]
        return TrialOutcome(reason, margin, time_ns, dict(self._times_ns), tuple(flags))
