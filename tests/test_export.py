"""Exports: all or nothing, nothing overwritten, nothing outside, no date unless asked for."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exportable import moving_rows, recorded
from support.small_disk import small_disk
from support.three_tasks import three_tasks

from clinic.errors import ClinicError
from clinic.export.files import FINISHED, UNFINISHED, staged
from clinic.export.formats import FORMATS
from clinic.export.names import LONGEST, safe_name, safe_names
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.run import export
from clinic.session import PlayedSession
from game.recording.errors import RecordingError
from game.recording.lock import locked

CHILD = Path(__file__).parent / "support" / "export_child.py"
ROOT = Path(__file__).parents[1]
EVERY = list(FORMATS.values())
PLAIN = ExportOptions()
KILLS = 5


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> list[PlayedSession]:
    return three_tasks(tmp_path_factory.getbasetemp())


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# Names


@given(st.text(max_size=400))
def test_a_safe_name_is_letters_and_digits_and_no_device(text):
    name = safe_name(text)
    assert name.isascii()
    assert name.isalnum()
    assert 1 <= len(name) <= LONGEST
    assert name.lower() not in ("con", "nul", "aux", "prn", "com1", "lpt9", "com0")


@pytest.mark.parametrize("word", ["CON", "nul", "Lpt1", "../../con", "C\0O\0N", "aux."])
def test_words_that_windows_keeps_for_itself_are_changed(word):
    assert safe_name(word).lower().startswith("x")


@given(st.lists(st.text(max_size=60) | st.sampled_from(["P-1", "P1", "p1", "P1x2", "é", "e"])))
def test_safe_names_are_unique_even_where_case_does_not_count(texts):
    names = safe_names(texts)
    assert set(names) == set(texts)
    assert len({name.lower() for name in names.values()}) == len(names)
    assert all(name.isascii() and name.isalnum() for name in names.values())
    assert all(len(name) <= LONGEST for name in names.values())
    assert safe_names(texts) == names


# Numbers


def test_sessions_are_numbered_by_patient_and_time_whatever_their_order(sessions):
    first, second, third = sessions
    given_ = numbered([third, second, first, third])
    assert [(each.session_id, each.patient, each.name, each.day) for each in given_] == [
        (first.info.session_id, "P-1", "P1_ses-01", 1),
        (third.info.session_id, "P-1", "P1_ses-02", 4),
        (second.info.session_id, "P-2", "P2_ses-01", 1),
    ]


# All or nothing


def test_files_come_into_place_at_the_end_and_beside_what_is_there(tmp_path):
    (tmp_path / "mine.txt").write_bytes(b"mine")
    with staged(tmp_path) as stage:
        (stage / "sub").mkdir()
        (stage / "sub" / "a").write_bytes(b"a")
        assert not (tmp_path / "sub").exists()
    assert content(tmp_path) == {"mine.txt": b"mine", "sub/a": b"a"}


@pytest.mark.parametrize("error", [ClinicError("no"), KeyboardInterrupt(), OSError(28, "full")])
def test_a_failed_export_leaves_what_was_there(tmp_path, error):
    (tmp_path / "mine.txt").write_bytes(b"mine")

    def fail():
        with staged(tmp_path) as stage:
            (stage / "a").write_bytes(b"a")
            raise error

    with pytest.raises((ClinicError, RecordingError, KeyboardInterrupt)):
        fail()
    assert content(tmp_path) == {"mine.txt": b"mine"}


def test_a_failed_export_leaves_no_folder_of_its_own(tmp_path):
    def fail():
        with staged(tmp_path / "new" / "out"):
            raise ClinicError("no")

    with pytest.raises(ClinicError):
        fail()
    assert not (tmp_path / "new" / "out").exists()


def test_a_name_that_is_taken_is_refused_before_anything_moves(tmp_path):
    (tmp_path / "b").write_bytes(b"mine")

    def both():
        with staged(tmp_path) as stage:
            (stage / "a").write_bytes(b"a")
            (stage / "b").write_bytes(b"b")

    with pytest.raises(ClinicError, match="is there already") as told:
        both()
    assert "\n" not in str(told.value)
    assert content(tmp_path) == {"b": b"mine"}


def test_a_link_that_leads_nowhere_is_not_replaced_either(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")

    def one():
        with staged(tmp_path) as stage:
            (stage / "a").write_bytes(b"a")

    with pytest.raises(ClinicError, match="is there already"):
        one()
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_killed_export_left_is_removed_or_completed(tmp_path):
    (tmp_path / UNFINISHED).mkdir()
    (tmp_path / UNFINISHED / "half").write_bytes(b"h")
    (tmp_path / FINISHED).mkdir()
    (tmp_path / FINISHED / "whole").write_bytes(b"w")
    with staged(tmp_path) as stage:
        (stage / "a").write_bytes(b"a")
    assert content(tmp_path) == {"a": b"a", "whole": b"w"}


def test_two_exports_into_one_folder_do_not_meet(tmp_path):
    def second():
        with staged(tmp_path):
            pass

    with staged(tmp_path) as stage:
        (stage / "a").write_bytes(b"a")
        with pytest.raises(RecordingError, match="in use"):
            second()
    assert content(tmp_path) == {"a": b"a"}
    with locked(tmp_path), pytest.raises(RecordingError, match="in use"):
        second()


def test_a_recording_is_no_place_for_an_export(sessions):
    folder = sessions[0].recording.folder
    before = content(folder)
    with pytest.raises(ClinicError, match="is a recording"):
        export(sessions, EVERY, folder, PLAIN)
    assert content(folder) == before


def test_a_file_in_place_of_the_folder_is_told_in_one_line(tmp_path, sessions):
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(RecordingError) as told:
        export(sessions, EVERY, tmp_path / "out", PLAIN)
    assert "\n" not in str(told.value)
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(tmp_path, sessions):
    with small_disk(tmp_path / "disk", "3m") as disk:
        (disk / "mine.txt").write_bytes(b"mine")
        with pytest.raises(RecordingError, match="the disk is full"):
            export(sessions, [FORMATS["csv"]], disk, PLAIN)
        assert content(disk) == {"mine.txt": b"mine"}


def test_a_killed_export_leaves_what_was_there_and_the_next_one_tidies_up(tmp_path, sessions):
    folders = [session.recording.folder for session in sessions]
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_bytes(b"mine")
    export(sessions, [FORMATS["csv"]], tmp_path / "whole", PLAIN)
    whole = content(tmp_path / "whole")
    moments = random.Random(4)
    left = 0
    for _ in range(KILLS):
        child = subprocess.Popen(
            [sys.executable, CHILD, out, "csv", *folders],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=ROOT,
        )
        assert child.stdout is not None
        for _ in range(moments.randint(1, 14)):  # of 15 steps
            assert child.stdout.readline()
        child.kill()
        child.communicate()
        left += (out / UNFINISHED).exists()
        seen = {
            name: data
            for name, data in content(out).items()
            if name.split("/")[0] not in (UNFINISHED, FINISHED, ".lock")
        }
        assert seen.pop("mine.txt") == b"mine"
        assert seen.items() <= whole.items()  # whole files, or none at all
        for name in seen:  # a slow kill came after the end
            (out / name).unlink()
        if (out / FINISHED).exists():
            with staged(out):
                pass
            for name in set(content(out)) - {"mine.txt"}:
                (out / name).unlink()
    assert left
    export(sessions, [FORMATS["csv"]], out, PLAIN)
    assert content(out) == whole | {"mine.txt": b"mine"}


def test_several_formats_come_into_a_folder_each_and_tell_what_they_wrote(tmp_path, sessions):
    told: list[tuple[str, int, int]] = []
    files = export(sessions[:1], EVERY, tmp_path / "out", PLAIN, lambda *at: told.append(at))
    assert sorted(file.as_posix() for file in files) == sorted(content(tmp_path / "out"))
    assert {file.parts[0] for file in files} == set(FORMATS)
    for name in FORMATS:
        shares = [done / total for told_name, done, total in told if told_name == name]
        assert len(shares) > 1, name
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] == 1


def test_the_same_sessions_export_to_the_same_bytes(tmp_path, sessions):
    formats = [FORMATS[name] for name in ("csv", "parquet", "json", "bids")]
    for name in ("a", "b"):
        export(sessions[1:2], formats, tmp_path / name, PLAIN)
    assert content(tmp_path / "a") == content(tmp_path / "b")


# Whatever a recording says

HOSTILE = (
    "../../escaped",
    "/etc/escaped",
    "C:\\escaped",
    "CON",
    "a\0b",
    "x" * 300,
    "=HYPERLINK(1)",
    'quo"te\ttab\nline,comma',
    "\ud800 lone",
    "",
    "  ",
    "ses-01_task-none",
)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_words_stay_in_the_folder(tmp_path, form):
    times_ns = np.arange(120) * 10_000_000
    played = []
    for number, word in enumerate(HOSTILE):
        plain = word.encode("utf-8", "replace").decode()
        events = [
            {"kind": "exercise_start", "frame_index": 1, "time_ns": 10_000_000, "exercise": 1}
            | {"name": plain},
            {"kind": plain or "x", "frame_index": 2, "time_ns": 20_000_000, plain: plain},
            {"kind": "exercise_end", "frame_index": 110, "time_ns": 1_100_000_000, "exercise": 1},
        ]
        played.append(
            recorded(
                tmp_path / "data",
                moving_rows(times_ns),
                events,
                [hostile_trial(plain)],
                patient_code=plain,
                level_title=plain,
                input_device=plain,
                software={"reachwell": plain},
                seed=number,
            )
        )
    out = tmp_path / "around" / "out"
    before = {path for path in tmp_path.rglob("*") if tmp_path / "around" not in path.parents}
    files = export(played, [FORMATS[form]], out, PLAIN)
    assert {path for path in tmp_path.rglob("*") if tmp_path / "around" not in path.parents} - {
        tmp_path / "around"
    } == before
    assert list((tmp_path / "around").iterdir()) == [out]
    assert sorted(content(out)) == sorted(file.as_posix() for file in files)
    for file in files:
        for part in file.parts:
            assert all(c.isascii() and (c.isalnum() or c in "-_.") for c in part), part
            assert len(part) <= 200


def hostile_trial(word: str) -> dict:
    return {
        "trial_num": 1,
        "exercise": 1,
        "exercise_name": word,
        "task": "reaching",
        "task_version": 1,
        "set": 1,
        "familiarisation": False,
        "side": "left",
        "difficulty": 0.5,
        "knobs": {word: 1.0},
        "covariates": {word: None},
        "labels": {word: word},
        "end_reason": word,
        "scored": True,
        "success": False,
        "margin": None,
        "end_time_ns": 1_000_000_000,
        "shown_ns": 100_000_000,
        "flags": [word],
        "measures": {word: 0.25, "sparc": -1.5},
        "missing": {word: word},
    }
