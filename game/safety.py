"""When a session has to stand still at once, and when it may go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from controllers.frame import Button, InputFrame
from game.dwell import Dwell, GazeDwell
from tasks.body import SHOULDER_BELOW_EYES_M, ReachEnvelope
from tasks.scene import Instance

LOST_FOR_NS: Final = 1_000_000_000
BACK_FOR_NS: Final = 500_000_000
STOP_HOLD_S: Final = 0.7
HANDS_DOWN_S: Final = 2.0
HANGING_SHARE: Final = 0.8
SHORTEST_ARM_M: Final = 0.5
LONGEST_ARM_M: Final = 0.75
_STOP: Final = int(Button.STOP)  # a plain integer: a flag's own & costs a microsecond


class PauseCause(Enum):
    """Why a session stands still."""

    STOPPED = "stopped"
    TRACKING_LOST = "tracking_lost"
    FOCUS_LOST = "focus_lost"
    DISCONNECTED = "disconnected"

    @property
    def clears_itself(self) -> bool:
        """Whether the session goes on by itself when the cause is gone."""
        return self is not PauseCause.STOPPED


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a session stands still, and what brought it about."""

    cause: PauseCause
    by: str


def hanging_m(envelope: ReachEnvelope) -> float:
    """How far below the eyes a hand is that hangs at its side, metres.

    The shoulder is 0.24 m below the eyes, and the hand of an arm that hangs loosely at least
    0.8 of the arm's length below the shoulder: 0.72 m for an arm of 0.6 m. A hand in the lap is
    about 0.6 m below the eyes and one on a table 0.5 m (sitting eye height less thigh
    clearance and less elbow rest height, middle of adults). The better side's reach, within
    0.5 to 0.75 m, stands for the arm: a weak arm reaches less far than it is long.
    """
    reach_m = max(envelope.reach_m(side, 0.0, 0.0) for side in ("left", "right"))
    arm_m = min(LONGEST_ARM_M, max(SHORTEST_ARM_M, reach_m))
    return SHOULDER_BELOW_EYES_M + HANGING_SHARE * arm_m


class HandsDown:
    """Both hands at the sides for two seconds, after one of them was up."""

    def __init__(self, below_eyes_m: float) -> None:
        self._below_eyes_m = below_eyes_m
        self._dwell = Dwell(HANDS_DOWN_S, 0.0)
        self._was_up = False

    def step(self, frame: InputFrame) -> bool:
        """Follow one frame; True when it means stop. A hand that is not seen is not down."""
        limit_m = frame.head.position_m[1] - self._below_eyes_m
        hands = (frame.left_hand, frame.right_hand)
        seen = frame.head.position_tracked and all(hand.position_tracked for hand in hands)
        down = seen and all(hand.position_m[1] < limit_m for hand in hands)
        if seen and not down:
            self._was_up = True
        return self._dwell.step(down and self._was_up, frame.display_time_ns) >= 1.0

    def forget(self) -> None:
        """Begin anew: a hand has to come up first."""
        self._dwell.reset()
        self._was_up = False


class Safety:
    """Watches every frame for a reason to stand still."""

    def __init__(self, hands_down: HandsDown | None = None) -> None:
        self._hands_down = hands_down
        self._seen_ns: int | None = None
        self._well_since_ns: int | None = None
        self._button = Dwell(STOP_HOLD_S, 0.0)
        self._gaze = GazeDwell()
        self.gaze_progress = 0.0

    def reason(
        self, frame: InputFrame, needs: Sequence[str], sign: Instance, *, hands_up: bool = False
    ) -> Halt | None:
        """The reason to stand still now, or None.

        `needs` names the points that must be tracked besides the head; `sign` is the stop sign;
        `hands_up` tells that the patient is busy with the hands, so hanging ones mean something.
        """
        if not frame.connected:
            return Halt(PauseCause.DISCONNECTED, "device")
        if not frame.focused:
            return Halt(PauseCause.FOCUS_LOST, "device")
        now_ns = frame.display_time_ns
        if self._tracked(frame, needs) or self._seen_ns is None:
            self._seen_ns = now_ns
        elif now_ns - self._seen_ns > LOST_FOR_NS:
            return Halt(PauseCause.TRACKING_LOST, "device")
        if self._button.step(frame.buttons & _STOP != 0, now_ns) >= 1.0:
            return Halt(PauseCause.STOPPED, "button")
        self.gaze_progress = self._gaze.step(frame, sign)
        if self.gaze_progress >= 1.0:
            return Halt(PauseCause.STOPPED, "stop_sign")
        if self._hands_down is not None:
            if not hands_up:
                self._hands_down.forget()
            elif self._hands_down.step(frame):
                return Halt(PauseCause.STOPPED, "hands_down")
        return None

    def well_again(self, frame: InputFrame) -> bool:
        """Whether device, focus and tracking have been there for half a second."""
        now_ns = frame.display_time_ns
        if not (frame.connected and frame.focused and self._tracked(frame, ())):
            self._well_since_ns = None
            return False
        if self._well_since_ns is None:
            self._well_since_ns = now_ns
        return now_ns - self._well_since_ns >= BACK_FOR_NS

    def forget(self) -> None:
        """Begin to watch anew, after a pause."""
        self._seen_ns = self._well_since_ns = None
        self._button.reset()
        self._gaze.reset()
        if self._hands_down is not None:
            self._hands_down.forget()
        self.gaze_progress = 0.0

    @staticmethod
    def _tracked(frame: InputFrame, needs: Sequence[str]) -> bool:
        return frame.head.position_tracked and all(
            getattr(frame, point).position_tracked for point in needs
        )
