"""Scripted hands: frames made from a function of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from controllers.controller import Side
from controllers.frame import GUESSED, NO_POSE, TRACKED, InputFrame, Vec3

EYES_M: Vec3 = (0.0, 1.2, 0.0)
Path = Callable[[float], Vec3 | None]
"""Place at a time in seconds; None is an untracked hand."""


def frames(
    hand: Path,
    *,
    rate_hz: float = 90.0,
    side: Side = "right",
    until_s: float = 60.0,
    head: Callable[[float], Vec3] = lambda _: EYES_M,
    guessed: Callable[[float], bool] = lambda _: False,
    start_ns: int = 5_000_000_000,
) -> Iterator[InputFrame]:
    """The same preallocated frame, filled anew for each tick."""
    frame = InputFrame()
    for index in range(round(until_s * rate_hz)):
        time_s = index / rate_hz
        time_ns = start_ns + round(time_s * 1e9)
        frame.set_times(index, time_ns, time_ns)
        frame.head.set(head(time_s))
        place = hand(time_s)
        other = frame.hand("left" if side == "right" else "right")
        other.set((-0.2 if side == "right" else 0.2, 0.8, -0.2))
        if place is None:
            frame.hand(side).set(frame.hand(side).position_m, flags=NO_POSE)
        else:
            frame.hand(side).set(place, flags=GUESSED if guessed(time_s) else TRACKED)
        frame.settle_samples()
        yield frame


def between(start_m: Vec3, end_m: Vec3, share: float) -> Vec3:
    """A place on the straight line."""
    return (
        start_m[0] + (end_m[0] - start_m[0]) * share,
        start_m[1] + (end_m[1] - start_m[1]) * share,
        start_m[2] + (end_m[2] - start_m[2]) * share,
    )


def minimum_jerk(start_m: Vec3, end_m: Vec3, begin_s: float, duration_s: float) -> Path:
    """Rest, one minimum-jerk movement (Flash and Hogan 1985), rest."""

    def place(time_s: float) -> Vec3:
        s = min(1.0, max(0.0, (time_s - begin_s) / duration_s))
        return between(start_m, end_m, s * s * s * (10 + s * (6 * s - 15)))

    return place
