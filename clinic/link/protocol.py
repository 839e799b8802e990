"""What a game and a console say to each other: one JSON object a message, over a WebSocket.

Every text message carries its `type`. Units and frames are those of `controllers.frame`: metres,
stage frame, +Y up, quaternions x, y, z, w; times are nanoseconds of the game's own monotonic clock.
Within a version fields may be added, and who does not know one passes over it; whatever else
changes makes another version. `docs/link.schema.json` says the same as JSON Schema.

The one binary message is the picture that the patient sees: a JPEG, from the game.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from controllers.controller import Side
from game.resume_point import SessionId

PROTOCOL: Final = 1
GAME_PATH: Final = "/link/v1/game"
LOOK_PATH: Final = "/link/versions"
"""Answers, for a station's key, which versions are spoken."""

LARGEST_MESSAGE: Final = 256 * 1024
"""Bytes of one message, either way; who sends more is hung up on."""

STATE_HZ: Final = 15.0
UNWATCHED_HZ: Final = 2.0
PICTURE_HZ: Final = 4.0
MOST_HZ: Final = 20.0

_MOST_ITEMS: Final = 512


class LinkError(Exception):
    """What came over the link is not what was agreed; the message is one line."""


def _finite(row: dict[str, JsonValue]) -> dict[str, JsonValue]:
    json.dumps(row, allow_nan=False)
    return row


