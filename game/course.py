"""Where a session is: the phase that runs, what comes in between, the exercise it belongs to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from controllers.frame import InputFrame
from game.context import Context
from game.exercise import RunningExercise
from game.phases.align import Align
from game.phases.phase import Phase
from game.phases.repetitions import Repetitions
from game.phases.supervision import CLEAR_SPACE, SIMULATED, Supervision
from game.programme import Item
from tasks.body import BodyFrame, yaw_of
from tasks.trial import EndReason


class Hung(Protocol):
    """Something that hangs where the patient sits and faces."""

    def place(self) -> None:
        """Hang anew."""
        ...


def _nothing(frame: InputFrame) -> None:
    """What follows most interludes."""


class Course:
    """Goes through the programme, phase by phase, and writes down where it is.

    An interlude (a question, a rest that was asked for) holds up the phase of the programme;
    finding one's place anew (looking ahead, and for a walk saying that the floor is clear there
    too) holds up both. Only the uppermost of the three lives; what is held up has been
    interrupted and hangs its boards anew at its next step.
    """

    def __init__(self, context: Context, items: Iterator[Item], hung: Sequence[Hung]) -> None:
        self.item: Item | None = None
        self.exercise: RunningExercise | None = None
        self.finished = 0
        self._context = context
        self._items = items
        self._hung = hung
        self._interlude: Phase | None = None
        self._then: Callable[[InputFrame], None] = _nothing
        self._placing: Align | Supervision | None = None

    @property
    def phase(self) -> Phase | None:
        """The phase that lives now."""
        return self._placing or self._interlude or (self.item.phase if self.item else None)

    @property
    def on_programme(self) -> bool:
        """Whether nothing holds up the programme's own phase."""
        return self.phase is not None and self._placing is None and self._interlude is None

    @property
    def repetitions(self) -> Repetitions | None:
        """The set or familiarisation of the programme now, held up or not."""
        phase = self.item.phase if self.item else None
        return phase if isinstance(phase, Repetitions) else None

    @property
    def progress(self) -> int:
        """Repetitions that are behind the patient, familiarisation included."""
        now = self.repetitions
        return self.finished + (now.finished if now else 0)

    def needs(self) -> tuple[str, ...]:
        """The points that a repetition needs now; none between repetitions."""
        if self.exercise is not None and self.on_programme:
            return self.exercise.needs()
        return ()

    def step(self, frame: InputFrame) -> None:
        """Live through one frame of the uppermost phase; the programme goes on by `next`."""
        phase = self.phase
        if phase is None:
            return
        begun = self._context.trial_num
        phase.step(frame)
        if self._context.trial_num != begun:
            self.follow(frame)
        if phase.done and phase is self._placing:
            self._end_placing(frame)
        elif phase.done and phase is self._interlude:
            self.end_interlude(frame)

    def follow(self, frame: InputFrame) -> None:
        """Hang everything where a patient who walks about is now."""
        if self.exercise is not None and self.exercise.walks and frame.head.position_tracked:
            context, head = self._context, frame.head
            x, _, z = head.position_m
            yaw_rad = yaw_of(head.orientation)
            if math.isfinite(x + z + yaw_rad):
                eyes_m = (x, context.frame_of_body.eyes_m[1], z)
                context.frame_of_body = BodyFrame(eyes_m, yaw_rad)
                self._hang()

    def next(self, frame: InputFrame) -> None:
        """Leave the programme's phase and enter the next; `item` is None after the last."""
        self._leave_phase(frame)
        item = next(self._items, None)
        running = item.running if item else None
        if running is not self.exercise:
            self._leave_exercise(frame)
            self._enter_exercise(running, frame)
        if item is None:
            return
        self.item = item
        event = self._context.journal.event
        event("phase_start", frame, phase=item.phase.name, set=item.set, **item.told)
        item.phase.enter(frame)
        self._hang()

    def turn_to(self, items: Iterator[Item], frame: InputFrame) -> None:
        """Go on with other phases than the programme's."""
        self._items = items
        self.leave_between(frame)
        self.next(frame)

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """Interrupt everything that runs."""
        for phase in (self._placing, self._interlude, self.item.phase if self.item else None):
            if phase is not None:
                phase.interrupt(reason, frame)

    def put_between(
        self, phase: Phase, frame: InputFrame, then: Callable[[InputFrame], None] = _nothing
    ) -> None:
        """Hold up the programme with `phase`; `then` follows when it is over."""
        assert self.item is not None
        self.item.phase.interrupt(EndReason.PAUSED, frame)
        self.follow(frame)
        self._interlude, self._then = phase, then
        phase.enter(frame)

    def end_interlude(self, frame: InputFrame) -> None:
        """End what is in between and go on with the programme."""
        interlude, then = self._interlude, self._then
        assert interlude is not None
        self._interlude, self._then = None, _nothing
        interlude.leave(frame)
        then(frame)

    def look_ahead(self, frame: InputFrame) -> None:
        """Find out anew where the patient is; boards of other phases come back afterwards."""
        self._context.walk_from = None
        phase = self.phase
        if phase is None:
            return
        phase.interrupt(EndReason.PAUSED, frame)
        if isinstance(phase, Align):
            return
        if self._placing is not None:
            self._placing.leave(frame)
        self._placing = Align(self._context)
        self._placing.enter(frame)

    def skip(self, frame: InputFrame) -> None:
        """End the uppermost phase; of repetitions just one."""
        if self._placing is not None:
            if isinstance(self._placing, Align):
                self._end_placing(frame)
        elif self._interlude is not None:
            self.end_interlude(frame)
        elif (repetitions := self.repetitions) is not None:
            repetitions.skip_repetition(frame)
            if repetitions.done:
                self.next(frame)
        elif self.item is not None and self.item.may_be_skipped:
            self.next(frame)

    def leave_between(self, frame: InputFrame) -> None:
        """Take away what holds up the programme, unanswered."""
        if self._placing is not None:
            self._placing.leave(frame)
            self._placing = None
        if self._interlude is not None:
            self._interlude.leave(frame)
            self._interlude, self._then = None, _nothing

    def leave(self, frame: InputFrame) -> None:
        """Leave everything."""
        self.leave_between(frame)
        self._leave_phase(frame)
        self._leave_exercise(frame)

    def _end_placing(self, frame: InputFrame) -> None:
        assert self._placing is not None
        self._placing.leave(frame)
        confirmed = self._context.confirmed
        elsewhere = isinstance(self._placing, Align) and self._walks_unmeasured
        if elsewhere and confirmed.get(CLEAR_SPACE) != SIMULATED:
            confirmed.pop(CLEAR_SPACE, None)
            self._placing = Supervision(self._context, [CLEAR_SPACE])
            self._placing.enter(frame)
            return
        self._placing = None
        if self.exercise is not None and not self.exercise.running:
            self.exercise.leave()
            self.exercise.enter()
        self._hang()

    @property
    def _walks_unmeasured(self) -> bool:
        """Whether the patient walks about where only a person's eye has seen that it is clear."""
        walks = self.exercise is not None and self.exercise.walks
        return walks and self._context.body.play_area is None

    def _leave_phase(self, frame: InputFrame) -> None:
        if self.item is None:
            return
        phase = self.item.phase
        phase.leave(frame)
        self.follow(frame)
        if isinstance(phase, Repetitions):
            self.finished += phase.finished
        event = self._context.journal.event
        event("phase_end", frame, phase=phase.name, set=self.item.set)
        self.item = None

    def _enter_exercise(self, running: RunningExercise | None, frame: InputFrame) -> None:
        self.exercise = running
        if running is not None:
            self._context.journal.event(
                "exercise_start",
                frame,
                exercise=running.number,
                name=running.exercise.name,
                scale=[running.scale.at_0, running.scale.at_1],
            )
            running.enter()

    def _leave_exercise(self, frame: InputFrame) -> None:
        if self.exercise is not None:
            self.exercise.leave()
            self._context.journal.event("exercise_end", frame, exercise=self.exercise.number)
            self.exercise = None

    def _hang(self) -> None:
        for thing in self._hung:
            thing.place()
