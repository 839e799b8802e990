"""A session's events, each with its moment, checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationError

from clinic.session import PlayedSession
from clinic.told import Told
from game.recording.errors import RecordingError, one_line
from game.recording.folder import EVENTS

Finite = Annotated[float, Field(allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=-(2**62), le=2**62)]


class Happened(Told):
    """An event and what formats with markers and events tell of it. docs/recording.md has all."""

    frame_index: Whole
    time_ns: Whole
    exercise: Annotated[int, Field(ge=0, le=65535)] | None = None
    name: str = ""
    trial_num: int | None = None
    side: Literal["left", "right"] | None = None
    end_time_ns: Whole | None = None
    end_reason: str | None = None
    cause: str | None = None
    what: str | None = None
    object: str | None = None
    position_m: tuple[Finite, Finite, Finite] | None = None
    speed_m_s: Finite | None = None
    yaw_rad: Finite | None = None


def happened(session: PlayedSession) -> list[Happened]:
    """Every event in order. Raises `RecordingError` naming the line that is wrong."""
    found = []
    for line, event in enumerate(session.events, start=1):
        try:
            found.append(Happened.model_validate(event))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"]))
            raise RecordingError(
                one_line(
                    f"{session.recording.folder}: {EVENTS}, line {line}: {field}: {first['msg']}"
                )
            ) from error
    return found
