"""From what a device tells of a hand to: does it hold, and how hard.

Analogue grip with hysteresis: it takes hold at the threshold and lets go well below it, so that a
weak hand that wavers does not drop. Everything is a share of closing fully, 0..1, and needs no
calibration: openings of the fingers are measured against the hand's own size, or an adult's.
"""

from __future__ import annotations

import math
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame
from tasks.grasping.parameters import GripSource

OPENS_AT: Final = 0.6
"""The grip lets go below this share of its threshold."""

PINCH_OPEN_M: Final = 0.07
PINCH_CLOSED_M: Final = 0.015
"""Thumb tip to index tip: no pinch at all, and pads touching."""

FIST_OPEN: Final = 1.05
FIST_CLOSED: Final = 0.55
"""Mean distance of four fingertips from the palm, over that from wrist to middle knuckle."""

_WRIST: Final = 1
_PALM: Final = 0
_MIDDLE_KNUCKLE: Final = 12
_FINGERTIPS: Final = (10, 15, 20, 25)
_JOINTS_NEEDED: Final = (_PALM, _WRIST, _MIDDLE_KNUCKLE, *_FINGERTIPS)
_POSITION_VALID: Final = 2
_SIDES: Final[dict[Side, int]] = {"left": 0, "right": 1}


def closing(frame: InputFrame, side: Side, source: GripSource) -> float:
    """How far the hand of `side` is closed, 0..1; NaN where the device can't tell.

    `auto` is the largest of all that the device tells; `dwell` has no grip and gives 0.
    """
    index = _SIDES[side]
    if source == "trigger":
        return _share(frame.trigger[index])
    if source == "squeeze":
        return _share(frame.squeeze[index])
    if source == "pinch":
        return pinch(frame.aperture_m[index])
    if source == "fist":
        return fist(frame, side)
    if source == "dwell":
        return 0.0
    most = max(_share(frame.trigger[index]), _share(frame.squeeze[index]))
    aperture_m = frame.aperture_m[index]
    if aperture_m == aperture_m:  # fingers are tracked
        for told in (pinch(aperture_m), fist(frame, side)):
            if told > most:
                most = told
    return most


def pinch(aperture_m: float) -> float:
    """How far thumb and index finger are closed, 0..1; NaN for an aperture that is not known."""
    if not math.isfinite(aperture_m):
        return math.nan
    return _share((PINCH_OPEN_M - aperture_m) / (PINCH_OPEN_M - PINCH_CLOSED_M))


def fist(frame: InputFrame, side: Side) -> float:
    """How far the four fingers are closed, 0..1, by the hand's own size; NaN without joints."""
    joints = frame.joints[0]
    flags = joints[f"{side}_flags"]
    if not all(int(flags[joint]) & _POSITION_VALID for joint in _JOINTS_NEEDED):
        return math.nan
    place_m = joints[f"{side}_position_m"].tolist()
    hand_m = math.dist(place_m[_WRIST], place_m[_MIDDLE_KNUCKLE])
    if not 0.02 < hand_m < 0.3:
        return math.nan
    palm_m = place_m[_PALM]
    spread = sum(math.dist(palm_m, place_m[tip]) for tip in _FINGERTIPS) / (4.0 * hand_m)
    return _share((FIST_OPEN - spread) / (FIST_OPEN - FIST_CLOSED))


def _share(value: float) -> float:
    return min(1.0, max(0.0, value)) if math.isfinite(value) else math.nan


class Grip:
    """One hand's grip over time. `closed` tells whether it holds, `since_ns` since when.

    Between two frames the closing is taken to move straight, so the moment of crossing the
    threshold does not depend on the frame rate. What is not known changes nothing.
    """

    __slots__ = ("_before", "_before_ns", "_opens", "_threshold", "amount", "closed", "since_ns")

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._opens = OPENS_AT * threshold
        self._before = math.nan
        self._before_ns = 0
        self.amount = 0.0
        self.closed = False
        self.since_ns = 0

    @property
    def strength(self) -> float:
        """How hard it holds, 0..1: fully from the threshold on, so that a weak hand holds well;
        less and less below it, until it lets go.
        """
        return min(1.0, max(0.0, (self.amount - self._opens) / (self._threshold - self._opens)))

    def step(self, amount: float, now_ns: int) -> bool:
        """Follow one frame's closing (0..1 or NaN); True where it took hold or let go."""
        if amount != amount:
            return False
        before, before_ns = self._before, self._before_ns
        self._before, self._before_ns, self.amount = amount, now_ns, amount
        level = self._opens if self.closed else self._threshold
        crossed = amount < level if self.closed else amount >= level
        if not crossed:
            return False
        self.closed = not self.closed
        self.since_ns = now_ns
        if before == before and before != amount:
            share = min(1.0, max(0.0, (level - before) / (amount - before)))
            self.since_ns = before_ns + round(share * (now_ns - before_ns))
        return True
