"""What a session at a station has taught of its patient, kept where it is newer.

The skill of the session that began last counts, and the calibration that was made last: two
stations may have played with one patient, and hand over in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from clinic.station.manifest import Learned
from game.calibration import Calibration
from game.datadir import DataDirectory
from game.patient import load_calibration, load_skill, save_calibration, save_skill
from game.recording.errors import RecordingError
from game.recording.info import SessionInfo
from game.skills import KeptSkill

_MOST_COVARIATES: Final = 64
_Kept = TypeVar("_Kept", bound=BaseModel)


def keep_learned(
    data: DataDirectory, info: SessionInfo, learned: Learned
) -> list[Callable[[], object]]:
    """What is to be done to keep it, checked: nothing of it fails for what was sent.

    Nothing is kept of simulated patients. Raises `RecordingError` for what is no calibration or
    skill, `PatientError`.
    """
    if info.features.name == "simulated":
        return []
    work: list[Callable[[], object]] = []
    code = info.patient_code
    if learned.calibration is not None:
        calibration = _read("calibration", Calibration, learned.calibration)
        made, before = calibration.made, load_calibration(data.patients, code).made
        if made is not None and made >= info.start_utc and (before is None or made > before):
            work.append(partial(save_calibration, data.patients, code, calibration))
    if learned.skill is not None:
        _check_states(learned.skill)
        skill = _read("skill", KeptSkill, learned.skill)
        known = load_skill(data.patients, code).session
        if skill.session == info.session_id and (known is None or known < info.session_id):
            work.append(partial(save_skill, data.patients, code, skill))
    return work


def _read(what: str, model: type[_Kept], sent: Mapping[str, Any]) -> _Kept:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))[:80]
        raise RecordingError(f"{what}: {where}: {first['msg'][:200]}") from None
    except (TypeError, ArithmeticError, AttributeError, LookupError) as error:
        raise RecordingError(f"{what}: it is none of ours") from error


def _check_states(skill: Mapping[str, Any]) -> None:
    """Raise `RecordingError` for a skill that would take up all memory when it is read."""
    tasks = skill.get("tasks")
    for sides in tasks.values() if isinstance(tasks, dict) else ():
        for side in sides.values() if isinstance(sides, dict) else ():
            state = side.get("state") if isinstance(side, dict) else None
            count = state.get("covariates", 0) if isinstance(state, dict) else 0
            if not isinstance(count, int) or not 0 <= count <= _MOST_COVARIATES:
                raise RecordingError("skill: it is none of ours")
