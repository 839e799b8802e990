"""`reachwell levels` and `reachwell patients` as a person or a script calls them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from game.calibration import Calibration
from game.patient import save_calibration
from levels.loader import FOLDER, load_level, shipped_ids
from reachwell.__main__ import main
from tasks.reach import ReachMap

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command in an empty folder with its own data; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REACHWELL_DATA", str(tmp_path / "data"))

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reachwell", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_list_as_json(run: Run) -> None:
    code, out, err = run("levels", "list", "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [row["id"] for row in rows] == list(shipped_ids())
    for row in rows:
        assert row["title"]
        level = load_level(FOLDER / f"{row['id']}.yaml")
        assert row["tasks"] == list(dict.fromkeys(one.task for one in level.exercises))
        assert row["minutes"] > 0


def test_list_in_a_pipe_is_one_line_a_level(run: Run) -> None:
    code, out, _ = run("levels", "list")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == list(shipped_ids())


def test_show_tells_everything_a_therapist_needs(run: Run) -> None:
    code, out, _ = run("levels", "show", "first-session-left")
    level = load_level(FOLDER / "first-session-left.yaml")
    assert code == 0
    for text in (level.for_whom, level.objective, level.caution, level.reason,
                 level.exercises[0].objective, "3 x 6 repetitions", "distance_share"):  # fmt: skip
        assert text in out


def test_show_as_json_is_the_whole_level(run: Run) -> None:
    code, out, _ = run("levels", "show", str(FOLDER / "taster.yaml"), "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["exercises"][0]["parameters"]["directions"] == 5
    assert shown["tasks"] == ["reaching"]


def test_show_of_an_unknown_level_is_one_line(run: Run) -> None:
    code, out, err = run("levels", "show", "tastr")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "did you mean taster?" in err


def test_a_new_level_passes_the_check_and_is_never_overwritten(run: Run) -> None:
    assert run("levels", "new", "My arm, week 2.yaml")[0] == 0
    path = Path("My arm, week 2.yaml")
    assert load_level(path).id == "my-arm-week-2"
    before = path.read_bytes()
    code, _, err = run("levels", "new", str(path))
    assert code == 2
    assert "is there already" in err
    assert path.read_bytes() == before
    code, out, err = run("levels", "check", str(path))
    assert (code, err) == (0, "")
    assert out == f"{path}: ok\n"


@pytest.mark.parametrize("path", ["level.txt", "level", "missing/level.yaml", ".yaml"])
def test_a_new_level_needs_a_yaml_name_in_a_folder_that_is_there(run: Run, path: str) -> None:
    code, _, err = run("levels", "new", path)
    assert code == 2
    assert err.count("\n") == 1


def test_check_goes_through_folders_and_tells_every_problem(run: Run) -> None:
    Path("folder/deep").mkdir(parents=True)
    good = (FOLDER / "taster.yaml").read_text(encoding="utf-8")
    Path("folder/good.yaml").write_text(good, encoding="utf-8")
    Path("folder/deep/bad.yml").write_text(good.replace("sets: 1", "sets: 0"), encoding="utf-8")
    Path("folder/notes.txt").write_text("no level", encoding="utf-8")
    code, out, err = run("levels", "check", "folder", "missing.yaml", "folder/good.yaml")
    assert code == 2
    assert [line.split(":")[0] for line in out.splitlines()] == [str(Path("folder/good.yaml"))] * 2
    bad, missing = err.splitlines()
    assert bad.startswith(f"{Path('folder/deep/bad.yml')}:")
    assert "exercises[1].sets: is 0; allowed: a whole number from 1 to 10" in bad
    assert missing.startswith("missing.yaml: can't be read")


def test_check_of_an_empty_folder_is_no_success(run: Run) -> None:
    Path("empty").mkdir()
    code, _, err = run("levels", "check", "empty")
    assert code == 2
    assert err == "empty: has no .yaml file in it\n"


def test_patients_from_adding_to_listing(run: Run, tmp_path: Path) -> None:
    assert run("patients", "list") == (0, "", "")
    code, out, _ = run("patients", "add", "P-1", "--affected", "left", "--posture", "standing")
    assert code == 0
    assert str(tmp_path / "data" / "patients" / "P-1" / "profile.json") in out
    assert run("patients", "add", "P-2", "--affected", "right", "--reach-left-m", "0.5")[0] == 0
    assert run("patients", "set", "P-1", "--skin-tone", "dark", "--sound-balance", "-0.5")[0] == 0
    code, out, _ = run("patients", "show", "P-1", "--json")
    shown = json.loads(out)
    assert shown.pop("calibration") == Calibration().model_dump(mode="json")
    assert shown == {
        "format": 1, "code": "P-1", "affected": "left", "condition": None,
        "posture": "standing", "skin_tone": "dark", "sound_balance": -0.5,
        "reach_left_m": None, "reach_right_m": None,
    }  # fmt: skip
    code, out, _ = run("patients", "list", "--json")
    assert [row["code"] for row in json.loads(out)] == ["P-1", "P-2"]
    assert run("patients", "list")[1].splitlines()[1] == "P-2\tright\tnot known\tseated"


def test_what_was_measured_is_told_in_words_and_forgotten_on_request(
    run: Run, tmp_path: Path
) -> None:
    patients = tmp_path / "data" / "patients"
    assert run("patients", "add", "P-1", "--affected", "left")[0] == 0
    assert "Nothing has been measured yet." in run("patients", "show", "P-1")[1]
    measured = Calibration(
        device="Quest",
        made=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        eye_height_seated_m=1.183,
        rest_left_m=(-0.2, -0.55, -0.25),
        reach_left=ReachMap.from_lists([[0.41] * 5 + [None] * 4] * 4 + [[None] * 9] * 5),
    )
    save_calibration(patients, "P-1", measured)
    told = run("patients", "show", "P-1")[1]
    for words in (
        "Measured on 2026-03-01 with Quest",
        "eyes when seated: 1.18 m",
        "left reach: 0.41 to 0.41 m in 20 of 81 directions",
        "left hand rests 55 cm below the eyes, 25 cm ahead, 20 cm left",
    ):
        assert words in told
    shown = json.loads(run("patients", "show", "P-1", "--json")[1])["calibration"]
    assert shown == measured.model_dump(mode="json")
    assert run("patients", "forget-calibration", "P-1")[0] == 0
    assert "Nothing has been measured yet." in run("patients", "show", "P-1")[1]
    code, out, _ = run("patients", "forget-calibration", "P-1")
    assert (code, "nothing has been measured" in out) == (0, True)


def test_a_damaged_calibration_is_one_line_and_can_be_forgotten(run: Run, tmp_path: Path) -> None:
    assert run("patients", "add", "P-1", "--affected", "left")[0] == 0
    path = tmp_path / "data" / "patients" / "P-1" / "calibration.json"
    path.write_text("{", encoding="utf-8")
    code, _, err = run("patients", "show", "P-1")
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "reachwell patients forget-calibration P-1" in err
    assert run("patients", "forget-calibration", "P-1")[0] == 0
    assert run("patients", "show", "P-1")[0] == 0


def test_the_data_folder_can_be_named(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "other"
    assert run("patients", "add", "P-1", "--affected", "left", "--data", str(data))[0] == 0
    assert (data / "patients" / "P-1" / "profile.json").is_file()
    assert run("patients", "show", "P-1")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "../x", "--affected", "left"),
        ("add", "Anna Example", "--affected", "left"),
        ("add", "nul", "--affected", "left"),
        ("add", "P-1", "--affected", "left"),  # is there already
        ("show", "P-9"),
        ("set", "P-9", "--affected", "left"),
        ("set", "P-1"),
    ],
)
def test_what_is_wrong_with_a_patient_is_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    run("patients", "add", "P-1", "--affected", "right")
    code, out, err = run("patients", *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "P-1"),
        ("add", "P-1", "--affected", "both"),
        ("add", "P-1", "--affected", "left", "--reach-left-m", "45"),
        ("add", "P-1", "--affected", "left", "--sound-balance", "nan"),
    ],
)
def test_wrong_options_are_bad_input(run: Run, arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, _, err = run("patients", *arguments)
    assert code == 2
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


def test_a_damaged_profile_is_named_and_the_others_are_listed(run: Run, tmp_path: Path) -> None:
    run("patients", "add", "P-1", "--affected", "left")
    run("patients", "add", "P-2", "--affected", "left")
    (tmp_path / "data" / "patients" / "P-1" / "profile.json").write_text("{", encoding="utf-8")
    code, out, err = run("patients", "list")
    assert code == 2
    assert out == "P-2\tleft\tnot known\tseated\n"
    assert err.count("\n") == 1
    assert "P-1" in err


def test_the_help_warns_against_names(run: Run) -> None:
    assert "never a name" in " ".join(run("patients", "--help")[1].split()).lower()
