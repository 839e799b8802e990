"""Exports that are made in the background, to be fetched as one file each.

    job = exports.start("m.lindt", folders, ["csv", "fhir"], ExportOptions())
    ...
    job.state, job.share, job.file

A few at once, each on a thread of its own; what is made lies in a folder of the system's for
passing things, and goes after an hour, when it is thrown away, or with the program.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

from clinic.errors import ClinicError
from clinic.export.folders import Folders
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export
from game.recording.errors import RecordingError, one_line

MOST_RUNNING: Final = 2
MOST_KEPT: Final = 12
KEPT_S: Final = 3600.0

State = Literal["running", "ready", "failed", "called off"]


class _CalledOffError(Exception):
    """Somebody did not want it any more."""


class Job:
    """One export. `share` is how much of it is done, 0 to 1; `file` is there when it is ready."""

    def __init__(
        self, owner: str, folders: Sequence[Path], formats: Sequence[str], options: ExportOptions
    ) -> None:
        """Nothing is made yet."""
        self.id = secrets.token_urlsafe(18)
        self.owner = owner
        self.formats = tuple(formats)
        self.state: State = "running"
        self.share = 0.0
        self.problem = ""
        self.began_s = time.monotonic()
        self._folders = folders
        self._options = options
        self._room = tempfile.TemporaryDirectory(prefix="reachwell-export-")
        self._called_off = threading.Event()
        self._done = dict.fromkeys(formats, 0.0)

    @property
    def file(self) -> Path:
        """The archive."""
        return Path(self._room.name) / "export.zip"

    def call_off(self) -> None:
        """Stop at the next step; nothing of it stays."""
        self._called_off.set()

    def run(self) -> None:
        """Make it. Whatever comes of it stands in `state` and `problem`."""
        made = Path(self._room.name) / "files"
        try:
            chosen = [FORMATS[name] for name in self.formats]
            export(Folders(self._folders), chosen, made, self._options, self._progress)
            _zipped(made, self.file, self._go_on)
            self._go_on()
        except _CalledOffError:
            self._end("called off")
        except (ClinicError, RecordingError) as error:
            self._end("failed", str(error))
        except OSError as error:
            self._end("failed", one_line(f"the export can't be written: {error.strerror}"))
        except BaseException:
            self._end("failed", "the export failed; what went wrong is on the console's terminal")
            raise
        else:
            self.share = 1.0
            self.state = "ready"

    def remove(self) -> None:
        """Take what was made off the disk."""
        self.call_off()
        if self.state != "running":
            self._room.cleanup()

    def _end(self, state: State, problem: str = "") -> None:
        self._room.cleanup()
        self.problem = problem
        self.state = state

    def _progress(self, name: str, done: int, total: int) -> None:
        self._go_on()
        self._done[name] = done / max(total, 1)
        self.share = min(0.95 * sum(self._done.values()) / len(self._done), 0.95)

    def _go_on(self) -> None:
        if self._called_off.is_set():
            raise _CalledOffError


class Exports:
    """All exports of one console. May be used from several threads."""

    def __init__(self) -> None:
        """None yet."""
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(
        self, owner: str, folders: Sequence[Path], formats: Sequence[str], options: ExportOptions
    ) -> Job:
        """Begin one on a thread of its own. Raises `ClinicError` where too many are running."""
        unknown = [name for name in formats if name not in FORMATS]
        if unknown or not formats:
            raise ClinicError(f"choose one or more formats of: {', '.join(FORMATS)}")
        with self._lock:
            self._tidy()
            running = [each for each in self._jobs.values() if each.state == "running"]
            if any(each.owner == owner for each in running):
                raise ClinicError("an export of yours is running; call it off or wait for it")
            if len(running) >= MOST_RUNNING:
                raise ClinicError(f"{len(running)} exports are running; try again in a minute")
            job = Job(owner, folders, formats, options)
            self._jobs[job.id] = job
        threading.Thread(target=job.run, name=f"export-{job.id[:6]}", daemon=True).start()
        return job

    def find(self, job_id: str, owner: str) -> Job | None:
        """An export of theirs."""
        with self._lock:
            self._tidy()
            job = self._jobs.get(job_id)
        return job if job is not None and job.owner == owner else None

    def close(self) -> None:
        """Call all off and remove what was made."""
        with self._lock:
            for job in self._jobs.values():
                job.remove()
            self._jobs.clear()

    def _tidy(self) -> None:
        ended = [each for each in self._jobs.values() if each.state != "running"]
        old = [each for each in ended if time.monotonic() - each.began_s > KEPT_S]
        for job in {*old, *ended[: max(len(ended) - MOST_KEPT, 0)]}:
            del self._jobs[job.id]
            job.remove()


def _zipped(folder: Path, out: Path, step: Callable[[], None]) -> None:
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            step()
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
                path.unlink()
