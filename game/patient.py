"""What is known of a patient: small files in a folder a code, replaced whole or not at all.

The code is a pseudonym. No name, date of birth or address has a place in here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from controllers.controller import Side
from game.calibration import Calibration
from game.recording.files import remove, write_atomically
from game.skills import KeptSkill
from tasks.body import ReachEnvelope
from tasks.scene import Rgba

FORMAT: Final = 1
PROFILE: Final = "profile.json"
CALIBRATION: Final = "calibration.json"
SKILL: Final = "skill.json"
MAX_BYTES: Final = 64 * 1024
CODE_RULE: Final = (
    "1 to 32 letters, digits, hyphens or underscores, starting with a letter or digit"
)

Kept = TypeVar("Kept", bound=BaseModel)
Posture = Literal["seated", "standing"]
Condition = Literal[
    "stroke",
    "parkinsons",
    "multiple_sclerosis",
    "traumatic_brain_injury",
    "incomplete_spinal_cord_injury",
    "cerebral_palsy",
    "other",
]
SkinTone = Literal["light", "medium_light", "medium", "medium_dark", "dark"]
Reach = Annotated[float, Field(ge=0.2, le=1.0)]

SKIN_TONES: Final[Mapping[SkinTone, Rgba]] = MappingProxyType(
    {
        "light": (0.96, 0.83, 0.73, 1.0),
        "medium_light": (0.88, 0.70, 0.55, 1.0),
        "medium": (0.76, 0.56, 0.41, 1.0),
        "medium_dark": (0.57, 0.38, 0.26, 1.0),
        "dark": (0.36, 0.24, 0.17, 1.0),
    }
)
"""Colour of the hands, sRGB."""

CONDITIONS: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        "stroke": "stroke",
        "parkinsons": "Parkinson's disease",
        "multiple_sclerosis": "multiple sclerosis",
        "traumatic_brain_injury": "traumatic brain injury",
        "incomplete_spinal_cord_injury": "incomplete spinal cord injury",
        "cerebral_palsy": "cerebral palsy",
        "other": "other",
    }
)
"""What patients are treated for, in words: coarse enough to tell nobody apart."""

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_WINDOWS_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


class PatientError(ValueError):
    """A patient's file or code can't be used; the message is one line."""


def checked_code(code: str) -> str:
    """`code` itself. Raises `PatientError` when it is no patient code."""
    if _CODE.fullmatch(code) is None:
        raise PatientError(f"patient code {_quoted(code)} is not allowed; allowed: {CODE_RULE}")
    if code.lower() in _WINDOWS_DEVICES:
        raise PatientError(
            f"patient code {_quoted(code)} is a reserved word on Windows; choose another"
        )
    return code


class Patient(BaseModel):
    """The profile of one patient; every default is what a new patient starts with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    code: str
    affected: Side
    condition: Condition | None = None
    posture: Posture = "seated"
    skin_tone: SkinTone = "medium"
    sound_balance: Annotated[float, Field(ge=-1, le=1)] = 0.0
    reach_left_m: Reach | None = None
    reach_right_m: Reach | None = None

    @field_validator("code")
    @classmethod
    def _allowed(cls, code: str) -> str:
        return checked_code(code)

    @property
    def skin(self) -> Rgba:
        """Colour of the patient's hands, sRGB."""
        return SKIN_TONES[self.skin_tone]

    def envelope(self, default: ReachEnvelope) -> ReachEnvelope:
        """The patient's own reach where it is known, else that of `default`."""
        return ReachEnvelope(
            default.left_m if self.reach_left_m is None else self.reach_left_m,
            default.right_m if self.reach_right_m is None else self.reach_right_m,
        )


def profile_path(patients: Path, code: str) -> Path:
    """File of a patient's profile. Raises `PatientError` for what is no code."""
    return patients / checked_code(code) / PROFILE


def load_patient(patients: Path, code: str) -> Patient:
    """The profile of `code` in the folder of all patients. Raises `PatientError`."""
    path = profile_path(patients, code)
    try:
        raw = _read(path)
    except FileNotFoundError:
        raise PatientError(
            f"no patient {code} in {_plain(patients)}; add one: "
            f"reachwell patients add {code} --affected left|right"
        ) from None
    patient = _parsed(raw, path, Patient, "move it away and add the patient again")
    if patient.code != code:
        raise PatientError(f"{_plain(path)} belongs to patient {patient.code}, not to {code}")
    return patient


