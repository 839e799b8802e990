"""Which files a session is handed over in, and how large they may be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from game.patient import checked_code
from game.recording.folder import CUT, EVENTS, JOINTS, LEVEL, SAMPLES, SESSION, TRIALS
from game.resume_point import SessionId

_MIB: Final = 1024 * 1024
_STREAMED: Final = [file.stream(Path()).name for file in (SAMPLES, JOINTS)]
_FINISHED: Final = [file.parquet(Path()).name for file in (SAMPLES, JOINTS)]

LARGEST: Final[Mapping[str, int]] = MappingProxyType(
    {
        SESSION: 4 * _MIB,
        LEVEL: 1 * _MIB,
        EVENTS: 512 * _MIB,
        TRIALS: 512 * _MIB,
        **dict.fromkeys(_FINISHED, 2048 * _MIB),
        **{name + CUT: 64 * _MIB for name in (EVENTS, TRIALS, *_STREAMED)},
    }
)
"""Bytes, by the name of the file. What a therapist adds (notes, minutes, exclusions) is not here:
that needs somebody who is signed in, not a machine."""

_CODE: Final = "^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"
LARGEST_SESSION: Final = 4096 * _MIB
LARGEST_CHUNK: Final = 4 * _MIB
NEEDED: Final = (SESSION, LEVEL, EVENTS, TRIALS, _FINISHED[0])


class FileEntry(BaseModel):
    """One file: its name in the folder, bytes, and SHA-256, hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(json_schema_extra={"enum": list(LARGEST)})]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in LARGEST:
            raise ValueError(f"no file of a recording; allowed: {', '.join(LARGEST)}")
        return name

    @model_validator(mode="after")
    def _bounded(self) -> FileEntry:
        if self.size > LARGEST[self.name]:
            raise ValueError(f"{self.name} may have {LARGEST[self.name]} bytes at most")
        return self


class Manifest(BaseModel):
    """A session that is to be handed over, whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session_id: SessionId
    patient_code: Annotated[str, Field(json_schema_extra={"pattern": _CODE})]
    files: Annotated[tuple[FileEntry, ...], Field(max_length=len(LARGEST))]

    @field_validator("patient_code")
    @classmethod
    def _allowed(cls, code: str) -> str:
        return checked_code(code)

    @field_validator("files")
    @classmethod
    def _whole(cls, files: tuple[FileEntry, ...]) -> tuple[FileEntry, ...]:
        names = [each.name for each in files]
        if len(set(names)) != len(names):
            raise ValueError("a file is named twice")
        if missing := [name for name in NEEDED if name not in names]:
            raise ValueError(f"files are missing: {', '.join(missing)}")
        if sum(each.size for each in files) > LARGEST_SESSION:
            raise ValueError(f"a session may have {LARGEST_SESSION} bytes at most")
        return files

    def entry(self, name: str) -> FileEntry | None:
        """The file of this name."""
        return next((each for each in self.files if each.name == name), None)


class Learned(BaseModel):
    """What a session has taught of its patient, as it is kept at the station; None is nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calibration: dict[str, Any] | None = None
    skill: dict[str, Any] | None = None


def manifest_of(folder: Path, session_id: str, patient_code: str) -> Manifest:
    """What there is to hand over of a session's folder. Raises OSError, ValidationError."""
    files = [
        FileEntry(name=name, size=os.stat(path).st_size, sha256=sha256_of(path))  # noqa: PTH116
        for name in LARGEST
        if (path := folder / name).is_file()
    ]
    return Manifest(session_id=session_id, patient_code=patient_code, files=tuple(files))


def sha256_of(path: Path) -> str:
    """Hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
