"""What makes grasping hard: what each knob adds, and what the patient does not choose."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tasks.demand import Covariate, Effect
from tasks.trial import Situation

EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "distance_share": Effect(0.65, 0.9, 0.15, "longer distance", "shorter distance"),
        "height_share": Effect(0, 1, 0.3, "higher goal", "lower goal"),
        "size_scale": Effect(1.1, 0.9, 0.1, "smaller object", "larger object", ratio=True),
        "weight": Effect(1, 2, 0.1, "heavier object", "lighter object"),
        "place_tolerance_m": Effect(0.1, 0.035, 0.25, "smaller goal", "larger goal", ratio=True),
        "angle_tolerance_deg": Effect(35, 15, 0.1, "less tilt allowed", "more tilt allowed"),
        "grip_threshold": Effect(0.3, 0.5, 0.05, "firmer grip", "weaker grip enough"),
        "time_limit_s": Effect(40, 12, 0.2, "less time", "more time", ratio=True),
        "clutter": Effect(0, 2, 0.05, "more things about", "fewer things about"),
    }
)
ACTIVITIES: Final = ("upright", "pour", "stack", "hand_to_hand", "lift")
"""Each against placing."""

SMALL: Final = frozenset({"spoon", "coin", "key", "pen"})
"""Objects that fingertips take, against those that a hand takes."""

COVARIATES: Final[Mapping[str, Covariate]] = MappingProxyType(
    {
        "object_azimuth_deg": Covariate(10, 30),
        "goal_azimuth_deg": Covariate(10, 30),
        "small": Covariate(0, 1),
        **{name: Covariate(0, 1) for name in ACTIVITIES},
    }
)
FAILURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leaned": "done by leaning",
        "MISS": "fell off the table",
        "COLLISION": "knocked something over",
        "TIMEOUT": "not done in time",
    }
)


def values_of(situation: Situation) -> dict[str, float]:
    """A situation in numbers: its covariates, and which object and activity it is."""
    labels = situation.labels
    return {
        **situation.covariates,
        "small": float(labels["object"] in SMALL),
        **{name: float(labels["activity"] == name) for name in ACTIVITIES},
    }