def patient_codes(patients: Path) -> list[str]:
    """Codes of all patients that have a profile, sorted. Raises `PatientError`."""
    try:
        return sorted(
            folder.name
            for folder in patients.iterdir()
            if _CODE.fullmatch(folder.name) and (folder / PROFILE).is_file()
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PatientError(f"{_plain(patients)} can't be read: {error.strerror}") from None


def add_patient(patients: Path, patient: Patient) -> Path:
    """Keep a new patient. Raises `PatientError` when the code is taken, in any spelling."""
    taken = {code.lower(): code for code in patient_codes(patients)}
    if found := taken.get(patient.code.lower()):
        raise PatientError(f"patient {found} is there already; change it: reachwell patients set")
    return save_patient(patients, patient)


def save_patient(patients: Path, patient: Patient) -> Path:
    """Replace the profile of `patient` and return its path. Raises `PatientError`."""
    path = profile_path(patients, patient.code)
    _save(path, patient)
    return path


def load_calibration(patients: Path, code: str) -> Calibration:
    """What has been measured of `code` so far; nothing known where there is no file yet.

    Raises `PatientError`.
    """
    path = patients / checked_code(code) / CALIBRATION
    try:
        raw = _read(path)
    except FileNotFoundError:
        return Calibration()
    forget = f"forget it: reachwell patients forget-calibration {code}"
    return _parsed(raw, path, Calibration, forget)


def save_calibration(patients: Path, code: str, calibration: Calibration) -> Path:
    """Replace the calibration of `code` and return its path. Raises `PatientError`."""
    path = patients / checked_code(code) / CALIBRATION
    _save(path, calibration)
    return path


def forget_calibration(patients: Path, code: str) -> bool:
    """Remove the calibration of `code`, damaged or not; False if there was none.

    Raises `PatientError`.
    """
    return _forget(patients / checked_code(code) / CALIBRATION)


def load_skill(patients: Path, code: str) -> KeptSkill:
    """What `code` could do at the end of the last session; nothing known where there is no file.

    Raises `PatientError`.
    """
    path = patients / checked_code(code) / SKILL
    try:
        raw = _read(path)
    except FileNotFoundError:
        return KeptSkill()
    return _parsed(raw, path, KeptSkill, f"forget it: reachwell patients forget-skill {code}")


def save_skill(patients: Path, code: str, skill: KeptSkill) -> Path:
    """Replace the kept skill of `code` and return its path. Raises `PatientError`."""
    path = patients / checked_code(code) / SKILL
    _save(path, skill)
    return path


def forget_skill(patients: Path, code: str) -> bool:
    """Remove the kept skill of `code`, damaged or not; False if there was none.

    Raises `PatientError`.
    """
    return _forget(patients / checked_code(code) / SKILL)


def _forget(path: Path) -> bool:
    try:
        remove(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise PatientError(f"{_plain(path)} can't be removed: {error.strerror}") from None
    return True


def _read(path: Path) -> bytes:
    """The first `MAX_BYTES` of a file and one more. Raises FileNotFoundError, `PatientError`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise PatientError(f"{_plain(path)} can't be read: {error.strerror}") from None


def _save(path: Path, model: BaseModel) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, model.model_dump_json(indent=2).encode() + b"\n")
    except OSError as error:
        raise PatientError(f"{_plain(path)} can't be written: {error.strerror}") from None


def _parsed(raw: bytes, path: Path, model: type[Kept], remedy: str) -> Kept:
    file = _plain(path)
    if len(raw) > MAX_BYTES:
        raise PatientError(f"{file} is too large to be one of Reachwell's; {remedy}")
    try:
        data: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise PatientError(f"{file} is damaged (not JSON); {remedy}") from None
    written = data.get("format") if isinstance(data, dict) else None
    if isinstance(written, int) and written > FORMAT:
        raise PatientError(
            f"{file} has format {written}, made by a newer Reachwell; this one knows {FORMAT}"
        )
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        message = _plain(f"{field}: {first['msg']}" if field else first["msg"])
        raise PatientError(f"{file} is damaged ({message}); {remedy}") from None


def _plain(text: object) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(text))


def _quoted(text: str) -> str:
    return f'"{_plain(text[:40])}"'
