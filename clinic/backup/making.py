"""Makes a backup, while the console goes on."""

from __future__ import annotations

import contextlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection, text

from clinic.backup.contents import (
    FORMAT,
    MANIFEST,
    TABLES,
    AuditEnd,
    Held,
    Manifest,
    files_of,
)
from clinic.backup.tables import dumped, kept_tables
from clinic.errors import ClinicError
from clinic.store import Store, verify_audit
from clinic.store.upgrading import HEAD
from game.datadir import DataDirectory
from game.recording.errors import cannot
from game.recording.files import NEW, put_in_place
from game.recording.info import now_utc, software_versions
from game.recording.lock import held

_PIECE: Final = 1 << 20
_LEVEL: Final = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds. `left_out` tells, a line each, what it does not."""

    files: int
    bytes: int
    audit_rows: int
    left_out: list[str]


def make_backup(data: DataDirectory, store: Store, out: Path, progress: Progress) -> Made:
    """Write `out`, whole or not at all, readable by its owner alone.

    The audit is verified first: a broken one is told now and not when it is needed. The tables are
    those of one moment; a session that is being recorded is left out. Raises `ClinicError`, also
    where `out` is there already.
    """
    if out.exists():
        raise ClinicError(f"{out} is there already; a backup replaces nothing")
    beside = out.with_name(f"{out.name}.{secrets.token_hex(4)}{NEW}")
    try:
        with _private(beside) as file, _archive(file) as target:
            made = _write(data, store, target, progress)
        put_in_place(beside, out)
    except OSError as error:
        raise ClinicError(str(cannot("write", out, error))) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return made


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _write(data: DataDirectory, store: Store, target: zipfile.ZipFile, progress: Progress) -> Made:
    files: dict[str, Held] = {}
    left_out: list[str] = []
    recorded = {each.name for each in data.session_folders() if held(each)}
    left_out += [f"session {each}: it is being recorded" for each in sorted(recorded)]
    wanted = [
        (name, path)
        for name, path in files_of(data.root)
        if not (name.startswith("sessions/") and name.split("/")[1] in recorded)
    ]
    for number, (name, path) in enumerate(wanted):
        progress(number, len(wanted))
        try:
            files[name] = _add(target, name, _pieces(path))
        except FileNotFoundError:  # moved or replaced meanwhile
            left_out.append(f"{name}: gone before it was read")
    # The tables come last: what is in the files by now, their audit tells.
    with store.reading() as connection:
        _hold_still(connection)
        head = verify_audit(connection)
        for table in kept_tables():
            name = f"{TABLES}/{table.name}.jsonl"
            files[name] = _add(target, name, dumped(connection, table))
    progress(len(wanted), len(wanted))
    manifest = Manifest(
        format=FORMAT,
        made_utc=now_utc(),
        software=software_versions()["reachwell"],
        tables_revision=HEAD,
        audit=AuditEnd(number=head.number, hash=head.hash),
        files=files,
        left_out=left_out,
    )
    _add(target, MANIFEST, [manifest.model_dump_json(indent=1).encode()])
    return Made(len(files), sum(each.size for each in files.values()), head.number, left_out)


def _hold_still(connection: Connection) -> None:
    # On SQLite a reader sees one moment anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _add(target: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Held:
    iterator = iter(pieces)
    first = next(iterator, b"")  # a file that is gone is not begun
    digest, size = sha256(), 0
    with target.open(name, "w", force_zip64=True) as file:
        piece: bytes | None = first
        while piece is not None:
            digest.update(piece)
            size += len(piece)
            file.write(piece)
            piece = next(iterator, None)
    return Held(sha256=digest.hexdigest(), size=size)
