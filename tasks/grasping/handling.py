"""The things of one repetition in the hands of the patient: what happens to them, and to which goal
they go now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from controllers.controller import Side, other_side
from controllers.frame import InputFrame, Quat, Vec3
from tasks.grasping.carry import Carry
from tasks.grasping.fit import Fit, Tolerance, fit_of, tilt_of
from tasks.grasping.holder import Holder
from tasks.grasping.layout import Goal, Layout, Placed, up
from tasks.grasping.parameters import GraspingParameters
from tasks.grasping.props import Props
from tasks.grasping.world import World, WorldEvent
from tasks.task import Notice
from tasks.trial import TrialSpec

RIGHTED_AFTER_NS: Final = 1_500_000_000
RIGHTED_FROM_DEG: Final = 45.0
"""What lies on its side and is not to be put upright by hand is put back for another try."""

Pose = tuple[Vec3, Quat]

_NOT_MOVED: Final[Vec3] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Results:
    """What the samples of the body do not tell: how the object stood, and what went wrong."""

    error_m: float | None
    tilt_deg: float | None
    drops: int
    slips: int
    knocked: int


class Handling:
    """World, hands and goals of one repetition. `things` are all on the table, the object first.

    `side` is the hand that has something to do now; `fit` how the object is to its goal; `knocks`
    counts other things that were knocked over; `fell` tells that the object fell to the floor.
    """

    def __init__(
        self,
        parameters: GraspingParameters,
        spec: TrialSpec,
        layout: Layout,
        things: tuple[Placed, ...],
        props: Props,
        notices: list[Notice],
        times_ns: dict[str, int],
    ) -> None:
        self.side: Side = spec.situation.side
        self.world = World(layout.furniture, [thing.item for thing in things], layout.reach_m)
        self.tolerance = Tolerance(
            spec.knobs["place_tolerance_m"], spec.knobs["angle_tolerance_deg"]
        )
        self.carry = Carry(self.tolerance, times_ns)
        self.fit = Fit(0.0, 0.0, 0.0)
        self.goal_number = 0
        self.knocks = 0
        self.fell = False
        self._parameters = parameters
        self._threshold = spec.knobs["grip_threshold"]
        self._layout = layout
        self._things = things
        self._props = props
        self._notices = notices
        self._giving = self.side
        self._offers = False
        self._hands = {self.side: self._holder(self.side)}
        self._knocked: set[int] = set()
        self._lying_ns: int | None = None
        self._drawn: list[Pose | None] = [None] * len(things)
        self._shown_held: dict[Side, int | None] = {}

    @property
    def goal(self) -> Goal:
        """Where the object goes now."""
        return self._layout.goals[self.goal_number]

    @property
    def last(self) -> bool:
        """Whether that is the last goal."""
        return self.goal_number == len(self._layout.goals) - 1

    @property
    def holder(self) -> Holder:
        """The hand that has something to do now."""
        return self._hands[self.side]

    @property
    def at_rest(self) -> bool:
        """Whether the object lies still and is in no hand."""
        return self.world.at_rest(0)

    @property
    def excess(self) -> float:
        """Up to 1 the object is where and how it should be."""
        return self.tolerance.excess(self.fit, aloft=self.goal.aloft)

    @property
    def results(self) -> Results:
        """What is known of the object by now."""
        carry = self.carry
        down = not (self.goal.aloft or carry.held) and "grasped_ns" in carry.times_ns
        return Results(
            self.fit.aside_m if down else None,
            self.fit.tilt_deg if down else None,
            carry.drops,
            carry.slips,
            self.knocks,
        )

    def show(self, now_ns: int) -> None:
        """Put everything on the table."""
        for index, thing in enumerate(self._things):
            self.world.place(index, thing.position_m, thing.orientation)
        self._props.show_boards(self._layout.shelf)
        self._props.show_things(self._things)
        self._show_goal(now_ns)

    def come(self, before_m: Vec3, before_ns: int, position_m: Vec3, now_ns: int) -> None:
        """Follow the hand on its way to where the object is gripped."""
        if self.world.held(self.side) is None:
            entered_ns = self.holder.at_object(
                before_m, before_ns, position_m, now_ns, self.world.grip_m(0)
            )
            if entered_ns is not None:
                self.carry.times_ns.setdefault("entered_ns", entered_ns)

    def live(self, frame: InputFrame, before_ns: int) -> None:
        """Let the world go on with the hands as they are, and hear what happened in it."""
        world, now_ns = self.world, frame.display_time_ns
        for side, holder in self._hands.items():
            holder.follow(frame, holding=world.held(side) is not None)
        left, right = self._hands.get("left"), self._hands.get("right")
        world.advance(now_ns, left.input if left else None, right.input if right else None)
        for event in world.events:
            if event.index == 0:
                self._hear(event, before_ns)
            elif event.kind in ("knocked", "fallen") and event.index not in self._knocked:
                self._knocked.add(event.index)
                self.knocks += 1
                self.tell(
                    "knocked",
                    event.time_ns,
                    object=self._things[event.index].item.kind.name,
                    position_m=world.pose(event.index)[0],
                )
        world.events.clear()
        self._look()
        height_m = world.pose(0)[0][1]
        if self.carry.step(height_m, self.fit, self.goal, now_ns, resting=self.at_rest):
            self._drop(now_ns)
        self._draw(frame)

    def interrupt(self) -> None:
        """Forget stays at the object: what happened in between is not known."""
        for holder in self._hands.values():
            if holder.stay is not None:
                holder.stay.interrupt()

    def next_goal(self, now_ns: int) -> None:
        """The present goal is done."""
        self.goal_number += 1
        self._show_goal(now_ns)

    def offer(self, now_ns: int) -> bool:
        """Hold the object where it is until the other hand takes it; True when that begins."""
        if self._offers:
            return False
        self._offers = True
        self.holder.pin()
        self.side = other_side(self._giving)
        self._hands[self.side] = self._holder(self.side)
        self._props.sound("near", self.goal.position_m)
        self.tell("offered", now_ns, side=self.side, position_m=self.world.grip_m(0))
        return True

    def right(self, now_ns: int) -> None:
        """What was tipped over and lies there is put back, where righting it is not the task."""
        kind = self.world.kinds[0]
        lies = (
            self._parameters.activity != "upright"
            and kind.upright
            and self.at_rest
            and tilt_of(kind, self.world.pose(0)[1]) > RIGHTED_FROM_DEG
        )
        if not lies:
            self._lying_ns = None
        elif self._lying_ns is None:
            self._lying_ns = now_ns
        elif now_ns - self._lying_ns >= RIGHTED_AFTER_NS:
            self._lying_ns = None
            home = self._things[0]
            self.world.place(0, home.position_m, home.orientation)
            self.carry.come_back()
            self.tell("returned", now_ns, side=None, position_m=home.position_m)

    def tell(self, kind: str, time_ns: int, **data: object) -> None:
        """Write something down."""
        self._notices.append(Notice(kind, time_ns, data))

    def _holder(self, side: Side) -> Holder:
        return Holder(side, self._parameters.grip, self._threshold, self._layout.start_m)

    def _show_goal(self, now_ns: int) -> None:
        goal, thing = self.goal, self._things[0]
        radius_m = self.tolerance.radius_m(goal)
        self._props.show_goal(goal, thing, radius_m, thing.item.scaled.rest_height_m)
        self._look()
        self.carry.begin_goal(self.fit, goal)
        self.tell(
            "target_shown",
            now_ns,
            position_m=goal.position_m,
            radius_m=radius_m,
            side=goal.side,
            orientation=goal.orientation,
            aloft=goal.aloft,
            object=thing.item.kind.name,
            object_position_m=self.world.pose(0)[0],
            place_in_sequence=self.goal_number,
        )

    def _hear(self, event: WorldEvent, before_ns: int) -> None:
        """Something befell the object."""
        place_m, _ = self.world.pose(0)
        carry, time_ns = self.carry, event.time_ns
        if event.side is not None and event.kind != "slipped":
            time_ns = self._hands[event.side].turned_ns(before_ns, time_ns)
        self.tell(event.kind, time_ns, side=event.side, position_m=place_m)
        if event.kind == "grasped":
            if self._offers and event.side == self.side:
                self._hand_over(time_ns)
            elif not carry.held:
                carry.take(time_ns, place_m[1])
                self._props.sound("grip", place_m)
        elif event.kind in ("released", "slipped"):
            carry.slips += event.kind == "slipped"
            if all(self.world.held(side) != 0 for side in self._hands):
                carry.let_go(time_ns, place_m[1])
        elif event.kind == "fallen":
            self.fell = True
            if carry.fall():
                self._drop(time_ns)
        elif event.kind == "returned":
            carry.come_back()

    def _hand_over(self, time_ns: int) -> None:
        self._offers = False
        self.carry.hand_over(time_ns)
        self.world.let_go(self._giving)
        self._hands[self._giving].unpin()
        self._props.sound("grip", self.goal.position_m)
        self.next_goal(time_ns)

    def _drop(self, time_ns: int) -> None:
        place_m, _ = self.world.pose(0)
        self._props.sound("drop", place_m)
        self.tell("dropped", time_ns, position_m=place_m)

    def _look(self) -> None:
        """See how the object is to its goal, which moves along with what it is on."""
        goal, shift_m = self.goal, _NOT_MOVED
        if goal.base is not None:
            (x, y, z), _ = self.world.pose(goal.base)
            a, b, c = self._things[goal.base].position_m
            shift_m = (x - a, y - b, z - c)
            self._props.shift_goal(goal, shift_m)
        place_m, turn = self.world.pose(0)
        self.fit = fit_of(self.world.kinds[0], place_m, turn, goal, shift_m)

    def _draw(self, frame: InputFrame) -> None:
        for index, instance in enumerate(self._props.things):
            pose = self.world.pose(index)
            if pose != self._drawn[index]:
                self._drawn[index] = pose
                instance.position_m, instance.orientation = pose
        world = self.world
        place_m, turn = world.pose(0)
        free = self._offers or not self.carry.held
        self._props.point_at(up(place_m, world.kinds[0].above_m(turn)), wanted=free)
        for side, holder in self._hands.items():
            held = world.held(side)
            if held != self._shown_held.get(side):
                self._shown_held[side] = held
                if held is None:
                    self._props.let_go(side)
                else:
                    self._props.hold(side, world.kinds[held], *world.in_hand(side))
            touching = world.hand_pose(side)
            self._props.show_hand(side, touching, frame.hand(side).position_m, holder.amount)
