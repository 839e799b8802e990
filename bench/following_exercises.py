"""The exercises of the bench of following: as shipped ones, but with ends that everybody meets.

Where a simulated patient does an exercise from end to end without failing, as all of them do the
shipped `stepping-2-in-place`, no policy differs from another. Here the easy end is done by nearly
everybody and the hard end by nearly nobody, so that there is a difficulty at 70 % to be found.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from levels.loader import parse_level
from levels.model import Level

START: Final = 0.3
"""Difficulty of everybody's first repetition."""

EXERCISES: Final[dict[str, dict[str, Any]]] = {
    "reaching": {
        "sets": 6,
        "repetitions": 10,
        "rest_s": 30,
        "parameters": {
            "directions": 8,
            "azimuth_deg": {"low": -20, "high": 50},
            "elevation_deg": {"low": -25, "high": 30},
            "distance_share": {"easy": 0.65, "hard": 0.95},
            "radius_m": {"easy": 0.08, "hard": 0.025},
            "dwell_s": {"easy": 0.3, "hard": 1.0},
            "time_limit_s": {"easy": 12, "hard": 2.5},
            "start": {"elevation_deg": -45, "distance_share": 0.55, "radius_m": 0.06},
        },
    },
    "grasping": {
        "sets": 5,
        "repetitions": 8,
        "rest_s": 30,
        "parameters": {
            "activity": "place",
            "objects": ["cup", "ball", "can"],
            "grip": {"threshold": {"easy": 0.15, "hard": 0.4}},
            "azimuth_deg": {"low": -15, "high": 30},
            "distance_share": {"easy": 0.6, "hard": 0.9},
            "size_scale": {"easy": 1.2, "hard": 0.9},
            "weight": 1,
            "place_tolerance_m": {"easy": 0.12, "hard": 0.02},
            "angle_tolerance_deg": {"easy": 45, "hard": 15},
            "time_limit_s": {"easy": 20, "hard": 4},
            "clutter": 0,
        },
    },
    "stepping": {
        "posture": "standing",
        "sets": 6,
        "repetitions": 10,
        "rest_s": 30,
        "parameters": {
            "mode": "in_place",
            "kinds": "footprints",
            "footprint_m": {"easy": 0.5, "hard": 0.2},
            "step_length_m": {"easy": 0.15, "hard": 0.5},
            "direction_deg": {"low": 0, "high": 60},
            "time_limit_s": {"easy": 20, "hard": 4},
        },
    },
}


@cache
def level_of(task: str) -> Level:
    """A level of one exercise of a task, all of it with the affected side."""
    told = {
        "task": task,
        "name": task,
        "objective": "to be followed",
        "body_part": "the affected side",
        "familiarisation": 0,
        "affected_share": 1.0,
        "demonstrate": False,
        **EXERCISES[task],
    }
    level = {
        "format": 1,
        "id": f"following-{task}",
        "title": task,
        "for_whom": "the bench",
        "objective": "to be followed",
        "body_part": "the affected side",
        "posture": told.pop("posture", "seated"),
        "caution": "none",
        "reason": "the same for everybody",
        "minutes": 20,
        "exercises": [told],
    }
    return parse_level(json.dumps(level).encode(), f"{level['id']}.yaml")
