"""`reachwell note` as a therapist calls it; the clinic's own settings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.noted import noted, put

from clinic.errors import ClinicError
from clinic.kept import attested, notes
from clinic.settings import Settings, load_settings
from reachwell.__main__ import main
from reachwell.errors import UsageError
from reachwell.note import attested_minutes

Run = Callable[..., tuple[int, str, str]]
FIRST, LAST = "20260101T101500-AB12CD", "20260105T101500-AB12CD"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def folder(data: Path) -> Path:
    put(noted(session_id=FIRST, start_utc="2026-01-01T10:15:00Z"), data)
    return put(noted(session_id=LAST), data)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path) -> Run:
    monkeypatch.chdir(data.parent)
    monkeypatch.setenv("REACHWELL_DATA", str(data))

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reachwell", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def refused(result: tuple[int, str, str], words: str) -> None:
    code, out, err = result
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_a_session_by_id_by_folder_and_the_last(run, folder):
    by_last = run("note", "last")
    assert by_last == run("note", LAST) == run("note", folder)
    code, out, err = by_last
    assert (code, err) == (0, "")
    assert out.startswith("DRAFT")
    assert f"Session: {LAST}" in out
    assert "Since 2026-01-01" in out
    assert "S - SUBJECTIVE" in run("note", "last", "--format", "soap")[1]


def test_a_file_is_written_whole(run, folder):
    out = Path("note.txt")
    out.touch()
    assert run("note", "last", "--out", out) == (0, "", "")
    assert out.read_text(encoding="utf-8") == run("note", "last")[1]
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["note.txt"]
    refused(run("note", "last", "--out", "data"), "is a folder")
    refused(run("note", "last", "--out", "gone/note.txt"), "can't be written")


def test_a_note_that_was_completed_is_not_overwritten(run, folder):
    out = Path("note.txt")
    run("note", "last", "--out", out)
    out.write_text(completed := out.read_text(encoding="utf-8") + "Signed.", encoding="utf-8")
    refused(run("note", "last", "--out", out), "is there already")
    assert out.read_text(encoding="utf-8") == completed


def test_minutes_of_a_note_that_was_not_written_are_not_attested(run, folder):
    command = ("note", "last", "--attest-minutes", "24", "--keep", "--out", "gone/note.txt")
    refused(run(*command), "can't be written")
    assert attested(folder) is None
    assert notes(folder).notes == ()


def test_the_last_is_no_other_than_the_last(run, folder):
    (folder / "session.json").write_text("{")
    for command in ("note", "report", ("sessions", "show")):
        words = (command,) if isinstance(command, str) else command
        refused(run(*words, "last"), LAST)
    refused(run("note", "last", "--attest-minutes", "24"), LAST)
    assert attested(folder.with_name(FIRST)) is None
    code, _, err = run("report", "last", "--patient", "P-001", "--out", "r.pdf")
    assert (code, len(err.splitlines())) == (0, 1)
    assert err.startswith("Left out: ")
    assert LAST in err


def test_minutes_are_attested_once_and_kept(run, folder):
    _, out, _ = run("note", "last", "--attest-minutes", "24")
    assert "97112 24 min" in out
    assert "97112 2; 2 in all" in " ".join(out.split())
    assert run("note", "last")[1] == out
    both = ("--attest-minutes", "97112=24", "--attest-minutes", "97110=23")
    _, out, _ = run("note", "last", *both, "--rule", "ama")
    assert "4 in all" in " ".join(out.split())
    assert "3 in all" in " ".join(run("note", "last")[1].split())
    kept = attested(folder)
    assert [(each.code, each.minutes) for each in kept.minutes] == [("97112", 24), ("97110", 23)]
    assert attested(folder.parent / FIRST) is None


def test_a_draft_is_kept_on_request(run, folder):
    _, out, _ = run("note", "last")
    assert notes(folder).notes == ()
    run("note", "last", "--keep")
    run("note", "last", "--keep", "--format", "soap")
    kept = notes(folder).notes
    assert [each.style for each in kept] == ["narrative", "soap"]
    assert kept[0].text == out


@pytest.mark.parametrize(
    "told", ["x", "-5", "7.5", "481", "97112=", "=24", "9711=24", "97112=24=3", "٢٤", ""]
)
def test_minutes_that_are_none(run, folder, told):
    refused(run("note", "last", "--attest-minutes", told), "allowed: whole minutes from 0 to 480")
    assert attested(folder) is None


def test_a_code_told_twice(run, folder):
    both = ("--attest-minutes", "24", "--attest-minutes", "97112=3")
    refused(run("note", "last", *both), "tells 97112 twice")


@given(st.lists(st.text(max_size=12), max_size=3))
def test_any_minutes_are_read_or_refused(told):
    try:
        minutes = attested_minutes(told)
    except UsageError:
        return
    assert len(minutes) == len({each.code for each in minutes}) == len(told)


def test_a_session_that_is_not_there_or_not_closed(run, folder, data):
    refused(run("note", "20260109T101500-AB12CD"), "20260109T101500-AB12CD")
    refused(run("note", "../../etc"), "etc")
    put(noted(session_id="20260107T101500-AB12CD", end=None), data)
    refused(run("note", "last"), "is not closed")
    assert attested(folder) is None


def test_no_session_at_all(run):
    refused(run("note", "last"), "there is no session")


def test_broken_settings_and_templates_attest_nothing(run, folder, data):
    (data / "clinic.yaml").write_text("heading: Ours\nbilling_rule: mine\n")
    refused(run("note", "last", "--attest-minutes", "24"), "clinic.yaml:2: billing_rule")
    (data / "clinic.yaml").write_text("heading: Ours\nbilling_rule: ama\n")
    (data / "templates").mkdir()
    (data / "templates" / "parts.txt.j2").write_text("\n{% if %}")
    refused(run("note", "last", "--attest-minutes", "24", "--keep"), "parts.txt.j2:2:")
    assert attested(folder) is None
    assert notes(folder).notes == ()


def test_the_clinics_heading_and_rule(run, folder, data):
    (data / "clinic.yaml").write_text("heading: Rehabilitation, second floor\nbilling_rule: ama\n")
    _, out, _ = run("note", "last", "--attest-minutes", "97112=7", "--attest-minutes", "97110=7")
    assert out.startswith("Rehabilitation, second floor\n")
    assert "rule of eights: 97112 0, 97110 0; 0 in all" in " ".join(out.split())


def test_templates_are_copied_out(run, data):
    code, out, _ = run("note-templates", "--out", "mine")
    assert code == 0
    assert [Path(line).name for line in out.splitlines()] == [
        "narrative.txt.j2",
        "parts.txt.j2",
        "soap.txt.j2",
    ]
    refused(run("note-templates", "--out", "mine"), "is there already")


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_settings_may_be_left_out(tmp_path, text):
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "clinic.yaml").write_text(text)
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("billing_rule: CMS\n", 'clinic.yaml:1: billing_rule: is "CMS"; allowed: '),
        ("\n\nheadin: x\n", "clinic.yaml:3: headin: no such setting; allowed: heading, billing"),
        ("heading: [a]\n", "clinic.yaml:1: heading: is a list"),
        ("heading: 7\n", "clinic.yaml:1: heading: is 7"),
        (f"heading: {'x' * 201}\n", "up to 200 characters"),
        ("- heading\n", "clinic.yaml:1"),
        ("heading: a\nheading: b\n", "clinic.yaml:2"),
        ("a: {\n", "not valid YAML"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, text, words):
    (tmp_path / "clinic.yaml").write_text(text)
    with pytest.raises(ClinicError) as caught:
        load_settings(tmp_path)
    assert words in str(caught.value)


@given(st.binary(max_size=60))
def test_any_bytes_are_settings_or_refused(tmp_path_factory, raw):
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "clinic.yaml").write_bytes(raw)
    with suppress(ClinicError):
        assert isinstance(load_settings(folder), Settings)
