"""What every phase of a session shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from controllers.controller import Features, Haptic, Side
from controllers.frame import InputFrame
from controllers.mounting import Mounting
from game.calibration import Calibration
from game.difficulty import Lock
from game.skills import Skills
from tasks.body import BodyFrame, PlayArea, ReachEnvelope
from tasks.scene import Scene
from tasks.task import Body


class Journal(Protocol):
    """Takes down what happens; the recorder is one."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """One thing that happened on this frame."""
        ...

    def trial(self, row: Mapping[str, object]) -> None:
        """One finished repetition."""
        ...


def forgotten(calibration: Calibration) -> None:
    """Keep a calibration nowhere: it serves this session alone."""


@dataclass(slots=True)
class Context:
    """One session's scene, journal, generator and patient.

    `frame_of_body` is where the patient sits and faces; looking ahead sets it anew. `haptics`
    are to be felt now; the loop hands them to the device. `trial_num` counts repetitions
    from 1, through all exercises. `features` are those of the device.
    `walk_from` is where the patient was when a walk was first laid out: that floor was cleared.
    `worn` says how controllers are worn at the ankles now, None while hands hold them; the front
    door tells the device. `confirmed` holds what a therapist has confirmed ("supervised",
    "clear_space") and by which way; `lock` holds the difficulty where it is while it is on.
    `calibration` is what has been measured of the patient so far; it goes before `envelope`, the
    reach that is assumed. `keep` takes a new one for next time. `head_measured` is set by looking
    ahead: whether the head truly turned, and does not only seem to, as before a screen. `skills` is
    what the patient can do, as kept from earlier sessions and learned in this one.
    """

    scene: Scene
    journal: Journal
    rng: np.random.Generator
    affected: Side
    envelope: ReachEnvelope
    frame_of_body: BodyFrame
    features: Features = field(default_factory=lambda: Features("unknown"))
    walk_from: BodyFrame | None = None
    worn: Mounting | None = None
    calibration: Calibration = field(default_factory=Calibration)
    keep: Callable[[Calibration], None] = forgotten
    head_measured: bool = False
    confirmed: dict[str, str] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    skills: Skills = field(default_factory=Skills)
    haptics: list[Haptic] = field(default_factory=list)
    trial_num: int = 0

    @property
    def body(self) -> Body:
        """The patient as a task sees them now.

        A hand before a screen is not where the patient's own hand rests: there the measured
        resting places do not count.
        """
        bounds_m = self.features.bounds_m
        return Body(
            self.frame_of_body,
            self.calibration.envelope(self.envelope),
            self.affected,
            floor_m=self.calibration.floor_m,
            rests_m=self.calibration.rests_m if self.head_measured else {},
            play_area=PlayArea(*bounds_m) if bounds_m else None,
        )
