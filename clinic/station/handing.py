"""The station's side of handing sessions over.

A session stays where it was recorded. That it was handed over is told by an empty file of its name
in `handed_over`, beside the folder of all sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from clinic.errors import ClinicError
from clinic.station.manifest import LARGEST_CHUNK, FileEntry, Learned, Manifest, manifest_of
from clinic.station.web import RefusedError, Web
from game.datadir import DataDirectory
from game.patient import load_calibration, load_skill
from game.recording.errors import RecordingError, cannot
from game.recording.files import write_atomically
from game.recording.lock import held
from game.recording.reading import Recording, open_recording

GUEST: Final = "guest"
CHUNK: Final = 1024 * 1024
_TRIES: Final = 5

Progress = Callable[[int, int], None]
"""Told how many bytes are there, of how many."""


@dataclass(frozen=True, slots=True)
class Station:
    """A station's own data, and the console it hands it to."""

    data: DataDirectory
    web: Web


def pending(data: DataDirectory) -> list[Path]:
    """Folders of sessions that are closed and not handed over, oldest first.

    Guests are nobody the console knows. Raises `RecordingError`.
    """
    return [folder for folder in data.session_folders() if _to_hand_over(data, folder)]


def hand_over(station: Station, folder: Path, progress: Progress) -> None:
    """Send one session, from where it was cut before, and have it put in place.

    Raises `AwayError`, `RefusedError` (then it stays here), `RecordingError`.
    """
    recording = open_recording(folder)
    info = recording.info
    try:
        manifest = manifest_of(folder, info.session_id, info.patient_code)
        found = station.web.post("/uploads", manifest.model_dump_json())
        if not found["there"]:
            _send(station.web, folder, manifest, found["files"], progress)
            _finish(station, folder, manifest, _learned(station.data, recording), progress)
        marks = station.data.root / "handed_over"
        marks.mkdir(parents=True, exist_ok=True)
        write_atomically(marks / info.session_id, b"")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ClinicError(f"{info.session_id} can't be handed over: {first['msg']}") from None
    except OSError as error:
        raise cannot("hand over", folder, error) from error


def _to_hand_over(data: DataDirectory, folder: Path) -> bool:
    if (data.root / "handed_over" / folder.name).exists():
        return False
    try:
        info = open_recording(folder).info
        return info.end is not None and info.patient_code != GUEST and not held(folder)
    except (RecordingError, OSError):
        return False


def _send(
    web: Web, folder: Path, manifest: Manifest, have: dict[str, int], progress: Progress
) -> None:
    whole = sum(entry.size for entry in manifest.files)
    done = dict(have)
    for entry in manifest.files:
        at, tries = done[entry.name], 0
        with (folder / entry.name).open("rb") as file:
            while at < entry.size:
                progress(sum(done.values()), whole)
                file.seek(at)
                try:
                    piece = file.read(min(CHUNK, LARGEST_CHUNK, entry.size - at))
                    at = web.put(_path(manifest, entry, at), piece)["offset"]
                except RefusedError as error:
                    tries += 1
                    if error.status != 409 or error.offset is None or tries > _TRIES:
                        raise
                    at = error.offset
                done[entry.name] = at
    progress(whole, whole)


def _finish(
    station: Station, folder: Path, manifest: Manifest, learned: Learned, progress: Progress
) -> None:
    path = f"/uploads/{manifest.session_id}/finish"
    try:
        station.web.post(path, learned.model_dump_json())
    except RefusedError as error:
        if error.offset is None:
            raise
        # A file was damaged on its way: what is not there any more is sent again, once.
        found = station.web.get(f"/uploads/{manifest.session_id}")
        _send(station.web, folder, manifest, found["files"], progress)
        station.web.post(path, learned.model_dump_json())


def _path(manifest: Manifest, entry: FileEntry, offset: int) -> str:
    return f"/uploads/{manifest.session_id}/{entry.name}?offset={offset}"


def _learned(data: DataDirectory, recording: Recording) -> Learned:
    info = recording.info
    if info.features.name == "simulated":
        return Learned()
    calibration = load_calibration(data.patients, info.patient_code)
    skill = load_skill(data.patients, info.patient_code)
    return Learned(
        calibration=None if calibration.empty else calibration.model_dump(mode="json"),
        skill=skill.model_dump(mode="json") if skill.session == info.session_id else None,
    )
