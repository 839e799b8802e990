"""Which parts of the calibration a session goes through."""

from __future__ import annotations

from collections.abc import Iterator

from controllers.controller import Side, other_side
from controllers.mounting import UNMEASURED
from game.calibration import Posture
from game.context import Context
from game.phases.calibrate import Calibrate, NotMeasured
from game.phases.calibrate_ankles import Ankles, Fasten
from game.phases.calibrate_eyes import Eyes
from game.phases.calibrate_reach import Reach
from game.phases.calibrate_rest import Rest
from game.phases.phase import Measuring
from levels.model import Level


def calibration_phases(context: Context, level: Level, posture: Posture) -> Iterator[Measuring]:
    """Eyes and floor, then each hand that the level uses: where it rests, how far it reaches.

    To be asked for after looking ahead, in the posture taken up. Only what is not known yet,
    where the level says `when_new`; nothing where it says `never`. A device that does not measure
    the head measures no body either: the recording says so.
    """
    mode = level.guide.calibration
    if mode == "never":
        return
    if not measures(context):
        yield NotMeasured(context, "not_tracked")
        return
    yield from posture_phases(context, level, posture)
    anew = mode == "always"
    known = context.calibration
    for side in sides_used(context, level):
        if anew or known.rest_m(side) is None:
            yield Calibrate(context, Rest(context, side))
        if anew or known.reach(side) is None:
            yield Calibrate(context, Reach(context, side))


def posture_phases(context: Context, level: Level, posture: Posture) -> Iterator[Measuring]:
    """Eyes and floor in a posture, after it was taken up and the patient looked ahead in it."""
    mode = level.guide.calibration
    if mode == "never" or not measures(context):
        return
    if mode == "always" or context.calibration.eye_height_m(posture) is None:
        yield Calibrate(context, Eyes(posture, context.calibration.floor_m))


def strap_on(context: Context, posture: Posture) -> Iterator[Measuring]:
    """Before an exercise for the feet: controllers go to the ankles, and are measured there.

    Trackers are only measured. Nothing for a device that measures no body, or where they are worn
    already. Every time anew, for no strap is put on twice the same way.
    """
    if not measures(context) or context.worn is not None:
        return
    if not context.features.feet:
        yield Fasten(context, "strap_on", UNMEASURED)
    yield Calibrate(context, Ankles(context, posture))


def take_off(context: Context) -> Iterator[Measuring]:
    """After the last exercise for the feet: controllers come back into the hands."""
    if context.worn is not None and not context.features.feet:
        yield Fasten(context, "take_off", None)


def measures(context: Context) -> bool:
    """Whether the device measures a body: a head that is tracked, turning and all."""
    return context.features.orientation and context.head_measured


def sides_used(context: Context, level: Level) -> tuple[Side, ...]:
    """Hands that the level works with, the affected one first."""
    affected = context.affected
    other = other_side(affected)
    shares = [e.affected_share for e in level.exercises if not e.parameters.on_foot]
    used: list[Side] = []
    if any(share > 0.0 for share in shares):
        used.append(affected)
    if any(share < 1.0 for share in shares):
        used.append(other)
    return tuple(side for side in used if side in context.features.hands)
