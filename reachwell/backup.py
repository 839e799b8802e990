"""What `reachwell backup` and `reachwell restore` do, and `reachwell audit verify`."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console as Terminal

from clinic.backup import make_backup, restore_backup
from clinic.errors import ClinicError
from clinic.store import Head, audit, open_store, verify_audit
from game.datadir import data_directory
from reachwell.bar import bar
from reachwell.output import print_json


def back_up(out: Path, folder: Path | None, database: str | None, *, as_json: bool) -> None:
    """Write a backup. Raises `ClinicError`."""
    data = data_directory(folder)
    with open_store(data, database) as store:
        with bar("Backing up") as progress:
            made = make_backup(data, store, out, progress)
        with store.writing() as connection:
            audit(connection, "terminal", "back up", f"{made.files} files")
    if as_json:
        print_json(
            {
                "file": str(out),
                "files": made.files,
                "bytes": made.bytes,
                "audit_rows": made.audit_rows,
                "left_out": made.left_out,
            }
        )
        return
    for line in made.left_out:
        _tell(f"left out: {line}")
    _tell(
        f"{out}: {made.files} files, {made.bytes / 1e6:.1f} MB, {made.audit_rows} rows of the "
        "audit, verified. It holds patients' data: keep it as you keep them."
    )


def restore(source: Path, folder: Path, database: str | None, *, as_json: bool) -> None:
    """Bring a backup back. Raises `ClinicError`."""
    data = data_directory(folder)
    with bar("Restoring") as progress:
        done = restore_backup(source, data, database, progress)
    with open_store(data, database) as store, store.writing() as connection:
        audit(connection, "terminal", "restore", f"backup of {done.made_utc.isoformat()}")
    if as_json:
        print_json(
            {
                "data": str(data.root),
                "made_utc": done.made_utc.isoformat(),
                "files": done.files,
                "audit_rows": done.audit_rows,
                "problems": done.problems,
            }
        )
        return
    for line in done.problems:
        _tell(line)
    _tell(
        f"{data.root}: {done.files} files of {done.made_utc:%Y-%m-%d %H:%M} UTC; all hashes and "
        f"{done.audit_rows} rows of the audit are right. Everybody signs in anew."
    )


def verify(folder: Path | None, database: str | None, known: str | None, *, as_json: bool) -> None:
    """Go through the audit. `known` is NUMBER:HASH of an earlier call. Raises `ClinicError`."""
    kept = _head(known) if known is not None else None
    with open_store(data_directory(folder), database) as store, store.reading() as connection:
        head = verify_audit(connection, kept)
    if as_json:
        print_json({"number": head.number, "hash": head.hash})
    else:
        _tell(f"all {head.number} rows are as they were written; keep elsewhere:")
        print(f"{head.number}:{head.hash}")  # noqa: T201


def _head(known: str) -> Head:
    number, colon, digest = known.partition(":")
    if not (colon and number.isdecimal() and len(digest) == 64):
        raise ClinicError(f"--known {known[:80]!r} is not NUMBER:HASH as verify prints it")
    return Head(int(number), digest)


def _tell(line: str) -> None:
    Terminal(stderr=True, markup=False, highlight=False).print(line, soft_wrap=True)
