"""A level of one short exercise of reaching, with nothing asked before and after."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import yaml

_NOTHING: Mapping[str, object] = MappingProxyType({})


def short_level(exercise: Mapping[str, object] = _NOTHING, **level: object) -> str:
    """Its YAML; `exercise` and `level` add fields or replace them."""
    reach = {
        "name": "reach",
        "task": "reaching",
        "objective": "reach",
        "body_part": "arm",
        "sets": 1,
        "repetitions": 3,
        "familiarisation": 0,
        "demonstrate": False,
    }
    whole = {
        "format": 1,
        "id": "short",
        "title": "Short",
        "for_whom": "tests",
        "objective": "to be played",
        "body_part": "arm",
        "posture": "seated",
        "caution": "none",
        "reason": "short",
        "minutes": 1,
        "guide": {"check_in": False, "check_out": False, "calibration": "never"},
    }
    exercises = [reach | dict(exercise)]
    return yaml.safe_dump(whole | level | {"exercises": exercises}, sort_keys=False)
