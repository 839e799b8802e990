"""The frame loop: wait, read, step, record, draw, and what each of them costs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Final, Protocol

from controllers.controller import Clock, Controller, DeviceLostError, EndOfInput
from controllers.frame import InputFrame
from game.session import Session
from game.view.view import View

SECTIONS: Final = ("input", "step", "record", "draw")


class Sink(Protocol):
    """Takes every frame; the recorder is one."""

    def push(self, frame: InputFrame) -> None:
        """Store one frame."""
        ...


@dataclass(slots=True)
class Budget:
    """Counts frames whose work took longer than the display allows, by the slowest section."""

    period_ns: int
    frames: int = 0
    overruns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SECTIONS, 0))
    worst_ns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SECTIONS, 0))

    def overrun(self, sections_ns: Sequence[int]) -> None:
        """Take down a frame that took too long."""
        slowest = max(range(len(SECTIONS)), key=sections_ns.__getitem__)
        self.overruns[SECTIONS[slowest]] += 1
        for name, spent_ns in zip(SECTIONS, sections_ns, strict=True):
            self.worst_ns[name] = max(self.worst_ns[name], spent_ns)


def run(
    session: Session,
    clock: Clock,
    controller: Controller,
    sink: Sink,
    view: View,
    budget: Budget,
    housekeeping: Callable[[InputFrame], None],
) -> None:
    """Play until the session is done.

    `housekeeping` runs in every frame once it is stamped and before the device is read: the
    event pump, keys, progress. A device that is lost ends the session calmly; a
    finite input that ends, ends it as it was recorded.
    """
    frame = InputFrame()
    gc.collect()
    gc.freeze()
    gc.disable()
    trials = session.begun_trials
    try:
        while not session.done:
            try:
                clock.wait(frame)
                began_ns = perf_counter_ns()
                housekeeping(frame)
                controller.read(frame)
            except DeviceLostError as lost:
                session.lose(str(lost), frame)
                break
            except EndOfInput:
                break
            read_ns = perf_counter_ns()
            scene = session.scene
            scene.sounds.clear()
            session.step(frame)
            stepped_ns = perf_counter_ns()
            sink.push(frame)
            pushed_ns = perf_counter_ns()
            view.draw(scene, frame)
            drawn_ns = perf_counter_ns()
            for haptic in session.haptics:
                controller.pulse(haptic)
            budget.frames += 1
            if drawn_ns - began_ns > budget.period_ns:
                budget.overrun(
                    (
                        read_ns - began_ns,
                        stepped_ns - read_ns,
                        pushed_ns - stepped_ns,
                        drawn_ns - pushed_ns,
                    )
                )
            if session.begun_trials != trials:
                trials = session.begun_trials
                gc.collect(1)
    finally:
        gc.enable()
        gc.unfreeze()