Count = Annotated[int, Field(ge=0, lt=2**63)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Hz = Annotated[float, Field(ge=0, le=MOST_HZ, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Word = Annotated[str, StringConstraints(max_length=200)]
Line = Annotated[str, StringConstraints(max_length=1000)]
AskId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
Vec3 = tuple[Finite, Finite, Finite]
Quat = tuple[Finite, Finite, Finite, Finite]
Rgba = tuple[Share, Share, Share, Share]
Row = Annotated[dict[str, JsonValue], AfterValidator(_finite)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Hello(_Model):
    """The first word of a game, on every connection. `planned` repetitions, warm-ups included."""

    type: Literal["hello"] = "hello"
    protocol: Count
    session_id: SessionId
    patient_code: Word
    level_id: Word
    level_title: Word
    affected_side: Side
    software: Word
    input_device: Word
    view: Word
    rate_hz: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None
    planned: Count
    simulated: bool
    start_utc: Word
    next_seq: Count
    next_trial: Count
    """Number of the event and of the repetition that come next; both count from 1."""


class Point(_Model):
    """A tracked point. Valid but not tracked means held or guessed."""

    position: Vec3
    orientation: Quat
    valid: bool
    tracked: bool


class Thing(_Model):
    """Something to be seen. `role` and `mesh` as in `tasks.scene`; `scale` factors of the mesh."""

    id: Count
    role: Word
    mesh: Word
    position: Vec3
    orientation: Quat
    scale: Vec3
    colour: Rgba
    glow: Finite
    amount: Finite


class Board(_Model):
    """A board before the patient: words by their key in the catalogue, filled in by `values`."""

    key: Word
    values: dict[Word, str | int | Finite]
    position: Vec3
    yaw_rad: Finite
    width_m: Finite
    choice: bool
    progress: Finite


class Exercise(_Model):
    """Where in the level it is. `set` 0 is the warm-up; `repetition` counts from 1."""

    number: Count
    name: Word
    task: Word
    set: Count
    sets: Count
    repetition: Count
    repetitions: Count


class Difficulty(_Model):
    """Of the side that plays: 0..1, and what is believed of its skill, on the same scale."""

    value: Finite | None
    side: Side | None
    why: Line
    locked: bool
    skill: Finite | None
    uncertainty: Finite | None


class Tally(_Model):
    """Repetitions: won, scored, behind the patient (warm-ups too), planned."""

    won: Count
    scored: Count
    done: Count
    planned: Count


class Measured(_Model):
    """The last finished repetition, as its row in the recording says."""

    trial_num: Count
    side: Word
    success: bool
    scored: bool
    end_reason: Word
    measures: dict[Word, Finite | None]


class State(_Model):
    """How the session stands now; a newer one replaces it."""

    type: Literal["state"] = "state"
    frame_index: Count
    time_ns: int
    elapsed_s: Finite
    active_s: Finite
    """Played time: pauses are not in it."""
    phase: Word
    """What runs, or what a pause holds up."""
    paused: Word | None
    """Why it stands still; None while it does not."""
    exercise: Exercise | None
    difficulty: Difficulty
    tally: Tally
    wanted_side: Side | None
    wanted_limb: Word
    place: Word
    points: Annotated[dict[Word, Point], Field(max_length=16)]
    things: Annotated[list[Thing], Field(max_length=_MOST_ITEMS)]
    boards: Annotated[list[Board], Field(max_length=_MOST_ITEMS)]
    tracking_share: Share | None
    """Share of the looks of the last 10 s at which what is needed was tracked."""
    last: Measured | None
    dropped_rows: Count


class Event(_Model):
    """Line `seq` of the session's events.jsonl, counted from 1."""

    type: Literal["event"] = "event"
    seq: Annotated[int, Field(ge=1, lt=2**63)]
    row: Row


class Trial(_Model):
    """Line `seq` of the session's trials.jsonl, counted from 1."""

    type: Literal["trial"] = "trial"
    seq: Annotated[int, Field(ge=1, lt=2**63)]
    row: Row


class Ack(_Model):
    """What became of an `Ask`: on which frame it was obeyed, or why it was refused."""

    type: Literal["ack"] = "ack"
    id: AskId
    frame_index: Count | None
    outcome: Literal["obeyed", "refused"]
    message: Line = ""


class Bye(_Model):
    """The session is over and every event and repetition has been sent."""

    type: Literal["bye"] = "bye"
    status: Word


class Welcome(_Model):
    """The console's answer to `Hello`: which events and repetitions it has already."""

    type: Literal["welcome"] = "welcome"
    protocol: Count
    have_seq: Count
    have_trial: Count


class Ask(_Model):
    """A command of `game.commands.KINDS`, who gives it, and an id that is used once.

    "stop" and "pause" freeze and "resume" goes on, whatever the session does just then.
    """

    type: Literal["ask"] = "ask"
    id: AskId
    kind: Word
    data: Annotated[dict[Word, JsonValue], AfterValidator(_finite)] = {}
    by: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Watch(_Model):
    """How often somebody wants to see the state and the picture; 0 is not at all."""

    type: Literal["watch"] = "watch"
    state_hz: Hz
    picture_hz: Hz


FromGame = Annotated[Hello | State | Event | Trial | Ack | Bye, Field(discriminator="type")]
FromConsole = Annotated[Welcome | Ask | Watch, Field(discriminator="type")]

_FROM_GAME: TypeAdapter[Hello | State | Event | Trial | Ack | Bye] = TypeAdapter(FromGame)
_FROM_CONSOLE: TypeAdapter[Welcome | Ask | Watch] = TypeAdapter(FromConsole)


def from_game(text: str | bytes) -> Hello | State | Event | Trial | Ack | Bye:
    """Read what a game says. Raises `LinkError`, and nothing else, whatever it is."""
    _check_size(text)
    try:
        return _FROM_GAME.validate_json(text)
    except ValidationError as error:
        raise LinkError(_first(error)) from None


def from_console(text: str | bytes) -> Welcome | Ask | Watch:
    """Read what a console says. Raises `LinkError`, and nothing else, whatever it is."""
    _check_size(text)
    try:
        return _FROM_CONSOLE.validate_json(text)
    except ValidationError as error:
        raise LinkError(_first(error)) from None


def check_version(theirs: int) -> None:
    """Raise `LinkError` where the other side speaks another version."""
    if theirs != PROTOCOL:
        raise LinkError(f"the other side speaks protocol {theirs}, this one {PROTOCOL}")


class _Versioned(BaseModel):
    protocol: int


def check_hello_version(text: str) -> None:
    """Raise `LinkError` where this is another version's hello, in whatever form it comes."""
    try:
        version = _Versioned.model_validate_json(text).protocol
    except ValidationError:
        return
    check_version(version)


def schema() -> dict[str, Any]:
    """Everything as JSON Schema, draft 2020-12."""
    (_, shared) = TypeAdapter.json_schemas(
        [("game", "validation", _FROM_GAME), ("console", "validation", _FROM_CONSOLE)],
        title="Reachwell's link between game and console",
    )
    definitions = shared["$defs"]
    for definition in definitions.values():
        if "type" in definition.get("properties", {}):
            definition["required"].insert(0, "type")

    def of(*names: str) -> dict[str, Any]:
        return {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names]}

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": shared["title"],
        "description": f"Protocol {PROTOCOL}: each text message is one of these objects.",
        "$defs": definitions
        | {
            "FromGame": of("Hello", "State", "Event", "Trial", "Ack", "Bye"),
            "FromConsole": of("Welcome", "Ask", "Watch"),
        },
        "anyOf": [{"$ref": "#/$defs/FromGame"}, {"$ref": "#/$defs/FromConsole"}],
    }


def _check_size(text: str | bytes) -> None:
    if len(text) > LARGEST_MESSAGE:
        raise LinkError(f"a message of {len(text)} characters; at most {LARGEST_MESSAGE} are taken")


def _first(error: ValidationError) -> str:
    """Where it is wrong and why; never what stood there."""
    told = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in told["loc"])[:80]
    return " ".join(f"{where or 'message'}: {told['msg']}".split())[:200]
