"""A backup, restored elsewhere, is the same to the last bit; a broken one restores nothing."""

from __future__ import annotations

import json
import stat
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select
from support.command import command
from support.stored import content, put, quiet

from clinic.backup import make_backup, restore_backup
from clinic.backup.contents import MANIFEST, check_name
from clinic.backup.tables import kept_tables
from clinic.console.accounts import add_account
from clinic.console.logins import sign_in, visitor_of
from clinic.console.passwords import fits
from clinic.console.roles import Visitor
from clinic.errors import ClinicError
from clinic.store import Store, audit, open_store, reindex, verify_audit
from clinic.store.own_tables import AccountRow, CardRow, PlanRow, StationRow
from game.datadir import DataDirectory
from game.recording.info import now_utc
from game.recording.lock import SessionLock

PASSWORD = "correct horse battery"


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    """Sessions, a patient's profile, settings, a template, and what no backup wants."""
    root = tmp_path / "clinic"
    for number in (1, 2, 3):
        put(root, number)
    (root / "patients" / "P01").mkdir(parents=True)
    (root / "patients" / "P01" / "odd \u00e9 name.json").write_text("{}", encoding="utf-8")
    (root / "clinic.yaml").write_text("heading: The clinic\n", encoding="utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "narrative.j2").write_bytes(bytes(range(256)))
    (root / "sessions" / "notes.json.1234.new").write_text("not whole")
    (root / "uploads").mkdir()
    (root / "uploads" / "half").write_text("not whole")
    return DataDirectory(root)


def fill(store: Store) -> str:
    """Something in every table that has to come back; returns a token of who is signed in."""
    with store.writing() as connection:
        number = add_account(connection, "lead", "lead", PASSWORD)
        for count in range(600):
            audit(connection, "lead", "look", f"patient P{count} \u00e9\u4e2d")
        connection.execute(
            insert(CardRow).values(
                code="P01",
                cautions="none\nof \u00fc",
                goals="",
                changed_utc=now_utc(),
                changed_by=number,
            )
        )
        connection.execute(
            insert(PlanRow).values(
                patient_code="P01",
                level_id="reach",
                sessions_per_week=3,
                starts_on=now_utc().date(),
                planned_utc=now_utc(),
                planned_by=number,
            )
        )
        connection.execute(
            insert(StationRow).values(name="Room 1", key_hash="0" * 64, joined_utc=now_utc())
        )
        return sign_in(connection, Visitor(number, "lead", "lead"), "127.0.0.1")


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [
            tuple(row)
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in kept_tables()
    }


def indexed(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """The index but for the fingerprints, in which are the times the files were written."""
    found = content(store)
    return {**found, "session": [(row[0], *row[2:]) for row in found["session"]]}


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith("reachwell.db")
    }


def backed_up(data: DataDirectory, out: Path, database: str | None = None) -> Path:
    with open_store(data, database) as store:
        fill(store)
        reindex(store, data, quiet)
        make_backup(data, store, out, quiet)
    return out


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_what_comes_back_is_what_went_in(data, tmp_path, database, to, request):
    new = DataDirectory(tmp_path / "new" / "clinic")
    target = request.getfixturevalue("postgres").new_database() if to == "postgresql" else None
    with open_store(data, database) as store:
        token = fill(store)
        reindex(store, data, quiet)
        made = make_backup(data, store, tmp_path / "b.zip", quiet)
        with store.reading() as connection:
            before, head = everything(connection), verify_audit(connection)
        index = indexed(store)
    done = restore_backup(tmp_path / "b.zip", new, target, quiet)
    assert (done.files, done.audit_rows, done.problems) == (made.files, head.number, [])
    with open_store(new, target) as store:
        assert indexed(store) == index
        with store.reading() as connection:
            assert everything(connection) == before
            assert verify_audit(connection) == head
            kept = connection.execute(select(AccountRow.password_hash)).scalar_one()
            assert fits(kept, PASSWORD)
            assert visitor_of(connection, token) is None
        with store.writing() as connection:  # and ids are counted on
            assert add_account(connection, "m.lindt", "therapist", PASSWORD) == 2
            assert audit(connection, "m.lindt", "sign in", "").number == head.number + 1
    old = files(data.root)
    for gone in ("sessions/notes.json.1234.new", "uploads/half"):
        del old[gone]
    assert files(new.root) == old
    assert [each.name for each in new.root.parent.iterdir()] == ["clinic"]


def test_a_session_that_is_being_recorded_is_left_out_and_told(data, tmp_path):
    going_on = data.session_folders()[1]
    lock = SessionLock(going_on)
    try:
        with open_store(data) as store:
            made = make_backup(data, store, tmp_path / "b.zip", quiet)
    finally:
        lock.release()
    assert made.left_out == [f"session {going_on.name}: it is being recorded"]
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if going_on.name in name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no modes")
def test_a_backup_is_its_owners_alone_and_replaces_nothing(data, tmp_path):
    out = backed_up(data, tmp_path / "b.zip")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with open_store(data) as store, pytest.raises(ClinicError, match="replaces nothing"):
        make_backup(data, store, out, quiet)
    assert [each.name for each in tmp_path.iterdir() if "b.zip" in each.name] == ["b.zip"]


def rewritten(source: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    change(held)
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in held.items():
            archive.writestr(name, raw)
    return out


def manifest_says(held: dict[str, bytes], **values: object) -> None:
    held[MANIFEST] = json.dumps({**json.loads(held[MANIFEST]), **values}).encode()


def add(name: str) -> Callable[[dict[str, bytes]], None]:
    """A file that the manifest knows, as somebody would who means it."""

    def change(held: dict[str, bytes]) -> None:
        known = json.loads(held[MANIFEST])["files"]
        known[name] = {"sha256": sha256(b"x").hexdigest(), "size": 1}
        held[name] = b"x"
        manifest_says(held, files=known)

    return change


def change_audit(held: dict[str, bytes]) -> None:
    name = "database/audit.jsonl"
    held[name] = held[name].replace(b"P7 ", b"P8 ", 1)
    known = json.loads(held[MANIFEST])["files"]
    known[name] = {"sha256": sha256(held[name]).hexdigest(), "size": len(held[name])}
    manifest_says(held, files=known)


BROKEN = {
    "a file changed": lambda held: held.update({"clinic.yaml": b"heading: Another  y\n"}),
    "a file gone": lambda held: held.pop("clinic.yaml"),
    "a file more": lambda held: held.update({"sessions/x/y": b""}),
    "no manifest": lambda held: held.pop(MANIFEST),
    "no JSON": lambda held: held.update({MANIFEST: b"{"}),
    "a newer program": lambda held: manifest_says(held, tables_revision="9999"),
    "another format": lambda held: manifest_says(held, format=2),
    "the audit changed": change_audit,
    "up": add("sessions/../../evil"),
    "absolute": add("/tmp/evil"),
    "backslash": add("sessions\\..\\..\\evil"),
    "drive": add("C:/evil"),
    "hidden": add("sessions/x/.ssh"),
    "device": add("sessions/x/NUL.txt"),
    "the database itself": add("reachwell.db"),
    "two that are one": add("CLINIC.yaml"),
    "no such table": add("database/evil/x"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    put(folder / "data")
    (folder / "data" / "clinic.yaml").write_text("heading: The clinic\n", encoding="utf-8")
    return backed_up(DataDirectory(folder / "data"), folder / "b.zip")


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_backup_restores_nothing(whole, tmp_path, how):
    bad = rewritten(whole, tmp_path / "bad.zip", BROKEN[how])
    done = command("restore", bad, "--data", tmp_path / "new")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["bad.zip"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_a_backup_restores_nothing(whole, tmp_path, share):
    bad = tmp_path / "bad.zip"
    raw = whole.read_bytes()
    bad.write_bytes(raw[: int(len(raw) * share)])
    assert command("restore", bad, "--data", tmp_path / "new").returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["bad.zip"]


def test_a_place_that_is_not_empty_is_left_as_it_is(whole, data, tmp_path, database):
    before = files(data.root)
    with pytest.raises(ClinicError, match="not empty"):
        restore_backup(whole, data, None, quiet)
    assert files(data.root) == before
    with open_store(data, database) as store:
        fill(store)
    with pytest.raises(ClinicError, match="in use"):
        restore_backup(whole, DataDirectory(tmp_path / "new"), database, quiet)
    assert not (tmp_path / "new").exists()


def test_what_is_interrupted_leaves_nothing(whole, tmp_path):
    def interrupted(done: int, of: int) -> None:
        if done == of - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(whole, DataDirectory(tmp_path / "new"), None, interrupted)
    assert not list(tmp_path.iterdir())


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_name_leads_elsewhere(name):
    try:
        check_name(name)
    except ClinicError:
        return
    assert not name.startswith("/")
    assert not set(name) & set("\\:\0")
    assert ".." not in name.split("/")


def test_the_commands(data, tmp_path):
    backed_up(data, tmp_path / "first.zip")
    made = command("backup", tmp_path / "b.zip", "--data", data.root, "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["left_out"] == []
    done = command("restore", tmp_path / "b.zip", "--data", tmp_path / "new", "--json")
    assert done.returncode == 0, done.stderr
    verified = command("audit", "verify", "--data", tmp_path / "new", "--json")
    assert json.loads(verified.stdout)["number"] == json.loads(done.stdout)["audit_rows"] + 1
    head = json.loads(verified.stdout)
    known = f"{head['number']}:{head['hash']}"
    assert command("audit", "verify", "--data", tmp_path / "new", "--known", known).returncode == 0
    wrong = f"{head['number']}:{'0' * 64}"
    refused = command("audit", "verify", "--data", tmp_path / "new", "--known", wrong)
    assert refused.returncode == 2
    assert command("audit", "verify", "--data", data.root, "--known", "x").returncode == 2
