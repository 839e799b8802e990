"""When a session has to stand still at once, and when it may go on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from controllers.frame import Button, InputFrame
from game.pointing import Dwell, GazeDwell
from tasks.scene import Instance

LOST_FOR_NS: Final = 1_000_000_000
BACK_FOR_NS: Final = 500_000_000
STOP_HOLD_S: Final = 0.7
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


class Safety:
    """Watches every frame for a reason to stand still."""

    def __init__(self) -> None:
        self._seen_ns: int | None = None
        self._well_since_ns: int | None = None
        self._button = Dwell(STOP_HOLD_S, 0.0)
        self._gaze = GazeDwell()
        self.gaze_progress = 0.0

    def cause(self, frame: InputFrame, needs: Sequence[str], sign: Instance) -> PauseCause | None:
        """The reason to stand still now, or None.

        `needs` names the points that must be tracked besides the head; `sign` is the stop sign.
        """
        if not frame.connected:
            return PauseCause.DISCONNECTED
        if not frame.focused:
            return PauseCause.FOCUS_LOST
        now_ns = frame.display_time_ns
        if self._tracked(frame, needs) or self._seen_ns is None:
            self._seen_ns = now_ns
        elif now_ns - self._seen_ns > LOST_FOR_NS:
            return PauseCause.TRACKING_LOST
        if self._button.step(frame.buttons & _STOP != 0, now_ns) >= 1.0:
            return PauseCause.STOPPED
        self.gaze_progress = self._gaze.step(frame, sign)
        return PauseCause.STOPPED if self.gaze_progress >= 1.0 else None

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
        self.gaze_progress = 0.0

    @staticmethod
    def _tracked(frame: InputFrame, needs: Sequence[str]) -> bool:
        return frame.head.position_tracked and all(
            getattr(frame, point).position_tracked for point in needs
        )
