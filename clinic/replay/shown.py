"""What the patient saw at a moment of a recording, as far as its events tell."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from clinic.replay.track import Placed
from clinic.report.movements import vector
from controllers.frame import IDENTITY, Quat, Vec3

Role = Literal["start", "target", "object", "obstacle", "footprint"]
Shape = Literal["ball", "box", "disc"]

_OBJECT_M: Final = 0.07
_THIN_M: Final = 0.01
_TAKEN: Final = ("grasped",)
_LAID: Final = ("released", "slipped", "dropped", "fallen", "returned", "knocked", "offered")


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing: its middle in stage axes, its size along its own axes, metres."""

    id: str
    role: Role
    shape: Shape
    position_m: Vec3
    orientation: Quat
    size_m: Vec3


@dataclass(frozen=True, slots=True)
class _Repetition:
    start_ns: int
    end_ns: int
    events: Sequence[Mapping[str, Any]]


class Scenes:
    """Start places, targets and things by time, from a session's events.

    An obstacle comes at the speed that was recorded. A thing in the hand is where the hand is:
    its own way is not recorded, only where it was taken and let go.
    """

    def __init__(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Sort events by repetition."""
        self._repetitions = list(_repetitions(events))
        self._starts = [each.start_ns for each in self._repetitions]

    def at(self, time_ns: int, points: Mapping[str, Placed]) -> list[Shown]:
        """What was there at a moment; `points` tells where the hands were."""
        number = bisect.bisect_right(self._starts, time_ns) - 1
        if number < 0 or time_ns >= self._repetitions[number].end_ns:
            return []
        scene: dict[str, Shown] = {}
        carried_by = None
        for event in self._repetitions[number].events:
            if event["time_ns"] > time_ns:
                continue
            kind, place_m = event["kind"], vector(event.get("position_m"))
            if place_m is None:
                continue
            if kind == "start_shown":
                scene["start"] = _start(event, place_m)
            elif kind == "target_shown":
                _target(event, place_m, time_ns, scene)
            elif kind in _TAKEN or kind in _LAID:
                carried_by = event.get("side") if kind in _TAKEN else None
                scene["object"] = _thing(place_m)
        hand = points.get(f"{carried_by}_hand")
        if hand is not None and "object" in scene:
            scene["object"] = _thing(hand.position_m)
        return list(scene.values())


def _repetitions(events: Sequence[Mapping[str, Any]]) -> Sequence[_Repetition]:
    found: list[_Repetition] = []
    begun: list[Mapping[str, Any]] = []
    start_ns = last_ns = 0
    for event in events:
        time_ns, kind = event.get("time_ns"), event.get("kind")
        if not isinstance(time_ns, int) or not isinstance(kind, str):
            continue
        last_ns = max(last_ns, time_ns)
        if kind == "trial_start":
            start_ns, begun = time_ns, [event]
        elif begun:
            begun.append(event)
            if kind == "trial_end":
                found.append(_Repetition(start_ns, time_ns, begun))
                begun = []
    if begun:  # it broke off in the midst of it
        found.append(_Repetition(start_ns, last_ns + 1, begun))
    return found


def _start(event: Mapping[str, Any], place_m: Vec3) -> Shown:
    wide_m = 2 * _number(event.get("radius_m"), 0.05)
    return Shown("start", "start", "disc", place_m, _turned(event), (wide_m, _THIN_M, wide_m))


def _thing(place_m: Vec3) -> Shown:
    return Shown("object", "object", "ball", place_m, IDENTITY, (_OBJECT_M,) * 3)


def _target(event: Mapping[str, Any], place_m: Vec3, time_ns: int, scene: dict[str, Shown]) -> None:
    size_m, turned = vector(event.get("size_m")), _turned(event)
    wide_m = 2 * _number(event.get("radius_m"), 0.05)
    what = event.get("what")
    if what == "obstacle" and size_m is not None:
        come_m = _number(event.get("speed_m_s"), 0.0) * (time_ns - event["time_ns"]) / 1e9
        yaw_rad = _number(event.get("yaw_rad"), 0.0)
        x, y, z = place_m
        middle_m = (
            x + math.sin(yaw_rad) * come_m,
            y + size_m[1] / 2,
            z + math.cos(yaw_rad) * come_m,
        )
        scene["target"] = Shown("target", "obstacle", "box", middle_m, turned, size_m)
    elif what == "footprint":
        name = f"print {event.get('place_in_sequence', 0)}"
        flat_m = (wide_m, _THIN_M, wide_m)
        scene[name] = Shown(name, "footprint", "disc", place_m, turned, flat_m)
    else:
        scene["target"] = Shown("target", "target", "ball", place_m, turned, (wide_m,) * 3)
    object_m = vector(event.get("object_position_m"))
    if object_m is not None:
        scene.setdefault("object", _thing(object_m))


def _turned(event: Mapping[str, Any]) -> Quat:
    turned = event.get("orientation")
    if isinstance(turned, list) and len(turned) == 4 and all(map(_finite, turned)):
        return cast(Quat, tuple(float(each) for each in turned))
    half_rad = _number(event.get("yaw_rad"), 0.0) / 2
    return (0.0, math.sin(half_rad), 0.0, math.cos(half_rad))


def _number(value: object, otherwise: float) -> float:
    return float(cast(float, value)) if _finite(value) else otherwise


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
