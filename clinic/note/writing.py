"""From facts to text, by templates that a clinic can change."""

from __future__ import annotations

import traceback
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Final, Literal

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from clinic.errors import ClinicError
from clinic.note.facts import Note
from clinic.note.phrases import FILTERS, WIDTH, laid_out
from game.recording.files import write_atomically
from levels.problem import printable

Style = Literal["narrative", "soap"]

SHIPPED: Final = Path(__file__).parent / "templates"
SUFFIX: Final = ".txt.j2"
OWN: Final = "templates"
"""Folder of the data directory in which a clinic's own templates lie."""


def write_note(note: Note, style: Style, data: Path, width: int = WIDTH) -> str:
    """The note as text, in lines of at most `width` columns.

    A template in `data`/templates is taken before the shipped one. Raises `ClinicError` with file
    and line of what is wrong in a template.
    """
    own = data / OWN
    environment = _environment(own, frozenset(path.name for path in own.glob(f"*{SUFFIX}")))
    try:
        return laid_out(environment.get_template(style + SUFFIX).render(note=note), width)
    except TemplateSyntaxError as error:
        raise _problem(error.filename or error.name or style, error.lineno, error) from error
    except Exception as error:  # a template may raise whatever Python can
        file, line = _place(error.__traceback__)
        raise _problem(file or str(own / (style + SUFFIX)), line, error) from error


@lru_cache(maxsize=8)
def _environment(own: Path, names: frozenset[str]) -> ImmutableSandboxedEnvironment:  # noqa: ARG001
    """Templates stay compiled until one changes; `names` because own ones may come and go."""
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (own, SHIPPED)]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def copy_templates(out: Path) -> list[Path]:
    """Copy the shipped templates into a folder, to be changed there.

    Raises `ClinicError` when one is there already: nobody's own is ever written over.
    """
    names = sorted(path.name for path in SHIPPED.glob(f"*{SUFFIX}"))
    there = [name for name in names if (out / name).exists()]
    if there:
        raise ClinicError(f"{out}: {', '.join(there)} is there already; choose another folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            write_atomically(out / name, (SHIPPED / name).read_bytes())
    except OSError as error:
        raise ClinicError(f"{out}: can't be written: {error.strerror}") from error
    return [out / name for name in names]


def _place(trace: TracebackType | None) -> tuple[str, int | None]:
    """The innermost line of a template: the engine's own frames are none of the clinic's."""
    for frame in reversed(traceback.extract_tb(trace)):
        if frame.filename.endswith(SUFFIX):
            return frame.filename, frame.lineno
    return "", None


def _problem(file: str, line: int | None, error: Exception) -> ClinicError:
    place = file if line is None else f"{file}:{line}"
    what = f"there is no template {error}" if isinstance(error, TemplateNotFound) else str(error)
    return ClinicError(printable(f"{place}: {what or type(error).__name__}"))
