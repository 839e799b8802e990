"""Brings a backup back, into an empty place alone."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from clinic.backup.contents import LARGEST_MANIFEST, MANIFEST, TABLES, Manifest, read_manifest
from clinic.backup.tables import go_on_counting, kept_tables, load
from clinic.errors import ClinicError
from clinic.store import Head, Store, open_store, reindex, verify_audit
from clinic.store.engine import FILE, database_url
from clinic.store.index_tables import SessionRow
from clinic.store.own_tables import AccountRow, AuditRow
from clinic.store.store import ENVIRONMENT_VARIABLE
from clinic.store.upgrading import HEAD
from game.datadir import DataDirectory
from game.recording.errors import cannot
from game.recording.files import sync_folder

_PIECE: Final = 1 << 20
_UNFINISHED: Final = ".restoring-"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; `problems` are folders that the index could not read, as before."""

    made_utc: datetime
    files: int
    audit_rows: int
    problems: list[str]


def restore_backup(
    source: Path, data: DataDirectory, database: str | None, progress: Progress
) -> Restored:
    """Put a backup in a data directory that is empty or not there, and in an empty database.

    Every file's hash and the whole audit are verified before anything is in its place; what is
    interrupted leaves both as they were. Raises `ClinicError`.
    """
    url = database_url(database or os.environ.get(ENVIRONMENT_VARIABLE), data.root)
    within = url.database == str(data.root / FILE)
    _require_empty(data.root)
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            with _folder_beside(data.root) as beside:
                _extract(archive, manifest, beside, progress)
                _put(
                    beside,
                    data,
                    None if within else url.render_as_string(hide_password=False),
                    manifest,
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ClinicError(f"{source} is no whole backup: {error}") from error
    except OSError as error:
        raise ClinicError(str(cannot("restore", source, error))) from error
    with open_store(data, database) as store:
        done = reindex(store, data, progress)
    return Restored(manifest.made_utc, len(manifest.files), manifest.audit.number, done.problems)


def _require_empty(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ClinicError(f"{root} is not empty; a backup is restored into a new folder")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    infos = {each.filename: each for each in archive.infolist()}
    found = infos.pop(MANIFEST, None)
    if found is None or found.file_size > LARGEST_MANIFEST:
        raise ClinicError("this is no backup of this program: it has no manifest")
    manifest = read_manifest(archive.read(found))
    if manifest.tables_revision > HEAD:
        raise ClinicError("the backup was made by a newer Reachwell; update this program")
    if set(infos) != set(manifest.files) or len(archive.infolist()) != len(infos) + 1:
        raise ClinicError("the backup is not whole: its files are not those of its manifest")
    for name, info in infos.items():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.file_size != manifest.files[name].size or kind not in (0, stat.S_IFREG):
            raise ClinicError(f"the backup is not whole: {name} is not as its manifest says")
    return manifest


@contextlib.contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place.parent))
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _extract(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, progress: Progress
) -> None:
    needed = sum(each.size for each in manifest.files.values())
    if needed > shutil.disk_usage(folder).free:
        raise ClinicError(f"the backup needs {needed / 1e9:.1f} GB, which are not free there")
    for number, (name, held) in enumerate(manifest.files.items()):
        progress(number, len(manifest.files))
        target = folder.joinpath(*name.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = sha256()
        with archive.open(name) as packed, target.open("xb") as file:
            while piece := packed.read(_PIECE):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != held.sha256:
            raise ClinicError(f"the backup is not whole: {name} has another hash")
    progress(len(manifest.files), len(manifest.files))


def _put(beside: Path, data: DataDirectory, database: str | None, manifest: Manifest) -> None:
    """Fill the database and give the folder its name. `database` is None for the folder's own."""
    tables = beside / TABLES
    if database is None:
        # Named outright: the environment's database is another one.
        own = URL.create("sqlite", database=str(beside / FILE)).render_as_string()
        with open_store(DataDirectory(beside), own) as store, store.writing() as connection:
            _fill(connection, tables, manifest)
        shutil.rmtree(tables)
        _rename(beside, data.root)
        return
    with open_store(data, database) as store:
        _require_unused(store)
        with ExitStack() as undo:
            with store.writing() as connection:
                _fill(connection, tables, manifest)
                shutil.rmtree(tables)
                _rename(beside, data.root)
                undo.callback(data.root.rename, beside)  # should the database refuse to keep it
            undo.pop_all()


def _fill(connection: Connection, tables: Path, manifest: Manifest) -> None:
    for table in kept_tables():
        path = tables / f"{table.name}.jsonl"
        if path.exists():  # an older program's backup lacks newer tables
            try:
                with path.open("rb") as lines:
                    load(connection, table, lines)
                go_on_counting(connection, table)
            except SQLAlchemyError as error:
                raise ClinicError(f"the backup's table {table.name} does not fit") from error
    head = verify_audit(connection)
    if head != Head(manifest.audit.number, manifest.audit.hash):
        raise ClinicError(
            "the backup is not whole: its audit ends elsewhere than its manifest says"
        )


def _require_unused(store: Store) -> None:
    with store.reading() as connection:
        for table in (AccountRow, AuditRow, SessionRow):
            if connection.execute(select(func.count()).select_from(table)).scalar():
                raise ClinicError(
                    f"the database {store.place} is in use; restore into an empty one"
                )


def _rename(beside: Path, place: Path) -> None:
    beside.chmod(0o755)
    with contextlib.suppress(FileNotFoundError):
        place.rmdir()
    beside.rename(place)
    sync_folder(place.parent)
