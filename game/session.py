"""The running session: phases in order, commands, pauses, the end.

Everything here follows from the frames and the commands alone, so a recording that is fed
through again gives the same session.
"""

from __future__ import annotations

from typing import Final

from controllers.controller import Haptic, Side
from controllers.frame import Button, InputFrame
from controllers.mounting import Mounting
from game.avatar import Avatar
from game.basket import Basket
from game.caps import Caps
from game.commands import Inbox
from game.concern import Concern
from game.context import Context, Journal
from game.course import Course
from game.exercise import Tally
from game.help import Help
from game.inquiring import inquire
from game.obeying import obey
from game.programme import Item, ending, programme
from game.resume_point import ResumePoint
from game.safety import Halt, HandsDown, PauseCause, Safety, hanging_m
from game.standstill import Standstill
from game.stop_sign import StopSign
from levels.model import Level
from tasks.scene import Rgba, Scene
from tasks.trial import EndReason

_RECENTRE: Final = int(Button.RECENTRE)


class Session:
    """One patient plays one level, or what an earlier session left of it.

    `done` tells when it is over; `status` how it ended: "completed", "stopped" (the patient's
    wish), "ended" (the therapist's), "device_lost".
    """

    def __init__(
        self,
        level: Level,
        context: Context,
        commands: Inbox,
        skin: Rgba,
        resumed: ResumePoint | None = None,
    ) -> None:
        self.status = "running"
        self.tally = Tally(resumed.scored, resumed.won) if resumed else Tally()
        self.planned = sum(exercise.repetitions_in_all for exercise in level.exercises)
        self.journal: Journal = context.journal
        self.help = Help(context)
        self._level = level
        self.context = context
        self._commands = commands
        self._resumed = resumed
        self._avatar = Avatar(context.scene, skin)
        basket = Basket(context)
        stop_sign = StopSign(context)
        hands_down = HandsDown(hanging_m(context.envelope)) if level.guide.hands_down_stop else None
        self.standstill = Standstill(context, Safety(hands_down), stop_sign)
        items = programme(level, context, basket, self.tally, resumed)
        self.course = Course(context, items, (basket, stop_sign))
        if resumed is not None:
            context.lock.on = resumed.locked
            self.course.finished = resumed.behind(level)
        self._concern = Concern(context, level.limits)
        self._caps = Caps(level.limits)
        self._early = False
        self._begun = False
        self._recentring = False

    @property
    def done(self) -> bool:
        """Whether the session is over."""
        return self.status != "running"

    @property
    def scene(self) -> Scene:
        """What is to be seen and heard."""
        return self.context.scene

    @property
    def haptics(self) -> list[Haptic]:
        """What is to be felt on this frame."""
        return self.context.haptics

    @property
    def worn(self) -> Mounting | None:
        """How controllers are worn at the ankles now, None while hands hold them."""
        return self.context.worn

    @property
    def begun_trials(self) -> int:
        """Repetitions begun so far; between two of them there is time to clean up."""
        return self.context.trial_num

    @property
    def finished(self) -> int:
        """Repetitions of the sets that are over, familiarisation included."""
        return self.course.finished

    @property
    def progress(self) -> int:
        """Repetitions that are behind the patient, familiarisation included."""
        return self.course.progress

    @property
    def active_ns(self) -> int:
        """Time played so far; pauses are not in it."""
        return self._caps.active_ns

    @property
    def phase(self) -> str:
        """Name of the present phase."""
        if self.standstill.now:
            return "pause"
        phase = self.course.phase
        return phase.name if phase else ""

    def step(self, frame: InputFrame) -> Scene:
        """Live through one frame."""
        self.context.haptics.clear()
        if not self._begun:
            self._begin(frame)
        for command in self._commands.drain():
            obey(self, command, frame)
            if self.done:
                return self.scene
        self._avatar.step(frame)
        self._watch_space(frame)
        if self.standstill.now:
            if self.standstill.over(frame):
                self.go_on(frame)
        else:
            halt = self.standstill.reason(frame, self.course.needs(), hands_up=self._hands_up())
            if halt is not None:
                self.stand_still(halt, frame)
            else:
                self._live(frame)
        self._caps.pass_by(frame.display_time_ns)
        return self.scene

    def lose(self, reason: str, frame: InputFrame) -> None:
        """End calmly because the device is gone for good."""
        if not self.done:
            self.journal.event("fault", frame, cause="device_lost", message=reason)
            self.end("device_lost", frame)

    def stand_still(self, halt: Halt, frame: InputFrame) -> None:
        """Freeze at once, or hold what stands still already."""
        if self.standstill.now:
            self.standstill.hold(halt, frame)
            return
        lost = halt.cause is PauseCause.TRACKING_LOST
        self.course.follow(frame)
        self.standstill.begin(halt, frame)
        self.course.interrupt(EndReason.TRACKING_LOST if lost else EndReason.PAUSED, frame)

    def go_on(self, frame: InputFrame) -> None:
        """End the pause; after a long one within an exercise the patient is asked."""
        hurts = self.standstill.hurts
        duration_s = self.standstill.end(frame)
        if self.course.repetitions is not None:
            self._concern.long_pause(duration_s)
        if hurts:
            self.hear_of_pain(frame)

    def hear_of_pain(self, frame: InputFrame) -> None:
        """Ask how much it hurts and how to go on: at once, or when what is asked now is over."""
        if self.course.on_programme and self.course.repetitions is not None:
            inquire(self, "pain", frame)
        else:
            self._concern.pain()

    def recentre(self, cause: str, frame: InputFrame) -> None:
        """Find out anew where the patient sits and faces."""
        self.journal.event("recentre", frame, cause=cause)
        self.course.look_ahead(frame)

    def skip(self, frame: InputFrame) -> None:
        """End the present phase; within a set, the present repetition."""
        self.course.skip(frame)
        self._end_if_over(frame)

    def end_early(self, cause: str, frame: InputFrame) -> None:
        """The patient wants no more: straight to the end, which is never a failure."""
        self._early = True
        self.journal.event("early_end", frame, cause=cause)
        self._turn_to_end(frame)

    def end(self, status: str, frame: InputFrame) -> None:
        """End at once and leave nothing behind."""
        self.standstill.leave()
        self.course.leave(frame)
        self._close(status, frame)

    def _begin(self, frame: InputFrame) -> None:
        self._begun = True
        self.journal.event("session_start", frame, level=self._level.id)
        if self._resumed is not None:
            self.journal.event(
                "resumed",
                frame,
                session=self._resumed.session,
                exercise=self._resumed.exercise,
                set=self._resumed.set,
                done=self._resumed.done,
            )
        self._next(frame)

    def _live(self, frame: InputFrame) -> None:
        course = self.course
        self._caps.live(frame.display_time_ns)
        if self._concern.cause and self._may_ask():
            inquire(self, self._concern.cause, frame)
            self._concern.asked()
        held_up = not course.on_programme
        course.step(frame)
        self._notice_repetition(frame)
        item = course.item
        if item is None or self._cap(frame) or held_up or not item.phase.done:
            return
        if item.wants_end():
            self.end_early("check_in", frame)
        elif not (self._concern.cause and self._may_ask()):
            self._next(frame)

    def _notice_repetition(self, frame: InputFrame) -> None:
        exercise = self.course.exercise
        row = exercise.take_scored() if exercise is not None else None
        if exercise is None or row is None:
            return
        side: Side = "left" if row["side"] == "left" else "right"
        mood = exercise.mood.get(side, 0.0)
        signs = self._concern.repetition(row, mood, self._caps.active_ns, frame)
        if signs is not None:
            exercise.ease(side, signs.words, frame)

    def _may_ask(self) -> bool:
        """Between repetitions, and while there is something to come that could be made easier."""
        item, repetitions = self.course.item, self.course.repetitions
        if item is None or repetitions is None or not self.course.on_programme:
            return False
        return not repetitions.exercise.running and not (item.last and item.phase.done)

    def _cap(self, frame: InputFrame) -> bool:
        """Go to the end once the level's cap is reached, as a rule not within a repetition."""
        course = self.course
        item = course.item
        if item is None or (course.on_programme and item.phase.done):
            return False
        if item.closing:
            return self._give_up(item, frame)
        running = course.exercise is not None and course.exercise.running
        between = course.on_programme and not running
        cause = self._caps.reached(self.context.trial_num, between=between)
        if cause:
            self.journal.event("cap", frame, cause=cause)
            self._turn_to_end(frame)
        return bool(cause)

    def _give_up(self, closing: Item, frame: InputFrame) -> bool:
        """Leave a phase of the end that nobody answers, so that the session ends."""
        waited = self._caps.waited(closing)
        if waited:
            self.journal.event("cap", frame, cause="unanswered")
            self.course.leave_between(frame)
            self._next(frame)
        return waited

    def _turn_to_end(self, frame: InputFrame) -> None:
        self.course.turn_to(ending(self._level, self.context, self.tally), frame)
        self._end_if_over(frame)

    def _watch_space(self, frame: InputFrame) -> None:
        """A changed reference space makes every place wrong: stop, and look ahead anew."""
        asked = frame.buttons & _RECENTRE != 0
        if asked and not self._recentring:
            self.recentre("reference_space", frame)
        self._recentring = asked

    def _hands_up(self) -> bool:
        """Whether the patient is busy with the hands, so that hanging ones mean something."""
        course = self.course
        busy = course.repetitions is not None and course.on_programme and self.worn is None
        return busy and course.exercise is not None and not course.exercise.on_foot

    def _next(self, frame: InputFrame) -> None:
        self.course.next(frame)
        self._end_if_over(frame)

    def _end_if_over(self, frame: InputFrame) -> None:
        if self.course.item is None and not self.done:
            self._close("stopped" if self._early else "completed", frame)

    def _close(self, status: str, frame: InputFrame) -> None:
        self.help.remove()
        self.status = status
        self.journal.event("session_end", frame, status=status)
