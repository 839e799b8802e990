"""What difficulty asks for, in words: knobs, and the measures that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Demand:
    """A knob as a therapist reads it: its value times `factor` has `unit`."""

    label: str
    factor: float
    unit: str
    decimals: int

    def text(self, value: float) -> str:
        """A value with its unit."""
        number = f"{value * self.factor:.{self.decimals}f}"
        return f"{number} {self.unit}".rstrip()


_DISTANCE: Final = Demand("distance", 100.0, "% of reach", 0)

DEMANDS: Final[Mapping[str, Mapping[str, Demand]]] = MappingProxyType(
    {
        "reaching": {
            "distance_share": _DISTANCE,
            "radius_m": Demand("radius of the target", 1000.0, "mm", 0),
            "dwell_s": Demand("time to stay", 1.0, "s", 1),
            "distractors": Demand("other fruits", 1.0, "", 0),
            "sequence_length": Demand("targets in a row", 1.0, "", 0),
        },
        "grasping": {
            "distance_share": _DISTANCE,
            "height_share": Demand("height", 100.0, "% of reach", 0),
            "size_scale": Demand("size of the objects", 100.0, "% of life", 0),
            "weight": Demand("weight class", 1.0, "", 0),
            "place_tolerance_m": Demand("tolerance of place", 1000.0, "mm", 0),
            "angle_tolerance_deg": Demand("tolerance of tilt", 1.0, "degrees", 0),
            "grip_threshold": Demand("grip asked for", 100.0, "%", 0),
            "clutter": Demand("other things", 1.0, "", 0),
        },
        "stepping": {
            "height_m": Demand("height of the obstacle", 1000.0, "mm", 0),
            "depth_m": Demand("depth of the obstacle", 1000.0, "mm", 0),
            "speed_m_s": Demand("speed of the path", 1.0, "m/s", 2),
            "spacing_m": Demand("spacing", 1.0, "m", 2),
            "footprint_m": Demand("length of the footprint", 1000.0, "mm", 0),
            "step_length_m": Demand("step asked for", 1.0, "m", 2),
        },
    }
)
"""By task and knob."""

_CARRY: Final = ("distance_share", "height_share", "place_tolerance_m")
_OBSTACLE: Final = ("height_m", "depth_m")

FOLLOWS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("reaching", "reaction_time_s"): ("distractors",),
        ("reaching", "movement_time_s"): ("distance_share", "radius_m"),
        ("reaching", "peak_speed_m_s"): ("distance_share",),
        ("reaching", "path_length_m"): ("distance_share",),
        ("reaching", "time_to_peak_percent"): ("radius_m",),
        ("reaching", "endpoint_error_m"): ("radius_m",),
        ("reaching", "head_displacement_m"): ("distance_share",),
        ("grasping", "reach_time_s"): ("distance_share", "size_scale"),
        ("grasping", "lift_time_s"): ("weight",),
        ("grasping", "transport_time_s"): _CARRY,
        ("grasping", "release_time_s"): ("place_tolerance_m",),
        ("grasping", "path_ratio_transport"): _CARRY,
        ("grasping", "sparc_transport"): _CARRY,
        ("grasping", "peak_speed_reach_m_s"): ("distance_share",),
        ("grasping", "peak_speed_transport_m_s"): ("distance_share", "height_share"),
        ("grasping", "placement_error_m"): ("place_tolerance_m",),
        ("grasping", "tilt_error_deg"): ("angle_tolerance_deg",),
        ("grasping", "head_displacement_m"): ("distance_share", "height_share"),
        ("grasping", "drops"): ("size_scale", "weight", "grip_threshold"),
        ("grasping", "slips"): ("weight", "grip_threshold"),
        ("grasping", "knocked"): ("clutter",),
        ("stepping", "lead_clearance_m"): _OBSTACLE,
        ("stepping", "trail_clearance_m"): _OBSTACLE,
        ("stepping", "step_height_m"): _OBSTACLE,
        ("stepping", "step_length_m"): ("step_length_m", "spacing_m"),
        ("stepping", "swing_time_s"): _OBSTACLE,
        ("stepping", "placement_error_m"): ("footprint_m", "step_length_m"),
        ("stepping", "collisions"): (*_OBSTACLE, "speed_m_s"),
    }
)
"""Measures that change with what is asked, by task and name, and the knobs they change with.

Movement time grows with distance and shrinks with target size (Fitts, J Exp Psychol 1954, 47:381);
the others follow from their definitions.
"""


NOTEWORTHY_SHARE: Final = 0.05
"""A knob that moved by less than this share of itself is not called changed: chosen."""


def asked_otherwise(task: str, knob: str, was: float | None, now: float | None) -> str | None:
    """How a knob changed, in words; None where it did not, or hardly."""
    if was is None or now is None:
        return None
    if abs(now - was) <= NOTEWORTHY_SHARE * max(abs(was), abs(now)):
        return None
    demand = DEMANDS[task][knob]
    before, after = demand.text(was), demand.text(now)
    return f"{demand.label} {before}, then {after}" if before != after else None
