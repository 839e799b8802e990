"""The index says what the folders say, on every database."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from support.exportable import moving_rows, recorded
from support.played import events, row
from support.player import Player
from support.stored import content, put, quiet, rows

from clinic.errors import ClinicError
from clinic.kept import Minutes, attest, exclude, keep_note
from clinic.store import (
    Store,
    audit,
    exercises_of,
    open_store,
    patients,
    rebuild,
    refresh_patient,
    reindex,
    sessions_of,
    verify_audit,
)
from clinic.store.index_tables import (
    AttestedRow,
    CheckRow,
    ExclusionRow,
    NoteRow,
    RepetitionRow,
    SessionRow,
)
from clinic.store.own_tables import AccountRow, PlanRow
from clinic.summary import summarise
from game.datadir import DataDirectory
from game.patient import Patient, add_patient


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def store(data: DataDirectory, database: str) -> Iterator[Store]:
    with open_store(data, database) as opened:
        yield opened


def listed(store: Store, code: str = "P01"):
    with store.reading() as connection:
        return sessions_of(connection, code)


def ids(store: Store) -> list[str]:
    return [row[0] for row in rows(store, SessionRow)]


def test_a_session_that_was_played_is_told_as_its_folder_tells_it(store, data):
    player = Player()
    player.play()
    import numpy as np

    frames = moving_rows(np.arange(90) * 11_111_111)
    session = recorded(data.root, frames, player.notes.events, player.notes.trials)
    done = reindex(store, data, quiet)
    assert (done.read, done.unchanged, done.gone, done.problems) == (1, 0, 0, [])

    (told,) = listed(store, "P-001")
    summary = summarise(session.recording)
    assert told.start_utc == session.info.start_utc
    assert (told.practice, told.scored, told.won) == (summary.practice, summary.scored, summary.won)
    assert (told.level_id, told.status) == ("small", "completed")
    with store.reading() as connection:
        (exercise,) = exercises_of(connection, told.id)
    assert (exercise.task, exercise.sets_begun, exercise.planned_repetitions) == ("reaching", 2, 6)
    assert exercise.difficulty_first == summary.difficulty_first
    assert exercise.difficulty_last == summary.difficulty_last
    written = [
        json.loads(line)
        for line in (session.recording.folder / "trials.jsonl").read_text().splitlines()
    ]
    kept = {each[1]: each[-1] for each in rows(store, RepetitionRow)}
    assert kept == {each["trial_num"]: each["measures"] for each in written}
    assert len(kept) > 6


def test_what_a_therapist_adds_is_found(store, data):
    folder = put(data.root, rows=[row(number) for number in range(1, 5)])
    attest(folder, [Minutes(code="97112", minutes=23), Minutes(code="97110", minutes=8)])
    exclude(folder, 3, "somebody came in")
    keep_note(folder, "soap", "Reached well.")
    reindex(store, data, quiet)

    assert [each[2:5] for each in rows(store, CheckRow)] == [
        ("in", 1_000_000_000, 2),
        ("in", 2_000_000_000, None),
        ("out", 60_000_000_000, None),
    ]
    assert [each[1:4] for each in rows(store, AttestedRow)] == [(1, "97112", 23), (2, "97110", 8)]
    assert [each[1:3] for each in rows(store, ExclusionRow)] == [(3, "somebody came in")]
    assert [each[1:3] for each in rows(store, NoteRow)] == [(1, "soap")]
    assert [each[1] for each in rows(store, RepetitionRow)] == [1, 2, 4]
    assert listed(store)[0].scored == 3


def test_only_what_changed_is_read_again(store, data):
    folders = [put(data.root, number) for number in (1, 2, 3)]
    assert reindex(store, data, quiet).read == 3
    before = content(store)
    again = reindex(store, data, quiet)
    assert (again.read, again.unchanged) == (0, 3)
    assert content(store) == before

    exclude(folders[1], 2, "a sneeze")
    again = reindex(store, data, quiet)
    assert (again.read, again.unchanged) == (1, 2)
    assert [each.scored for each in listed(store)] == [2, 1, 2]


def test_rebuilding_gives_the_same(store, data):
    for number in (1, 2):
        put(data.root, number, f"P0{number}")
    add_patient(data.patients, Patient(code="P01", affected="left"))
    reindex(store, data, quiet)
    before = content(store)
    told = []
    assert rebuild(store, data, lambda done, of: told.append((done, of))).read == 2
    assert content(store) == before
    assert told == [(1, 2), (2, 2)]


def test_a_folder_that_is_gone_leaves_the_index(store, data):
    folders = [put(data.root, number) for number in (1, 2)]
    reindex(store, data, quiet)
    shutil.rmtree(folders[0])
    assert reindex(store, data, quiet).gone == 1
    assert ids(store) == [folders[1].name]
    assert {each[0] for each in rows(store, RepetitionRow)} == {folders[1].name}


def test_a_disk_that_is_not_there_empties_nothing(store, data):
    put(data.root)
    reindex(store, data, quiet)
    data.sessions.rename(data.root / "elsewhere")
    with pytest.raises(ClinicError, match="is its disk connected"):
        reindex(store, data, quiet)
    assert len(ids(store)) == 1
    data.sessions.mkdir()
    assert reindex(store, data, quiet).gone == 1


def test_one_that_cannot_be_read_is_told_and_stops_no_other(store, data):
    folders = [put(data.root, number) for number in (1, 2, 3)]
    (folders[0] / "session.json").write_text("{}")
    done = reindex(store, data, quiet)
    assert (done.read, len(done.problems)) == (2, 1)
    assert folders[0].name in done.problems[0]
    assert "\n" not in done.problems[0]

    (folders[1] / "trials.jsonl").write_text('{"trial_num": 1}\n')
    done = reindex(store, data, quiet)
    assert len(done.problems) == 2
    assert ids(store) == [folders[2].name]  # what can't be read any more is not told as it was


def test_a_folder_by_another_name_is_not_taken_for_the_session(store, data):
    folder = put(data.root)
    shutil.copytree(folder, folder.with_name("20260105T101500-COPY00"))
    done = reindex(store, data, quiet)
    assert ids(store) == [folder.name]
    assert "holds session" in done.problems[0]


def test_what_the_database_alone_holds_stays(store, data):
    folder = put(data.root)
    now = datetime(2026, 1, 5, tzinfo=UTC)
    with store.writing() as connection:
        connection.execute(
            insert(AccountRow).values(
                id=1, login="ana", role="therapist", password_hash="scrypt$1", created_utc=now
            )
        )
        connection.execute(
            insert(PlanRow).values(
                id=1,
                patient_code="P01",
                level_id="reaching-1",
                sessions_per_week=3,
                starts_on=date(2026, 1, 5),
                planned_utc=now,
                planned_by=1,
            )
        )
        head = audit(connection, "ana", "plan", "P01")
    before = (rows(store, AccountRow), rows(store, PlanRow))
    reindex(store, data, quiet)
    shutil.rmtree(folder)
    rebuild(store, data, quiet)
    assert ids(store) == []
    assert (rows(store, AccountRow), rows(store, PlanRow)) == before
    with store.reading() as connection:
        assert verify_audit(connection) == head


def test_patients_are_those_with_a_profile_and_those_with_a_session(store, data):
    add_patient(data.patients, Patient(code="P01", affected="left"))
    put(data.root, 1, "P02")
    put(data.root, 2, "P02", day="20260209")
    (data.patients / "P03").mkdir()
    (data.patients / "P03" / "profile.json").write_text("[")
    done = reindex(store, data, quiet)
    assert ["P03" in each for each in done.problems] == [True]
    with store.reading() as connection:
        found = [(each.code, each.affected_side, each.sessions) for each in patients(connection)]
        assert found == [("P01", "left", 0), ("P02", None, 2)]
        assert patients(connection)[1].last_utc == datetime(2026, 2, 9, 10, 15, tzinfo=UTC)

    shutil.rmtree(data.patients / "P01")
    reindex(store, data, quiet)
    with store.reading() as connection:
        assert [each.code for each in patients(connection)] == ["P02"]


def test_an_interrupted_reindex_is_continued(store, data):
    for number in range(1, 6):
        put(data.root, number)

    def stop(done: int, of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(store, data, stop)
    assert len(ids(store)) == 3
    assert len(rows(store, RepetitionRow)) == 9
    assert reindex(store, data, quiet).read == 2


def test_looking_at_a_patient_reads_what_is_new_and_what_of_theirs_changed(store, data):
    mine, other = put(data.root, 1, "P01"), put(data.root, 2, "P02")
    reindex(store, data, quiet)
    exclude(mine, 2, "a sneeze")
    exclude(other, 2, "a sneeze")
    put(data.root, 3, "P01")
    assert refresh_patient(store, data, "P01").read == 2
    assert [each.scored for each in listed(store)] == [1, 2]
    assert [each.scored for each in listed(store, "P02")] == [2]  # until somebody looks there
    shutil.rmtree(mine)
    assert refresh_patient(store, data, "P01").gone == 1


def test_a_session_that_still_grows_is_told_as_far_as_it_is(store, data):
    folder = put(data.root, end=None)
    with (folder / "trials.jsonl").open("ab") as file:
        file.write(b'{"trial_num": 4, "exer')
    reindex(store, data, quiet)
    assert (listed(store)[0].status, listed(store)[0].scored) == (None, 2)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([row(1), row(1)], "twice or too large"),
        ([row(2**70)], "line 1: trial_num"),
        ([row(1, end_time_ns=2**70)], "line 1: end_time_ns"),
        ([row(1, set=-(2**90))], "line 1: set"),
    ],
)
def test_numbers_that_no_database_takes_are_a_problem_of_their_session(store, data, wrong, told):
    put(data.root, 1, rows=wrong)
    put(data.root, 2)
    done = reindex(store, data, quiet)
    assert (done.read, len(done.problems)) == (1, 1)
    assert told in done.problems[0]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=20), name=st.text(max_size=12), word=st.text(max_size=12))
def test_any_text_is_kept_or_told(store, data, code, name, word):
    shutil.rmtree(data.root / "sessions", ignore_errors=True)
    happened = events([(1.0, "check", {"when": "out", "word": word})])
    folder = put(data.root, 1, code, [row(1, measures={name: 1.5})], happened=happened)
    done = reindex(store, data, quiet)
    if not done.problems:
        (told,) = listed(store, code)
        assert told.id == folder.name
        assert rows(store, RepetitionRow)[0][-1] == {name: 1.5}
        assert len(rows(store, CheckRow)[0][-1]) == len(word)


def test_a_code_that_is_half_a_query_is_only_a_code(store, data):
    put(data.root, 1, "x' OR '1'='1")
    put(data.root, 2, "P02")
    reindex(store, data, quiet)
    assert len(listed(store, "x' OR '1'='1")) == 1
    assert len(listed(store, "y' OR '1'='1")) == 0
