"""`reachwell export` on the command line."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from support.three_tasks import three_tasks

from clinic.export.formats import FORMATS
from reachwell.__main__ import main


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    three_tasks(tmp_path_factory.getbasetemp())
    return tmp_path_factory.getbasetemp() / "three-tasks"


@pytest.fixture
def reachwell(data, tmp_path, monkeypatch, capsys):
    """Runs a command as from a shell; returns its exit code, standard output and error."""
    monkeypatch.setenv("REACHWELL_DATA", str(data))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reachwell", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def test_the_help_names_every_format(reachwell):
    _, out, _ = reachwell("export", "--help")
    words = re.findall(r"[a-z0-9]+", out)
    assert [name for name in FORMATS if name not in words] == []


def test_one_format_comes_right_into_the_folder(reachwell, tmp_path):
    code, out, _ = reachwell("export", "last", "--format", "json", "--out", "out")
    assert code == 0
    assert out == f"sessions: 1, files: 2, in {Path('out')}\n"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "P1_ses-01.json",
        "session.schema.json",
    }


def test_the_sessions_of_a_patient_into_two_formats(reachwell, tmp_path):
    more = ("--format", "json", "--format", "csv", "--format", "json", "--out", "out", "--json")
    code, out, _ = reachwell("export", "--patient", "P-1", *more)
    assert code == 0
    files = json.loads(out)
    assert [file for file in files if file.startswith("json/")] == [
        "json/session.schema.json",
        "json/P1_ses-01.json",
        "json/P1_ses-02.json",
    ]
    assert all((tmp_path / "out" / file).is_file() for file in files)


def test_a_session_that_is_not_closed_is_told(reachwell, data, tmp_path):
    whole = sorted((data / "sessions").iterdir())[0]
    folder = Path(shutil.copytree(whole, tmp_path / whole.name))
    described = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    (folder / "session.json").write_text(json.dumps(described | {"end": None}), encoding="utf-8")
    code, _, err = reachwell("export", str(folder), "--format", "json", "--out", "out")
    assert (code, len(err.splitlines())) == (0, 1)
    assert err.startswith("not closed, exported as far as it is: ")
    assert reachwell("export", str(whole), "--format", "json", "--out", "whole")[2] == ""


def test_a_session_named_in_several_ways_is_exported_once(reachwell, data, tmp_path):
    folder = sorted((data / "sessions").iterdir())[0]
    names = (folder.name, str(folder), str(data / "sessions" / ".." / "sessions" / folder.name))
    code, _, _ = reachwell("export", *names, "--format", "json", "--out", "out")
    assert code == 0
    assert len(list((tmp_path / "out").glob("P1_*.json"))) == 1


def test_dates_are_told_on_request(reachwell, tmp_path):
    reachwell("export", "last", "--format", "json", "--out", "plain")
    reachwell("export", "last", "--format", "json", "--out", "dated", "--dates")
    plain, dated = (
        json.loads((tmp_path / name / "P1_ses-01.json").read_text(encoding="utf-8"))
        for name in ("plain", "dated")
    )
    assert plain["start_utc"] is plain["session_id"] is None
    assert dated["start_utc"].startswith("2019-03-20T21:34:56")
    assert dated["session_id"].startswith("20190320T213456-")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("last", "--format", "cvs", "--out", "out"), "no format is called 'cvs'; there are: csv"),
        (("--format", "csv", "--out", "out"), "which sessions?"),
        (("20190101T000000-ABCDEF", "--format", "csv", "--out", "out"), "no such file or folder"),
        (("../..", "--format", "csv", "--out", "out"), "session.json"),
        (("nonsense", "--format", "csv", "--out", "out"), "is no session id"),
        (("--patient", "P-9", "--format", "csv", "--out", "out"), "P-9 has no session"),
        (("--patient", "../P-1", "--format", "csv", "--out", "out"), "is not allowed"),
        (("last", "--format", "csv"), "--out"),
        (("last", "--out", "out"), "--format"),
        (("last", "--format", "csv", "--out", "taken"), "taken"),
        (("last", "--format", "csv", "--out", "bad\0name"), "--out"),
    ],
)
def test_bad_input_is_told_in_one_line(reachwell, tmp_path, arguments, told):
    (tmp_path / "taken").write_bytes(b"mine")
    code, out, err = reachwell("export", *arguments)
    assert code == 2
    assert out == ""
    assert told in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "taken").read_bytes() == b"mine"


def test_a_second_export_into_the_same_folder_is_refused_and_harms_nothing(reachwell, tmp_path):
    assert reachwell("export", "last", "--format", "json", "--out", "out")[0] == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    code, _, err = reachwell("export", "last", "--format", "json", "--out", "out")
    assert code == 2
    assert "overwrites nothing" in err
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert reachwell("export", "last", "--format", "parquet", "--out", "out")[0] == 0


def test_without_any_session_last_is_told_in_one_line(reachwell, tmp_path):
    code, _, err = reachwell(
        "export", "last", "--format", "csv", "--out", "out", "--data", str(tmp_path / "none")
    )
    assert code == 2
    assert err.startswith("there is no session in ")


def test_a_broken_session_among_a_patients_is_left_out_and_told(reachwell, data, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    broken = sorted((copy / "sessions").iterdir())[1]
    (broken / "session.json").write_bytes(b"{")
    more = ("--format", "json", "--out", "out", "--data", str(copy))
    code, out, err = reachwell("export", "--patient", "P-1", *more)
    assert code == 0
    assert out.startswith("sessions: 2,")
    assert "left out: " in err
    assert broken.name in err
