"""A preview of an exercise: many repetitions drawn and planned as the game does it, none played."""

from __future__ import annotations

from typing import Final

import numpy as np

from clinic.authoring.preview.placing import PLACING
from clinic.authoring.preview.spots import Preview, Solid, Spot
from controllers.controller import Side, other_side
from game.calibration import Calibration
from game.patient import Patient
from levels.model import Exercise, Level
from tasks.body import BodyFrame, ReachEnvelope
from tasks.registry import make_task
from tasks.scene import Scene
from tasks.task import Body

DIFFICULTIES: Final = 5
DRAWS: Final = 12
_SEED: Final = 1


def preview(
    level: Level,
    number: int,
    patient: Patient | None = None,
    calibration: Calibration | None = None,
) -> Preview:
    """Where the things of an exercise (`number` from 0) can appear, from easiest to hardest.

    Without a patient, for the body that the level assumes. Always the same for the same input.
    """
    exercise = level.exercises[number]
    calibration = calibration or Calibration()
    body = body_of(level, exercise, patient, calibration)
    lowest, highest = difficulty_range(exercise)
    measured = any(calibration.reach(side) is not None for side in ("left", "right"))
    place = PLACING.get(exercise.task)
    if place is None:
        return Preview(body, (), (), lowest, highest, measured, "There is no preview of this task.")
    rng = np.random.default_rng(_SEED)
    task = make_task(exercise.task, exercise.parameters, Scene("preview"))
    spots: dict[Spot, None] = {}
    solids: dict[Solid, None] = {}
    for difficulty in np.linspace(lowest, highest, DIFFICULTIES if highest > lowest else 1):
        for side in sides(exercise, body.affected):
            for _ in range(DRAWS):
                spec = task.plan(task.draw(rng, side), float(difficulty))
                for each in place(exercise.parameters, spec, body, rng):
                    if isinstance(each, Spot):
                        spots[each] = None
                    else:
                        solids[each] = None
    return Preview(body, tuple(spots), tuple(solids), lowest, highest, measured, _note(exercise))


def _note(exercise: Exercise) -> str:
    parameters = exercise.parameters
    if parameters.walks:
        return (
            "The way back is the same, turned round. In a headset with a clear space set up, the "
            "walk lies in the longest direction of that space."
        )
    if parameters.on_foot:
        return "Obstacles appear there and come to the feet."
    return ""


def body_of(
    level: Level, exercise: Exercise, patient: Patient | None, calibration: Calibration
) -> Body:
    """The patient before the exercise, looking along -z over the stage's origin, floor at 0."""
    posture = level.posture_of(exercise)
    usual_m = 1.2 if posture == "seated" else 1.6
    assumed_m = level.eye_height_m if posture == level.posture else usual_m
    eyes_m = calibration.eye_height_m(posture) or assumed_m
    envelope = ReachEnvelope(level.body.reach_left_m, level.body.reach_right_m)
    affected: Side = "left" if level.affected == "left" else "right"
    if patient is not None:
        envelope, affected = patient.envelope(envelope), patient.affected
    return Body(
        BodyFrame((0.0, eyes_m, 0.0), 0.0),
        calibration.envelope(envelope),
        affected,
        rests_m=calibration.rests_m,
    )


def sides(exercise: Exercise, affected: Side) -> tuple[Side, ...]:
    """The sides that have repetitions at all, the affected one first."""
    if exercise.affected_share >= 1.0:
        return (affected,)
    if exercise.affected_share <= 0.0:
        return (other_side(affected),)
    return (affected, other_side(affected))


def difficulty_range(exercise: Exercise) -> tuple[float, float]:
    """The lowest and the highest difficulty that the exercise may come to."""
    settings = exercise.difficulty
    if settings.policy == "fixed":
        return settings.difficulty, settings.difficulty
    return settings.lower, settings.upper
