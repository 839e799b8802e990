"""One running repetition of grasping: start, reach, lift, transport, place, release."""

from __future__ import annotations

from typing import Final

from controllers.frame import InputFrame, Vec3
from tasks.crossing import Stay
from tasks.grasping.handling import Handling, Results
from tasks.grasping.holder import place_of
from tasks.grasping.layout import Layout, Placed
from tasks.grasping.parameters import GraspingParameters
from tasks.grasping.props import Props
from tasks.lean import Lean
from tasks.scene import Scene
from tasks.start import Start
from tasks.task import Notice
from tasks.tracking import LONGEST_GAP_NS, LOST_AFTER_NS
from tasks.trial import EndReason, TrialOutcome, TrialSpec

SETTLING_NS: Final = 1_500_000_000
"""What was let go in time may come to rest this much later."""


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
        self._layout = layout
        self._scene = scene
        self._limit_ns = round(spec.knobs["time_limit_s"] * 1e9)
        self._times_ns: dict[str, int] = {}
        self._props = Props(scene, layout.yaw_rad, eyes_m)
        self._handling = Handling(
            parameters, spec, layout, things, self._props, notices, self._times_ns
        )
        self._stay_ns: int | None = None
        self._before_m: Vec3 | None = None
        self._before_ns = self._stalled_ns = 0
        self._seen_ns: int | None = None
        self._lean = Lean(parameters.lean_limit_m)
        self._guessed = self._gap = False
        side = self._handling.side
        scene.wanted_side, scene.wanted_limb = side, "hand"
        start = parameters.start
        rest = Stay(layout.start_m, start.radius_m, start.hold_s) if start else None
        self._start = Start(rest, foreperiod_s)
        if start is not None:
            self._props.show_start(layout.start_m, start.radius_m)
            self._handling.tell(
                "start_shown",
                time_ns,
                position_m=layout.start_m,
                radius_m=start.radius_m,
                side=side,
            )

    @property
    def results(self) -> Results:
        """What is known of the object by now."""
        return self._handling.results

    def step(self, frame: InputFrame) -> TrialOutcome | None:
        """Judge one frame; the outcome on the frame that ends the repetition."""
        now_ns = frame.display_time_ns
        hand = frame.hand(self._handling.side)
        position_m = place_of(hand, self._layout.start_m)
        if position_m is None:
            return self._unseen(frame, hand.position_valid)
        if self._before_m is None or now_ns - self._before_ns > LONGEST_GAP_NS:
            if self._before_m is not None and self._shown:
                self._gap = True
                self._stalled_ns += now_ns - self._before_ns
            self._interrupt()
            self._before_m, self._before_ns = position_m, now_ns
        outcome = None
        if not self._shown:
            self._wait(frame, self._before_m, position_m, now_ns)
        else:
            self._lean.watch(frame)
            self._handling.come(self._before_m, self._before_ns, position_m, now_ns)
            self._handling.live(frame, self._before_ns)
            outcome = self._judge(now_ns)
        self._before_m, self._before_ns = position_m, now_ns
        self._seen_ns = now_ns
        return outcome

    def cancel(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """End it from outside."""
        return self._end(reason, time_ns, 0.0)

    @property
    def _shown(self) -> bool:
        """Whether there is something to do."""
        return "shown_ns" in self._times_ns

    def _wait(self, frame: InputFrame, before_m: Vec3, position_m: Vec3, now_ns: int) -> None:
        """Show everything once the hand has waited at its start place."""
        if self._start.step(before_m, self._before_ns, position_m, now_ns):
            self._times_ns["shown_ns"] = now_ns
            self._lean.watch(frame)
            self._handling.show(now_ns)
        else:
            self._props.show_rest(self._start.progress(now_ns))

    def _judge(self, now_ns: int) -> TrialOutcome | None:
        handling = self._handling
        deadline_ns = self._times_ns["shown_ns"] + self._limit_ns + self._stalled_ns
        if handling.fell and self._parameters.fallen == "miss":
            return self._lose(EndReason.MISS, now_ns)
        if handling.knocks and self._parameters.knocked == "fail":
            return self._lose(EndReason.COLLISION, now_ns)
        held, released_ns = handling.carry.held, self._times_ns.get("released_ns", 0)
        if held and handling.excess <= 1.0 and (handling.goal.aloft or handling.last):
            if handling.goal.aloft:
                self._keep_aloft(now_ns)
            else:
                self._put_down(now_ns)
        else:
            self._stay_ns = None
            self._props.show_progress(0.0)
            if self._stands() and released_ns <= deadline_ns:
                return self._win(now_ns, released_ns, deadline_ns)
            handling.right(now_ns)
        if now_ns < deadline_ns:
            return None
        settles = not held and deadline_ns - SETTLING_NS < released_ns <= deadline_ns
        if settles and not handling.at_rest and now_ns < deadline_ns + SETTLING_NS:
            return None
        return self._lose(EndReason.TIMEOUT, deadline_ns)

    def _stands(self) -> bool:
        """Whether the object was taken, and stands at rest and let go where it should."""
        handling = self._handling
        done = handling.last and "released_ns" in self._times_ns
        return done and not handling.goal.aloft and handling.excess <= 1.0 and handling.at_rest

    def _keep_aloft(self, now_ns: int) -> None:
        """It is where it is to be held: go on to the next goal when that was long enough."""
        handling, goal = self._handling, self._handling.goal
        if self._stay_ns is None:
            self._stay_ns = now_ns
            handling.carry.arrive_aloft(now_ns)
            if goal.tilt_deg > 0.0:
                self._props.sound("pour", goal.position_m)
        if self._parameters.activity == "hand_to_hand":
            if handling.offer(now_ns):
                self._scene.wanted_side = handling.side
                self._before_m = self._seen_ns = None
            return
        stayed_s = (now_ns - self._stay_ns) * 1e-9
        self._props.show_progress(min(1.0, stayed_s / max(goal.hold_s, 1e-6)))
        if stayed_s >= goal.hold_s:
            self._props.sound("near", goal.position_m)
            self._stay_ns = None
            handling.next_goal(now_ns)

    def _put_down(self, now_ns: int) -> None:
        """It stands where it should, in the hand: a hand that keeps lets go after staying."""
        handling, hold_s = self._handling, self._parameters.grip.hold_s
        if self._stay_ns is None:
            self._stay_ns = now_ns
            self._props.sound("place", handling.goal.position_m)
        stayed_s = (now_ns - self._stay_ns) * 1e-9
        keeps = handling.holder.keeps
        self._props.show_progress(min(1.0, stayed_s / hold_s) if keeps else 1.0)
        if keeps and stayed_s >= hold_s:
            handling.holder.let_go()

    def _win(self, now_ns: int, released_ns: int, deadline_ns: int) -> TrialOutcome:
        """The margin is the mean of the shares of time and of tolerance that were left."""
        handling = self._handling
        self._props.sound("hit", handling.goal.position_m)
        if self._lean.leaned and self._parameters.leaned == "miss":
            return self._end(EndReason.MISS, now_ns, 0.0)
        time_left = min(1.0, (deadline_ns - released_ns) / self._limit_ns)
        room_left = max(0.0, 1.0 - handling.fit.aside_m / handling.tolerance.place_m)
        return self._end(EndReason.SUCCESS, now_ns, 0.5 * (time_left + room_left))

    def _lose(self, reason: EndReason, time_ns: int) -> TrialOutcome:
        """The margin is how much of the way the object was short of, as a negative share."""
        goals = len(self._layout.goals)
        missing = goals - self._handling.goal_number - 1 + min(1.0, self._handling.carry.nearest)
        return self._end(reason, time_ns, -missing / goals)

    def _unseen(self, frame: InputFrame, held: bool) -> TrialOutcome | None:  # noqa: FBT001
        now_ns = frame.display_time_ns
        self._guessed = self._guessed or held
        self._interrupt()
        self._before_m = None
        if self._seen_ns is None:
            self._seen_ns = now_ns
        if not self._shown:
            return None
        if now_ns - self._seen_ns >= LOST_AFTER_NS:
            return self._end(EndReason.TRACKING_LOST, now_ns, 0.0)
        self._handling.live(frame, now_ns)
        return None

    def _interrupt(self) -> None:
        self._stay_ns = None
        self._start.interrupt()
        self._handling.interrupt()

    def _end(self, reason: EndReason, time_ns: int, margin: float) -> TrialOutcome:
        self._props.clear()
        self._scene.wanted_side, self._scene.wanted_limb = None, "hand"
        flags = [
            name
            for name, raised in (
                ("leaned", self._lean.leaned),
                ("guessed_pose", self._guessed),
                ("gap", self._gap),
                ("table_raised", self._layout.raised),
            )
            if raised
        ]
        return TrialOutcome(reason, margin, time_ns, dict(self._times_ns), tuple(flags))
