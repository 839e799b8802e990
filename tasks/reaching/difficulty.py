"""What makes reaching hard: what each knob adds, and what the patient does not choose."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tasks.demand import Covariate, Effect

EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "distance_share": Effect(0.65, 0.95, 0.3, "longer distance", "shorter distance"),
        "radius_m": Effect(0.08, 0.03, 0.3, "smaller target", "larger target", ratio=True),
        "dwell_s": Effect(0.3, 0.8, 0.08, "longer hold", "shorter hold"),
        "time_limit_s": Effect(12, 3, 0.32, "less time", "more time", ratio=True),
        "distractors": Effect(0, 4, 0.15, "more other fruit", "less other fruit"),
        "sequence_length": Effect(1, 4, 0.45, "more targets", "fewer targets"),
    }
)
COVARIATES: Final[Mapping[str, Covariate]] = MappingProxyType(
    {"azimuth_deg": Covariate(10, 45), "elevation_deg": Covariate(-5, 30)}
)
FAILURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leaned": "reached by leaning",
        "MISS": "took another fruit",
        "TIMEOUT": "not reached in time",
    }
)
