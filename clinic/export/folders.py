"""Which sessions to export, each read when its turn comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from clinic.session import PlayedSession, read_session
from game.recording.reading import open_recording


class Folders(Sequence[PlayedSession]):
    """The sessions in folders, of which only the one at hand is in memory.

    Every access reads and raises `RecordingError`.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def __len__(self) -> int:
        return len(self._folders)

    @overload
    def __getitem__(self, index: int) -> PlayedSession: ...
    @overload
    def __getitem__(self, index: slice) -> Folders: ...
    def __getitem__(self, index: int | slice) -> PlayedSession | Folders:
        if isinstance(index, slice):
            return Folders(self._folders[index])
        return read_session(open_recording(self._folders[index]))

    def __iter__(self) -> Iterator[PlayedSession]:
        return (self[index] for index in range(len(self)))
