"""What a station and the console say to each other over the station's own connection.

As on the link between game and console, text messages are JSON objects that carry their `type`,
and within a version fields may be added.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from clinic.link.protocol import LinkError
from clinic.station.spec import StartSpec

PROTOCOL: Final = 1
STATION_PATH: Final = "/link/v1/station"
LARGEST_MESSAGE: Final = 1024 * 1024

StartId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Line = Annotated[str, StringConstraints(max_length=500)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class StationHello(_Model):
    """A station's first word. `playing` is the start whose game runs there still."""

    type: Literal["hello"] = "hello"
    protocol: int
    software: Line
    playing: StartId | None = None
    waiting: Annotated[int, Field(ge=0)] = 0
    """Sessions that are not handed over yet."""


class Ended(_Model):
    """A game that was asked for is over, or never began; `problem` says why it failed."""

    type: Literal["ended"] = "ended"
    start_id: StartId
    problem: Line | None = None


class Waiting(_Model):
    """How many sessions are not handed over yet."""

    type: Literal["waiting"] = "waiting"
    waiting: Annotated[int, Field(ge=0)]
    problem: Line | None = None
    """Why, where the console has refused one."""


class StationWelcome(_Model):
    """The console's answer to a hello."""

    type: Literal["welcome"] = "welcome"
    protocol: int
    name: Line


class Start(_Model):
    """Start a game."""

    type: Literal["start"] = "start"
    start_id: StartId
    spec: StartSpec
    by: Line


Said = TypeVar("Said")

FromStation = StationHello | Ended | Waiting
FromConsole = StationWelcome | Start

_FROM_STATION: Final[TypeAdapter[FromStation]] = TypeAdapter(
    Annotated[FromStation, Field(discriminator="type")]
)
_FROM_CONSOLE: Final[TypeAdapter[FromConsole]] = TypeAdapter(
    Annotated[FromConsole, Field(discriminator="type")]
)


def from_station(text: str | bytes) -> FromStation:
    """Read what a station says. Raises `LinkError`, and nothing else."""
    return _read(_FROM_STATION, text)


def from_console(text: str | bytes) -> FromConsole:
    """Read what a console says. Raises `LinkError`, and nothing else."""
    return _read(_FROM_CONSOLE, text)


def check_version(theirs: int) -> None:
    """Raise `LinkError` where the other side speaks another version."""
    if theirs != PROTOCOL:
        raise LinkError(
            f"the other side speaks protocol {theirs}, this one {PROTOCOL}: "
            "both have to be of one version"
        )


def _read(adapter: TypeAdapter[Said], text: str | bytes) -> Said:
    if len(text) > LARGEST_MESSAGE:
        raise LinkError("a message is too long")
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, told["loc"]))[:80] or "message"
        raise LinkError(f"{where}: {told['msg']}"[:200]) from None
