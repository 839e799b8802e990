"""What one hand wants of the world: to hold or not, and how hard, by the level's grip."""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame, PoseField, Vec3
from tasks.crossing import Stay
from tasks.grasping.grip import Grip, closing
from tasks.grasping.hands import HandInput
from tasks.grasping.parameters import Grip as GripParameters

ZONE_M: Final = 0.05
"""A hand is at an object when it is so near to the place where it is gripped."""

FARTHEST_M: Final = 4.0
"""What a device reports farther away than this is no hand, whatever its flags say."""

_MOVED_M: Final = 0.01
_TRYING_NS: Final = 300_000_000


def place_of(hand: PoseField, near_m: Vec3) -> Vec3 | None:
    """Where a tracked hand is, or None where it is not seen; `near_m` is somewhere in reach."""
    if not hand.position_tracked:
        return None
    position_m = hand.position_m
    return position_m if math.dist(position_m, near_m) < FARTHEST_M else None


class Holder:
    """One hand of a repetition. `input` is what the world is told of it, None while unseen.

    With dwell or latch the hand goes on holding until `let_go`; dwell takes what the hand has
    stayed at. `stay` is the stay at the object, where there is a thing to stay at.
    """

    def __init__(
        self, side: Side, parameters: GripParameters, threshold: float, near_m: Vec3
    ) -> None:
        self.side: Side = side
        self._near_m = near_m
        self.keeps = parameters.latch or parameters.source == "dwell"
        self.dwells = parameters.source == "dwell"
        self.input: HandInput | None = None
        self.stay: Stay | None = None
        self._source = parameters.source
        self._hold_s = parameters.hold_s
        self._grip = Grip(threshold)
        self._hand = HandInput()
        self._pinned = False
        self._wants = False
        self._until_ns = 0

    def follow(self, frame: InputFrame, *, holding: bool) -> None:
        """Take this frame's pose and grip; `holding` tells whether it holds the object now."""
        now_ns = frame.display_time_ns
        self._grip.step(closing(frame, self.side, self._source), now_ns)
        if self._pinned:
            self.input = self._hand
            return
        if self.keeps:
            self._keep(now_ns, holding=holding)
        else:
            self._wants = self._grip.closed
        pose, hand = frame.hand(self.side), self._hand
        position_m = place_of(pose, self._near_m)
        if position_m is None:
            self.input = None
            return
        hand.position_m = position_m
        if pose.orientation_valid:
            hand.orientation = pose.orientation
        hand.closed = self._wants
        hand.strength = 1.0 if self.keeps else self._grip.strength
        self.input = hand

    def at_object(
        self, before_m: Vec3, before_ns: int, after_m: Vec3, after_ns: int, grip_m: Vec3
    ) -> int | None:
        """Follow the hand's way to where the object is gripped; when it first came there."""
        stay = self.stay
        if stay is None or math.dist(stay.centre_m, grip_m) > _MOVED_M:
            stay = self.stay = Stay(grip_m, ZONE_M, self._hold_s)
        if stay.step(before_m, before_ns, after_m, after_ns) and self.dwells:
            self._wants = True
            self._until_ns = after_ns + _TRYING_NS
            self.stay = Stay(grip_m, ZONE_M, self._hold_s)
        return stay.entered_ns

    def turned_ns(self, after_ns: int, else_ns: int) -> int:
        """When the grip crossed its threshold, if that was after `after_ns` and is what counts."""
        since_ns = self._grip.since_ns
        return else_ns if self.keeps or since_ns <= after_ns else since_ns

    def let_go(self) -> None:
        """Open the hand that keeps."""
        self._wants = False

    def pin(self) -> None:
        """Stay where it is and hold on, whatever the tracked hand does, until `unpin`."""
        self._pinned = True
        self._hand.closed, self._hand.strength = True, 1.0

    def unpin(self) -> None:
        """Follow the tracked hand again, open."""
        self._pinned = self._wants = False
        self._hand.closed = False

    @property
    def amount(self) -> float:
        """How closed the hand is to look, 0..1."""
        return max(self._grip.amount, 1.0 if self._hand.closed else 0.0)

    def _keep(self, now_ns: int, *, holding: bool) -> None:
        if not self.dwells and self._grip.closed and self._grip.since_ns > self._until_ns:
            # One closing tries once, however long it lasts.
            self._wants = True
            self._until_ns = now_ns + _TRYING_NS
        elif self._wants and not holding and now_ns > self._until_ns:
            self._wants = False
