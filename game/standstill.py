"""Standing still at once, and going on when it is well again or somebody says so."""

from __future__ import annotations

from collections.abc import Sequence

from controllers.frame import InputFrame
from game.context import Context
from game.pause import Pause
from game.safety import Halt, Safety
from game.stop_sign import StopSign
from tasks.scene import SoundCue


class Standstill:
    """The session's pause, if there is one now, and what brings it about."""

    def __init__(self, context: Context, safety: Safety, stop_sign: StopSign) -> None:
        self._context = context
        self._safety = safety
        self._stop_sign = stop_sign
        self._pause: Pause | None = None
        self._since_ns = 0

    @property
    def now(self) -> bool:
        """Whether the session stands still."""
        return self._pause is not None

    def reason(self, frame: InputFrame, needs: Sequence[str], *, hands_up: bool) -> Halt | None:
        """The reason to stand still on this frame, or None.

        `hands_up`: hands that hang down now mean stop.
        """
        halt = self._safety.reason(frame, needs, self._stop_sign.sign, hands_up=hands_up)
        self._stop_sign.show_progress(self._safety.gaze_progress)
        return halt

    def begin(self, halt: Halt, frame: InputFrame) -> None:
        """Freeze."""
        self._context.journal.event("pause", frame, cause=halt.cause.value, by=halt.by)
        self._pause = Pause(self._context, halt.cause)
        self._since_ns = frame.display_time_ns
        self._context.scene.sounds.append(SoundCue("pause"))

    def hold(self, halt: Halt, frame: InputFrame) -> None:
        """Make a pause that would go on by itself wait for somebody.

        Who asks for a pause while one has just begun by itself must not be asking for its end.
        """
        pause, since_ns = self._pause, self._since_ns
        if pause is None or not pause.cause.clears_itself:
            return
        self._context.journal.event("resume", frame, cause=pause.cause.value)
        self.leave()
        self.begin(halt, frame)
        self._since_ns = since_ns

    def over(self, frame: InputFrame) -> bool:
        """Follow one frame of it; True when it may end."""
        well = self._safety.well_again(frame)
        return self._pause is not None and self._pause.over(frame, well)

    @property
    def hurts(self) -> bool:
        """Whether the patient said, in going on, that it hurts."""
        return self._pause is not None and self._pause.hurts

    def end(self, frame: InputFrame) -> float:
        """Go on; returns how long it was, seconds."""
        pause = self._pause
        assert pause is not None
        self._context.journal.event("resume", frame, cause=pause.cause.value)
        self.leave()
        self._safety.forget()
        return (frame.display_time_ns - self._since_ns) * 1e-9

    def leave(self) -> None:
        """Take the board away, for good."""
        if self._pause is not None:
            self._pause.leave()
            self._pause = None
