"""The running session: phases in order, commands, pauses, the end.

Everything here follows from the frames and the commands alone, so a recording that is fed
through again gives the same session.
"""

from __future__ import annotations

from typing import Final

from controllers.controller import Haptic
from controllers.frame import Button, InputFrame
from controllers.mounting import Mounting
from game.avatar import Avatar
from game.basket import Basket
from game.commands import Command, Inbox
from game.context import Context
from game.exercise import RunningExercise, Tally
from game.help import Help
from game.pause import Pause
from game.phases.align import Align
from game.phases.demonstrate import Demonstrate
from game.phases.phase import Phase
from game.phases.repetitions import Repetitions
from game.phases.summary import Summary
from game.programme import Item, programme
from game.safety import PauseCause, Safety
from game.stop_sign import StopSign
from levels.model import Level
from tasks.scene import Rgba, Scene, SoundCue
from tasks.trial import EndReason

LONGEST_STEP_NS: Final = 100_000_000
PATIENCE_AT_CAP_NS: Final = 90_000_000_000
"""What a repetition has at the cap to end by itself; one that waits for a hand never does."""
_RECENTRE: Final = int(Button.RECENTRE)


class Session:
    """One patient plays one level. `done` tells when; `status` tells how it ended."""

    def __init__(self, level: Level, context: Context, commands: Inbox, skin: Rgba) -> None:
        self.status = "running"
        self.tally = Tally()
        self.planned = sum(exercise.repetitions_in_all for exercise in level.exercises)
        self.finished = 0
        self._level = level
        self._context = context
        self._commands = commands
        self._avatar = Avatar(context.scene, skin)
        self._basket = Basket(context)
        self._stop_sign = StopSign(context)
        self._safety = Safety()
        self._help = Help(context)
        self._items = programme(level, context, self._basket, self.tally)
        self._item: Item | None = None
        self._exercise: RunningExercise | None = None
        self._interlude: Phase | None = None
        self._pause: Pause | None = None
        self._recentring = False
        self._before_ns: int | None = None
        self._active_ns = 0
        self._capped = False

    @property
    def done(self) -> bool:
        """Whether the session is over."""
        return self.status != "running"

    @property
    def scene(self) -> Scene:
        """What is to be seen and heard."""
        return self._context.scene

    @property
    def haptics(self) -> list[Haptic]:
        """What is to be felt on this frame."""
        return self._context.haptics

    @property
    def worn(self) -> Mounting | None:
        """How controllers are worn at the ankles now, None while hands hold them."""
        return self._context.worn

    @property
    def begun_trials(self) -> int:
        """Repetitions begun so far; between two of them there is time to clean up."""
        return self._context.trial_num

    @property
    def phase(self) -> str:
        """Name of the present phase."""
        if self._pause is not None:
            return "pause"
        if self._interlude is not None:
            return self._interlude.name
        return self._item.phase.name if self._item else ""

    def step(self, frame: InputFrame) -> Scene:
        """Live through one frame."""
        self._context.haptics.clear()
        if self._item is None:
            self._context.journal.event("session_start", frame, level=self._level.id)
            self._next(frame)
        for command in self._commands.drain():
            self._obey(command, frame)
            if self.done:
                return self.scene
        self._avatar.step(frame)
        self._watch_space(frame)
        needs = self._needs()
        if self._pause is not None:
            self._stand_still(frame)
        else:
            cause = self._safety.cause(frame, needs, self._stop_sign.sign)
            self._stop_sign.show_progress(self._safety.gaze_progress)
            if cause is not None:
                self._stop(cause, frame)
            else:
                self._live(frame)
        self._before_ns = frame.display_time_ns
        return self.scene

    def lose(self, reason: str, frame: InputFrame) -> None:
        """End calmly because the device is gone for good."""
        if not self.done:
            self._context.journal.event("fault", frame, cause="device_lost", message=reason)
            self._end("device_lost", frame)

    def _live(self, frame: InputFrame) -> None:
        assert self._item is not None
        if self._before_ns is not None:
            self._active_ns += min(frame.display_time_ns - self._before_ns, LONGEST_STEP_NS)
        if self._interlude is not None:
            self._interlude.step(frame)
            if self._interlude.done:
                self._end_interlude(frame)
            return
        phase = self._item.phase
        phase.step(frame)
        self._cap(frame)
        if phase.done:
            self._next(frame)

    def _next(self, frame: InputFrame) -> None:
        """Go on to the next phase, or to the end."""
        self._leave_phase(frame)
        item = next(self._items, None)
        if self._capped:
            while item is not None and not isinstance(item.phase, Summary):
                item = next(self._items, None)
        journal = self._context.journal
        running = item.running if item else None
        if running is not self._exercise:
            self._leave_exercise(frame)
            self._exercise = running
            if running is not None:
                name = running.exercise.name
                journal.event("exercise_start", frame, exercise=running.number, name=name)
                running.enter()
        if item is None:
            self._item = None
            self._close("completed", frame)
            return
        self._item = item
        journal.event("phase_start", frame, phase=item.phase.name, set=item.set)
        item.phase.enter(frame)
        self._basket.place()
        self._stop_sign.place()

    def _leave_phase(self, frame: InputFrame) -> None:
        if self._item is not None:
            phase = self._item.phase
            phase.leave(frame)
            if isinstance(phase, Repetitions):
                self.finished += phase.finished
            self._context.journal.event("phase_end", frame, phase=phase.name, set=self._item.set)
            self._item = None

    def _leave_exercise(self, frame: InputFrame) -> None:
        if self._exercise is not None:
            self._exercise.leave()
            self._context.journal.event("exercise_end", frame, exercise=self._exercise.number)
            self._exercise = None

    @property
    def progress(self) -> int:
        """Repetitions that are behind the patient, familiarisation included."""
        item = self._item
        now = item.phase.finished if item and isinstance(item.phase, Repetitions) else 0
        return self.finished + now

    def _cap(self, frame: InputFrame) -> None:
        """Go to the end once the level's cap is reached, as a rule not within a repetition."""
        item, limits = self._item, self._level.limits
        assert item is not None
        phase = item.phase
        between = not isinstance(phase, Repetitions) or not phase.exercise.running
        over_ns = self._active_ns - limits.session_minutes * 60_000_000_000
        if self._capped or phase.done or isinstance(phase, Summary):
            return
        if over_ns > (0 if between else PATIENCE_AT_CAP_NS):
            cause = "session_minutes"
        elif between and self._context.trial_num >= limits.repetitions:
            cause = "repetitions"
        else:
            return
        self._capped = True
        self._context.journal.event("cap", frame, cause=cause)
        self._next(frame)

    def _needs(self) -> tuple[str, ...]:
        """The points that a repetition needs now; none between repetitions."""
        if self._interlude is None and self._exercise is not None:
            return self._exercise.needs()
        return ()

    def _stop(self, cause: PauseCause, frame: InputFrame) -> None:
        """Freeze at once."""
        self._context.journal.event("pause", frame, cause=cause.value)
        self._interrupt(frame, cause)
        self._pause = Pause(self._context, cause)
        self._context.scene.sounds.append(SoundCue("pause"))

    def _interrupt(self, frame: InputFrame, cause: PauseCause) -> None:
        lost = cause is PauseCause.TRACKING_LOST
        reason = EndReason.TRACKING_LOST if lost else EndReason.PAUSED
        if self._interlude is not None:
            self._interlude.interrupt(reason, frame)
        if self._item is not None:
            self._item.phase.interrupt(reason, frame)

    def _stand_still(self, frame: InputFrame) -> None:
        assert self._pause is not None
        well = self._safety.well_again(frame)
        if self._pause.over(frame, well):
            self._go_on(frame)

    def _go_on(self, frame: InputFrame) -> None:
        assert self._pause is not None
        self._context.journal.event("resume", frame, cause=self._pause.cause.value)
        self._pause.leave()
        self._pause = None
        self._safety.forget()

    def _watch_space(self, frame: InputFrame) -> None:
        """A changed reference space makes every place wrong: stop, and look ahead anew."""
        asked = frame.buttons & _RECENTRE != 0
        if asked and not self._recentring:
            self._recentre(frame, "reference_space")
        self._recentring = asked

    def _recentre(self, frame: InputFrame, cause: str) -> None:
        self._context.journal.event("recentre", frame, cause=cause)
        if self._item is not None:
            self._item.phase.interrupt(EndReason.PAUSED, frame)
        if self._interlude is None:
            self._interlude = Align(self._context)
            self._interlude.enter(frame)
        else:
            self._interlude.interrupt(EndReason.PAUSED, frame)

    def _end_interlude(self, frame: InputFrame) -> None:
        assert self._interlude is not None
        self._interlude.leave(frame)
        self._interlude = None
        if self._exercise is not None and not self._exercise.running:
            self._exercise.leave()
            self._exercise.enter()
        self._basket.place()
        self._stop_sign.place()

    def _obey(self, command: Command, frame: InputFrame) -> None:
        self._context.journal.event(
            "command",
            frame,
            command=command.kind,
            source=command.source,
            **{"data": dict(command.data)} if command.data else {},
        )
        match command.kind:
            case "stop":
                self._stop_by_command(frame)
            case "pause" if self._pause is None:
                self._stop_by_command(frame)
            case "pause" | "resume" if self._pause is not None:
                self._go_on(frame)
            case "recentre":
                self._recentre(frame, "command")
            case "skip" if self._pause is None:
                self._skip(frame)
            case "easier":
                self._ask(-1.0, frame)
            case "harder":
                self._ask(+1.0, frame)
            case "demonstrate":
                self._demonstrate(frame)
            case "help":
                self._help.toggle()
            case "end":
                self._end("ended", frame)
            case _:  # cues, assistance and marks are for the record alone
                pass

    def _stop_by_command(self, frame: InputFrame) -> None:
        if self._pause is None:
            self._stop(PauseCause.STOPPED, frame)

    def _skip(self, frame: InputFrame) -> None:
        if self._interlude is not None:
            self._end_interlude(frame)
            return
        assert self._item is not None
        phase = self._item.phase
        if not isinstance(phase, Repetitions):
            self._next(frame)
            return
        phase.skip_repetition(frame)
        if phase.done:
            self._next(frame)

    def _ask(self, steps: float, frame: InputFrame) -> None:
        if self._item is not None and isinstance(self._item.phase, Repetitions):
            self._item.phase.exercise.ask(steps, frame)

    def _demonstrate(self, frame: InputFrame) -> None:
        item = self._item
        if self._interlude is None and item is not None and isinstance(item.phase, Repetitions):
            item.phase.interrupt(EndReason.PAUSED, frame)
            self._interlude = Demonstrate(self._context, item.phase.exercise)
            self._interlude.enter(frame)

    def _end(self, status: str, frame: InputFrame) -> None:
        if self._pause is not None:
            self._pause.leave()
            self._pause = None
        if self._interlude is not None:
            self._end_interlude(frame)
        self._leave_phase(frame)
        self._leave_exercise(frame)
        self._close(status, frame)

    def _close(self, status: str, frame: InputFrame) -> None:
        self._help.remove()
        self.status = status
        self._context.journal.event("session_end", frame, status=status)
