"""What makes stepping hard: what each knob adds, and what the patient does not choose."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tasks.demand import Covariate, Effect

EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType(
    {
        "height_m": Effect(0.03, 0.15, 0.5, "higher obstacle", "lower obstacle", ratio=True),
        "depth_m": Effect(0.08, 0.2, 0.2, "deeper obstacle", "shallower obstacle", ratio=True),
        "speed_m_s": Effect(0.25, 0.5, 0.1, "faster obstacle", "slower obstacle"),
        "warning_s": Effect(5, 2.5, 0.1, "less warning", "more warning", ratio=True),
        "spacing_m": Effect(1.2, 1.0, 0.05, "shorter run-up", "longer run-up"),
        "footprint_m": Effect(0.48, 0.26, 0.5, "smaller print", "larger print", ratio=True),
        "step_length_m": Effect(0.25, 0.5, 0.3, "longer step", "shorter step"),
        "step_width_m": Effect(0.2, 0.4, 0.1, "wider step", "narrower step"),
        "hold_s": Effect(0.3, 0.5, 0.1, "longer stay", "shorter stay", ratio=True),
        "time_limit_s": Effect(40, 15, 0.05, "less time", "more time", ratio=True),
    }
)
COVARIATES: Final[Mapping[str, Covariate]] = MappingProxyType(
    {
        "footprint": Covariate(0, 1),
        "height_share": Covariate(0.9, 0.1),
        "spacing_change_m": Covariate(0, 0.2),
        "direction_deg": Covariate(20, 40),
        "seated": Covariate(0, 1),
        "walking": Covariate(0, 1),
    }
)
FAILURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "late": "lifted late",
        "not_lifted": "not lifted",
        "aside": "stepped beside it",
        "COLLISION": "touched it",
        "MISS": "stepped beside the print",
        "TIMEOUT": "not done in time",
    }
)
