"""Opening: tables and their migrations, who may read the file, and what errors never tell."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from alembic import util
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from support.stored import put, rows

from clinic.errors import ClinicError
from clinic.store import audit, open_store
from clinic.store.base import Base
from clinic.store.index_tables import NoteRow, PatientRow
from clinic.store.own_tables import AuditRow
from clinic.store.upgrading import HEAD, migrations
from game.datadir import DataDirectory
from game.recording.info import now_utc

PATIENT = {"code": "P01", "affected_side": "left", "posture": "seated"}
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def sqlite_file(data: DataDirectory) -> Path:
    open_store(data).close()
    return data.root / "reachwell.db"


def test_models_and_migrations_agree(data, database):
    with open_store(data, database) as store, store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert ScriptDirectory.from_config(migrations(connection)).get_heads() == [HEAD]


def test_a_difference_would_be_seen(data, database):
    with open_store(data, database) as store, store.writing() as connection:
        connection.execute(text("ALTER TABLE plan ADD COLUMN sets INTEGER"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert len(compare_metadata(context, Base.metadata)) == 1


def test_opening_again_keeps_what_is_there(data, database):
    with open_store(data, database) as store, store.writing() as connection:
        connection.execute(insert(PatientRow).values(**PATIENT))
    with open_store(data, database) as store:
        assert rows(store, PatientRow) == [("P01", "left", None, "seated")]


def test_a_newer_programs_database_is_refused(data, database):
    with open_store(data, database) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ClinicError, match="made by a newer Reachwell") as told:
        open_store(data, database)
    assert "\n" not in str(told.value)


def test_a_migration_that_fails_leaves_nothing(data, database, monkeypatch):
    def fail(table: str) -> None:
        raise ZeroDivisionError

    real = util.load_python_file

    def load(folder, name):
        module = real(folder, name)
        if hasattr(module, "_only_grows"):
            module._only_grows = fail
        return module

    monkeypatch.setattr(util, "load_python_file", load)
    with pytest.raises(ZeroDivisionError):
        open_store(data, database)
    monkeypatch.undo()
    with open_store(data, database) as store:
        assert rows(store, PatientRow) == []


def test_a_transaction_is_whole_or_not_at_all(data, database):
    with open_store(data, database) as store:

        def fail() -> None:
            with store.writing() as connection:
                connection.execute(insert(PatientRow).values(**PATIENT))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert rows(store, PatientRow) == []


def test_rows_of_no_session_are_refused(data, database):
    orphan = {"session_id": "x", "number": 1, "style": "soap"}
    with (
        open_store(data, database) as store,
        pytest.raises(IntegrityError),
        store.writing() as connection,
    ):
        connection.execute(insert(NoteRow).values(**orphan, written_utc=now_utc()))


def test_a_time_without_a_zone_is_refused(data, database):
    values = {"session_id": "x", "number": 1, "style": "soap"}
    note = insert(NoteRow).values(**values, written_utc=datetime(2026, 1, 5))
    with (
        open_store(data, database) as store,
        pytest.raises(StatementError, match="time zone"),
        store.writing() as connection,
    ):
        connection.execute(note)


@pytest.mark.parametrize("change", [update, delete])
def test_the_audit_only_grows(data, database, change):
    with open_store(data, database) as store:
        with store.writing() as connection:
            audit(connection, "ana", "open", "P01")
        statement = change(AuditRow)
        if change is update:
            statement = statement.values(actor="ben")
        with (
            pytest.raises((DBAPIError, ClinicError), match="only grows"),
            store.writing() as connection,
        ):
            connection.execute(statement)
        assert [each[2] for each in rows(store, AuditRow)] == ["ana"]


def test_the_file_is_in_write_ahead_mode(data, sqlite_file):
    with open_store(data) as store, store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@posix_only
def test_only_its_owner_may_read_the_file(data):
    before = os.umask(0)
    try:
        with open_store(data) as store, store.writing() as connection:
            connection.execute(insert(PatientRow).values(**PATIENT))
            found = list(data.root.glob("reachwell.db*"))
            assert len(found) > 1  # the log beside it holds the same
            assert {stat.S_IMODE(each.stat().st_mode) for each in found} == {0o600}
    finally:
        os.umask(before)


def test_a_damaged_file_is_told_in_one_line(data, sqlite_file):
    sqlite_file.write_bytes(b"no database " * 1000)
    with pytest.raises(ClinicError, match=r"reachwell\.db can't be used: file is not a database"):
        open_store(data)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ClinicError, match="cannot make"):
        open_store(DataDirectory(tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ana:swordfish@host/name",
        "postgresql://ana:swordfish@[/",
        "ana:swordfish",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg2://ana:swordfish@127.0.0.1:1/name",
        "postgresql://ana:swordfish@127.0.0.1:1/name",
        "postgresql://ana:swordfish@127.0.0.1:1/name?nonsense=1",
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(data, url):
    with pytest.raises(ClinicError) as told:
        open_store(data, url)
    assert "swordfish" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_wrong_password_is_not_told_either(data, postgres):
    url = postgres.url().replace(postgres.password, "swordfish")
    with pytest.raises(ClinicError, match="password authentication failed") as told:
        open_store(data, url)
    assert "swordfish" not in str(told.value)


def test_a_server_that_lets_us_make_no_tables_is_told(data, postgres):
    url = postgres.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'swordfish'")
    reader = url.replace(f"tester:{postgres.password}", "reader:swordfish")
    with pytest.raises(ClinicError, match="permission denied") as told:
        open_store(data, reader)
    assert "swordfish" not in str(told.value)


def test_the_place_is_told_without_the_password(data, postgres):
    with open_store(data, postgres.new_database()) as store:
        assert postgres.password not in store.place
        assert "***" in store.place


def test_the_environment_names_the_database(data, database, monkeypatch):
    monkeypatch.setenv("REACHWELL_DATABASE", database)
    with open_store(data) as store, store.writing() as connection:
        connection.execute(insert(PatientRow).values(**PATIENT))
    monkeypatch.delenv("REACHWELL_DATABASE")
    with open_store(data, database) as store:
        assert len(rows(store, PatientRow)) == 1


def test_commands_fill_and_ask_the_index(data, database):
    put(data.root, 1, "P01")
    broken = put(data.root, 2, "P01")
    (broken / "session.json").unlink()

    def reachwell(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reachwell", *arguments, "--data", str(data.root)]
        command += ["--database", database]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    done = reachwell("sessions", "reindex")
    assert (done.returncode, done.stdout) == (2, "Sessions: 1 read, 0 unchanged.\n")
    assert [broken.name in line for line in done.stderr.splitlines()] == [True]
    done = reachwell("sessions", "list", "--patient", "P01")
    assert done.stdout.split("\t")[1:] == ["Made up", "1.5", "2", "1", "completed\n"]
    done = reachwell("sessions", "list", "--patient", "P10")
    assert (done.returncode, done.stdout) == (2, "")
    assert "patient P10 has no session in" in done.stderr


@pytest.mark.parametrize("of_whom", [(), ("--patient", "P01")], ids=["all", "a patient's"])
def test_the_newest_are_listed_alone(data, database, of_whom):
    ids = [put(data.root, number, "P01").name for number in (1, 2, 3)]
    command = [sys.executable, "-m", "reachwell", "sessions", "list", "--newest", "2", "--json"]
    command += [*of_whom, "--data", str(data.root), "--database", database]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert [row["id"] for row in json.loads(done.stdout)] == ids[1:]
