"""From a file to a `Level`, or to a `LevelError` that says where and what is allowed."""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from levels.document import MAX_BYTES, TOO_LARGE, Data, Document, decode, read
from levels.explain import at, boolean_paths, problems
from levels.model import MAX_ID, Level
from levels.problem import LevelError
from levels.schema import SCHEMA_PATH

FOLDER: Final = Path(__file__).parent
TEMPLATE: Final = FOLDER / "templates" / "level.yaml"
_SHIPPED: Final = (
    "first-session-right",
    "first-session-left",
    "taster",
    "reaching-1-easy",
    "reaching-2-gentle",
    "reaching-3-medium",
    "reaching-4-firm",
    "reaching-5-hard",
    "standing-reach",
    "grasping-1-table",
    "grasping-2-shelf",
    "grasping-3-fine",
    "grasping-4-daily",
    "stepping-1-seated",
    "stepping-2-in-place",
    "stepping-3-footprints",
    "stepping-4-walk",
    "mixed-20-minutes",
)
SUFFIXES: Final = (".yaml", ".yml")
_YES_NO: Final = {"yes": True, "on": True, "no": False, "off": False}


def shipped_ids() -> tuple[str, ...]:
    """Ids of the levels that come with the program, in the order they are offered."""
    return _SHIPPED


def shipped_path(level_id: str) -> Path:
    """File of a shipped level."""
    return FOLDER / f"{level_id}.yaml"


def find_level(name: str) -> Path:
    """The file that `name` means: the id of a shipped level, or a path to a file.

    Raises `LevelError` for a name that is neither.
    """
    if name in _SHIPPED:
        return shipped_path(name)
    path = Path(name)
    if path.suffix.lower() in SUFFIXES or path.name != name or os.path.isfile(path):  # noqa: PTH113
        return path
    near = difflib.get_close_matches(name, _SHIPPED, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise LevelError.at(
        name,
        None,
        "",
        f"no such level; {meant}allowed: {', '.join(_SHIPPED)}, or a path to a .yaml",
    )


def read_level_bytes(path: Path) -> bytes:
    """The bytes of a level file, as they are copied into a recording.

    Raises `LevelError` when the file can't be read or is larger than any level.
    """
    try:
        if path.exists() and not path.is_file():
            raise LevelError.at(str(path), None, "", "is not a file; allowed: a .yaml file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, LevelError):
            raise
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise LevelError.at(str(path), None, "", f"can't be read: {why}") from None
    if len(raw) > MAX_BYTES:
        raise LevelError.at(str(path), None, "", TOO_LARGE)
    return raw


def parse_level(raw: bytes, file: str) -> Level:
    """The level in `raw`; `file` names it in errors. Raises `LevelError`."""
    document = read(decode(raw, file), file)
    try:
        return _validated(document.data)
    except ValidationError as error:
        if not _spell_booleans(error, document):
            raise LevelError(problems(error, document, file)) from None
    try:
        return _validated(document.data)
    except ValidationError as error:
        raise LevelError(problems(error, document, file)) from None


def load_level(path: Path) -> Level:
    """The level in the file at `path`. Raises `LevelError`."""
    return parse_level(read_level_bytes(path), str(path))


def level_files(path: Path) -> list[Path]:
    """`path` itself, or every level file in the folder `path` and below, sorted.

    Raises `LevelError` for a folder without any.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - unlike Path's, never raises
        return [path]
    files = sorted(file for suffix in SUFFIXES for file in path.rglob(f"*{suffix}"))
    if not files:
        raise LevelError.at(str(path), None, "", "has no .yaml file in it")
    return files


def write_template(path: Path) -> None:
    """Write a commented level to start from; its id is made from the file's name.

    Raises `LevelError` when the file is there already or can't be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise LevelError.at(str(path), None, "", "the name must end in .yaml")
    words = re.findall(r"[a-z0-9]+", path.stem.lower())
    level_id = "-".join(words)[:MAX_ID].strip("-") or "my-level"
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("../level.schema.json", SCHEMA_PATH.as_uri())
    text = text.replace("id: my-level", f"id: {level_id}")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise LevelError.at(str(path), None, "", "is there already; choose another name") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise LevelError.at(str(path), None, "", f"can't be written: {why}") from None


def _validated(data: Data) -> Level:
    return Level.model_validate_json(json.dumps(data), strict=True)


def _spell_booleans(error: ValidationError, document: Document) -> bool:
    """Turn yes, no, on and off into booleans where the model asked for one; tell if any was."""
    spelled = False
    for path in boolean_paths(error, document):
        group = at(document.data, path[:-1])
        word = at(document.data, path)
        if isinstance(group, dict) and isinstance(word, str) and word.lower() in _YES_NO:
            group[str(path[-1])] = _YES_NO[word.lower()]
            spelled = True
    return spelled
