"""Sessions recorded elsewhere are copied whole, once, or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from support.recordings import begin
from support.stored import put

from clinic.kept import keep_note
from clinic.store.importing import import_session, sessions_in
from game.datadir import DataDirectory
from game.recording.errors import RecordingError


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = put(tmp_path / "stick")
    (folder / "samples.parquet").write_bytes(os.urandom(3_000_000))
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_session_is_copied_whole_and_once(data, source):
    assert import_session(source, data)
    assert files(data.session(source.name)) == files(source)
    assert not import_session(source, data)
    assert [path.name for path in data.sessions.iterdir()] == [source.name]


def test_the_folders_own_name_does_not_matter(data, source):
    renamed = source.rename(source.with_name("Kopie von Sitzung"))
    assert import_session(renamed, data)
    assert files(data.session("20260105T101500-000001")) == files(renamed)


def test_what_was_added_here_stays(data, source):
    import_session(source, data)
    keep_note(data.session(source.name), "soap", "Reached well.")
    assert not import_session(source, data)
    assert (data.session(source.name) / "notes.json").is_file()


@pytest.mark.parametrize("name", ["trials.jsonl", "attested.json"])
def test_another_content_by_the_same_id_is_refused(data, source, name):
    import_session(source, data)
    before = files(data.session(source.name))
    (source / name).write_text("{}\n")
    with pytest.raises(RecordingError, match=rf"is here already, and its {name} is not the same"):
        import_session(source, data)
    assert files(data.session(source.name)) == before


def test_one_that_is_being_recorded_is_refused(data, tmp_path):
    recorder = begin(tmp_path / "stick")
    try:
        with pytest.raises(RecordingError, match="is being recorded"):
            import_session(recorder.folder, data)
    finally:
        recorder.close("completed")
    assert import_session(recorder.folder, data)


@pytest.mark.parametrize("name", ["../../escaped", "20260105T101500-AB12CD/../../x", "/etc"])
def test_an_id_that_leads_elsewhere_is_refused(data, source, name):
    described = source / "session.json"
    described.write_text(described.read_text().replace(source.name, name))
    with pytest.raises(RecordingError, match="does not describe a session"):
        import_session(source, data)
    assert not data.root.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_plain_file_is_refused(data, source, kind, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not the stick's")
    strange = source / "odd"
    if kind == "link":
        strange.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(strange)
    else:
        strange.mkdir()
    with pytest.raises(RecordingError, match="odd in it is not a plain file"):
        import_session(source, data)
    assert not data.sessions.exists()


def test_what_systems_leave_on_sticks_is_left_there(data, source):
    (source / ".DS_Store").write_bytes(b"\0")
    import_session(source, data)
    assert ".DS_Store" not in files(data.session(source.name))


def test_a_copy_that_fails_leaves_nothing(data, source, monkeypatch):
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(RecordingError, match="the disk is full"):
        import_session(source, data)
    assert list(data.sessions.iterdir()) == []


def test_a_copy_that_is_not_the_source_is_refused(data, source, monkeypatch):
    real = shutil.copyfileobj

    def flip(old, new, length):
        real(old, new, length)
        new.seek(0)
        new.write(b"?")

    monkeypatch.setattr(shutil, "copyfileobj", flip)
    with pytest.raises(RecordingError, match="is not what was read"):
        import_session(source, data)
    assert list(data.sessions.iterdir()) == []


def test_what_an_interrupted_import_left_goes_after_a_day(data, source):
    young, old = (data.sessions / f".importing-{age}" for age in ("young", "old"))
    for folder in (young, old):
        folder.mkdir(parents=True)
        (folder / "samples.parquet").write_bytes(b"half")
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    assert data.session_folders() == []
    import_session(source, data)
    assert (young.exists(), old.exists()) == (True, False)


def test_a_whole_data_directory_can_be_named(source, tmp_path):
    other = put(tmp_path / "stick", 2)
    assert sessions_in(tmp_path / "stick") == [source, other]
    assert sessions_in(source) == [source]
    with pytest.raises(RecordingError, match="holds no sessions"):
        sessions_in(tmp_path)
