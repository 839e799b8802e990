"""What lies in a backup: its manifest, and which names its files may have."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from clinic.errors import ClinicError
from clinic.settings import FILE as SETTINGS
from game.recording.files import NEW

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
FOLDERS: Final = ("patients", "sessions", "templates")
TABLES: Final = "database"
LARGEST_MANIFEST: Final = 256 * 1024 * 1024
_PART: Final = re.compile(r"[^./\\:*?\"<>|\x00-\x1f\x7f][^/\\:*?\"<>|\x00-\x1f\x7f]{0,254}")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class Held(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]


class AuditEnd(BaseModel):
    """How long the audit is, and the hash of its last row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=0)]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a backup holds; without it there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    made_utc: AwareDatetime
    software: str
    tables_revision: str
    audit: AuditEnd
    files: dict[str, Held]
    left_out: list[str]


def read_manifest(raw: bytes) -> Manifest:
    """Check a manifest. Raises `ClinicError`."""
    try:
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(each)[:60] for each in first["loc"]) or MANIFEST
        raise ClinicError(f"this is no backup of this program: {where}: {first['msg']}") from error
    for name in manifest.files:
        check_name(name)
    if len({name.casefold() for name in manifest.files}) != len(manifest.files):
        raise ClinicError("the backup is not whole: two of its names mean the same file")
    return manifest


def check_name(name: str) -> None:
    """Raises `ClinicError` for a name that could lead out of a folder, or into another's."""
    parts = name.split("/")
    known = name == SETTINGS or (
        len(parts) > 1
        and (parts[0] in FOLDERS or (parts[0] == TABLES and len(parts) == 2))
        and all(_is_plain(part) for part in parts)
    )
    if not known:
        raise ClinicError(f"the backup holds {name[:80]!r}, which no backup has")


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """Name and path of every file of a data directory that belongs in a backup.

    Folders within are walked in the order of their names. Files that are not whole yet, locks and
    links are left out.
    """
    if (root / SETTINGS).is_file():
        yield SETTINGS, root / SETTINGS
    for top in FOLDERS:
        for folder, folders, names in os.walk(root / top):
            folders[:] = sorted(each for each in folders if _is_plain(each))
            for name in sorted(names):
                path = Path(folder, name)
                if _is_plain(name) and not name.endswith(NEW) and not path.is_symlink():
                    yield path.relative_to(root).as_posix(), path


def _is_plain(part: str) -> bool:
    return (
        _PART.fullmatch(part) is not None
        and not part.endswith((".", " "))
        and _RESERVED.fullmatch(part) is None
    )
