"""What a clinic sets for itself: `clinic.yaml` in the data directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clinic.errors import ClinicError
from levels.document import MAX_BYTES, decode, read
from levels.problem import LevelError, Problem, shown

FILE: Final = "clinic.yaml"


class Settings(BaseModel):
    """The clinic's own settings; every one may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    heading: Annotated[str, Field(max_length=200)] = Field(
        "", description="The clinic's own heading over notes, up to 200 characters; no person's."
    )
    billing_rule: Literal["cms", "ama"] = Field(
        "cms", description="How attested minutes become units: cms or ama."
    )


def load_settings(data: Path) -> Settings:
    """Settings of the data directory; all defaults where it has no file.

    Raises `ClinicError` with file, line and field of everything that is wrong.
    """
    path = data / FILE
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ClinicError(f"{path}: can't be read: {error.strerror}") from error
    try:
        text = decode(raw, str(path))
        if not any(line.split("#")[0].strip() for line in text.splitlines()):
            return Settings()
        document = read(text, str(path))
    except LevelError as error:
        raise ClinicError(str(error)) from error
    try:
        return Settings.model_validate(document.data)
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False):
            name = ".".join(map(str, item["loc"]))
            line = document.line(tuple(item["loc"]))
            problems.append(str(Problem(str(path), line, name, _message(name, item["input"]))))
        raise ClinicError("\n".join(problems)) from error


def _message(name: str, value: object) -> str:
    field = Settings.model_fields.get(name)
    if field is None:
        return f"no such setting; allowed: {', '.join(Settings.model_fields)}"
    return f"is {shown(value)}; allowed: {field.description}"
