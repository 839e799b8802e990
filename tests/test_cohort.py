"""Groups of patients: figures against numpy, and what is never told of a few."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.played import row
from support.stored import put, quiet

from clinic.cohort.comparing import Group, Question, ask
from clinic.cohort.conditions import conditions_of
from clinic.cohort.table import COLUMNS, forget, parts, refresh, write_part
from clinic.errors import ClinicError
from clinic.kept import exclude
from game.datadir import DataDirectory
from game.patient import Patient, save_patient
from metrics.registry import MEASURES

DAYS = ("20260105", "20260119", "20260202")


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


def reach(number: int, sparc: float | None, **more: object) -> dict[str, object]:
    return row(number, measures={"sparc": sparc}, **more)


def record(
    data: DataDirectory, code: str, sessions: Sequence[Iterable[dict[str, object]]], **info: object
) -> None:
    """Put sessions of one patient on one day after the other."""
    number = int.from_bytes(code.encode()) % 900_000
    for day, rows in zip(DAYS, sessions, strict=False):
        put(data.root, number, code, list(rows), day=day, **info)


def asked(data: DataDirectory, **question: object) -> list[Group]:
    assert refresh(data, quiet) == []
    return ask(parts(data), Question(**question))


def test_figures_are_those_of_numpy(data):
    rng = np.random.default_rng(3)
    sparc = {f"P{code}": rng.normal(-2, 0.4, (3, 7)) for code in range(6)}
    won = {code: rng.random((3, 7)) < 0.7 for code in sparc}
    for code, values in sparc.items():
        record(
            data,
            code,
            [
                [
                    reach(number + 1, value, success=bool(success), difficulty=0.1 * day)
                    for number, (value, success) in enumerate(
                        zip(values[day], won[code][day], strict=True)
                    )
                ]
                for day in range(3)
            ],
        )
    (group,) = asked(data, measure="sparc")
    every = np.concatenate([values.ravel() for values in sparc.values()])
    assert (group.name, group.patients, group.sessions, group.repetitions) == ((), 6, 18, 126)
    assert group.success_share == pytest.approx(np.mean([*won.values()]))
    assert group.difficulty_mean == pytest.approx(0.1)
    spread = group.measure
    found = (spread.quartile_1, spread.median, spread.quartile_3, spread.percentile_95)
    assert found == pytest.approx(np.percentile(every, [25, 50, 75, 95]))
    steps = [np.median(values[2]) - np.median(values[0]) for values in sparc.values()]
    found = (group.change.quartile_1, group.change.median, group.change.quartile_3)
    assert found == pytest.approx(np.percentile(steps, [25, 50, 75]))
    assert (group.change.patients, group.change.difficulty) == (6, pytest.approx(0.2))


def test_only_repetitions_that_count_are_counted(data):
    for patient in range(5):
        rows = [
            reach(1, 0.0, set=0),
            reach(2, 0.0, scored=False, end_reason="PAUSED"),
            reach(3, 0.0),
            reach(4, -2.0),
            reach(5, None),
        ]
        record(data, f"P{patient}", [rows])
        exclude(data.sessions / f"20260105T101500-{_number(f'P{patient}'):06d}", 3, "sneezed")
    (group,) = asked(data, measure="sparc")
    assert group.repetitions == 10
    assert group.measure.quartile_1 == group.measure.percentile_95 == -2.0


def _number(code: str) -> int:
    return int.from_bytes(code.encode()) % 900_000


def test_groups_and_filters(data):
    for patient in range(5):
        rows = [reach(1, -1.0), reach(2, -2.0, side="left"), reach(3, -3.0)]
        record(data, f"P{patient}", [rows, rows[:1]])
    by = {group.name: group.repetitions for group in asked(data, by=("side", "month"))}
    assert by == {("affected", "2026-01"): 15, ("other", "2026-01"): 5}
    (group,) = asked(data, since=date(2026, 1, 6), until=date(2026, 1, 19))
    assert group.repetitions == 5
    assert asked(data, since=date(2026, 1, 6), until=date(2026, 1, 18)) == []
    assert asked(data, level="another") == []
    assert asked(data, level="made-up' OR '1'='1") == []
    assert asked(data, task="stepping") == []
    assert asked(data, level="made-up", task="reaching", by=("exercise", "device"))[0].name == (
        "Fruit ahead",
        "openxr",
    )


def test_simulated_patients_are_no_patients(data):
    for patient in range(5):
        record(data, f"S{patient}", [[reach(1, -1.0)]], input_device="simulated")
    assert asked(data) == []
    assert asked(data, devices="all")[0].patients == 5


def test_guests_are_nobody(data):
    for patient in range(5):
        record(data, f"P{patient}", [[reach(1, -1.0)]])
    record(data, "guest", [[reach(1, -1.0)]] * 3)
    assert [(each.patients, each.repetitions) for each in asked(data)] == [(5, 5)]


def test_a_recording_that_was_run_again_counts_once(data):
    for patient in range(5):
        record(data, f"P{patient}", [[reach(1, -1.0)]])
    again = data.session_folders()[0].name
    put(data.root, 1, "P0", [reach(1, -1.0)], day=DAYS[1], previous_session=again)
    assert [(each.sessions, each.repetitions) for each in asked(data)] == [(5, 5)]


def test_few_patients_are_hidden(data):
    for patient in range(4):
        record(data, f"P{patient}", [[reach(1, -1.0)]])
    (group,) = asked(data, measure="sparc")
    assert group == Group(())
    assert group.hidden
    (group,) = asked(data, measure="sparc", smallest=4)
    assert group.measure.median == -1.0
    assert group.change is None  # nobody has two sessions


def test_a_figure_of_few_within_a_group_of_many_is_hidden(data):
    for patient in range(9):
        sessions = [[reach(1, -1.0 if patient < 4 else None)]]
        record(data, f"P{patient}", sessions * (1 + (patient in (0, 1, 2))))
    (group,) = asked(data, measure="sparc")
    assert (group.patients, group.measure, group.change) == (9, None, None)
    (group,) = asked(data, measure="sparc", smallest=3)
    assert group.measure.median == -1.0
    assert group.change.patients == 3


def test_a_hidden_group_cannot_be_had_by_subtracting(data):
    """Of groups of 2, 6 and 9 patients the 6 are hidden too: 17 less 15 would tell of the 2."""
    for name, size in (("few", 2), ("some", 6), ("many", 9)):
        for patient in range(size):
            record(data, f"{name[0]}{patient}", [[reach(1, -1.0, exercise_name=name)]])
    shown = {group.name[0]: group.patients for group in asked(data, by=("exercise",))}
    assert shown == {"few": None, "some": None, "many": 9}


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 6))
def test_the_hidden_are_never_few_unless_all_are(tmp_path_factory, sizes, smallest):
    same = dict.fromkeys(COLUMNS.names) | {
        "scored": True,
        "success": True,
        "input_device": "openxr",
    }
    rows = [
        same | {"patient_code": f"{group}-{patient}", "exercise_name": str(group)}
        for group, size in enumerate(sizes)
        for patient in range(size)
    ]
    part = tmp_path_factory.mktemp("cohort") / "part.parquet"
    write_part(part, [pa.Table.from_pylist(rows, COLUMNS)], {})
    groups = ask([part], Question(by=("exercise",), smallest=smallest))
    hidden = [size for size, group in zip(sizes, groups, strict=True) if group.hidden]
    shown = [size for size, group in zip(sizes, groups, strict=True) if not group.hidden]
    assert all(size >= smallest for size in shown)
    assert not hidden or sum(hidden) >= smallest or not shown
    assert bool(hidden) == (min(sizes) < smallest)


def test_only_what_changed_is_written_again(data):
    for patient in range(2):
        record(data, f"P{patient}", [[reach(1, -1.0)]] * 3)
    refresh(data, quiet)
    assert [part.name for part in parts(data)] == [
        "repetitions-202601.parquet",
        "repetitions-202602.parquet",
    ]
    before = [part.stat().st_mtime_ns for part in parts(data)]
    refresh(data, quiet)
    assert [part.stat().st_mtime_ns for part in parts(data)] == before
    exclude(data.session_folders()[-1], 1, "sneezed")
    refresh(data, quiet)
    after = [part.stat().st_mtime_ns for part in parts(data)]
    assert (after[0], after[1] > before[1]) == (before[0], True)
    assert [pq.read_metadata(part).num_rows for part in parts(data)] == [4, 1]


def test_a_session_that_is_gone_leaves_the_files(data):
    for patient in range(2):
        record(data, f"P{patient}", [[reach(1, -1.0)]] * 3)
    refresh(data, quiet)
    for folder in data.session_folders():
        if folder.name.startswith("202602") or folder.name.endswith("1"):
            shutil.rmtree(folder)
    refresh(data, quiet)
    assert [part.name for part in parts(data)] == ["repetitions-202601.parquet"]
    left = {folder.name for folder in data.session_folders()}
    assert set(pq.read_table(parts(data)[0])["session_id"].to_pylist()) == left


@pytest.mark.parametrize("harm", ["deleted", "cut", "foreign", "forgotten"])
def test_files_that_come_to_harm_are_made_anew(data, harm):
    for patient in range(5):
        record(data, f"P{patient}", [[reach(1, -1.0)]])
    before = asked(data, measure="sparc")
    (part,) = parts(data)
    if harm == "deleted":
        part.unlink()
    elif harm == "cut":
        part.write_bytes(part.read_bytes()[:-20])
    elif harm == "foreign":
        pq.write_table(COLUMNS.empty_table(), part)
    else:
        forget(data)
        assert parts(data) == []
    assert asked(data, measure="sparc") == before


def test_damage_within_is_told_in_one_line(data):
    record(data, "P0", [[reach(1, -1.0)]])
    refresh(data, quiet)
    (part,) = parts(data)
    content = bytearray(part.read_bytes())
    content[4:400] = b"\xff" * 396
    part.write_bytes(content)
    with pytest.raises(ClinicError, match="the cohort's files can't be read") as told:
        ask([part], Question(smallest=1))
    assert "\n" not in str(told.value)


def test_one_that_cannot_be_read_is_told_and_tried_again(data):
    record(data, "P0", [[reach(1, -1.0)]])
    record(data, "P1", [[reach(1, -1.0)]])
    described = data.session_folders()[0] / "session.json"
    content = described.read_bytes()
    described.write_bytes(b"{}")
    for _ in range(2):
        assert len(refresh(data, quiet)) == 1
    described.write_bytes(content)
    assert refresh(data, quiet) == []
    assert pq.read_metadata(parts(data)[0]).num_rows == 2


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"measure": 'sparc"; DROP'}, 'no measure "sparc"; DROP"; allowed: .*sparc'),
        ({"measure": "placement_error_m"}, "several tasks .*: grasping, stepping"),
        ({"measure": "drops", "task": "reaching"}, 'no measure "drops"'),
        ({"task": "flying"}, 'no task "flying"; allowed: reaching'),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(data, question, told):
    with pytest.raises(ClinicError, match=told):
        ask([], Question(**question))


def test_a_measure_that_nobody_has_yet_is_hidden(data):
    for patient in range(5):
        record(data, f"P{patient}", [[reach(1, -1.0)]])
    (group,) = asked(data, measure="ldlj")
    assert (group.patients, group.measure, group.change) == (5, None, None)


def test_no_measure_is_called_like_a_column():
    assert {name for _, name in MEASURES}.isdisjoint(COLUMNS.names) or {
        task for task, name in MEASURES if name in COLUMNS.names
    } == {"session"}


def test_the_command_answers_in_json(data):
    for patient in range(5):
        record(data, f"P{patient}", [[reach(1, -1.0)]] * 2)
    command = [sys.executable, "-m", "reachwell", "cohort", "--by", "task", "--measure", "sparc"]
    command += ["--since", "2026-01-01", "--json", "--data", str(data.root)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    told = json.loads(done.stdout)
    assert told["question"]["since"] == "2026-01-01"
    assert told["question"]["smallest"] == 5
    assert told["measure"]["unit"] == "1"
    (group,) = told["groups"]
    assert (group["name"], group["measure"]["median"]) == (["reaching"], -1.0)
    assert group["change"]["median"] == 0.0


def test_days_the_wrong_way_round_are_told(data):
    command = [sys.executable, "-m", "reachwell", "cohort", "--data", str(data.root)]
    command += ["--since", "2026-01-02", "--until", "2026-01-01"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--since 2026-01-02 is after --until 2026-01-01\n"


def test_groups_by_condition_are_those_of_the_profiles_and_small_ones_hide(data):
    for number in range(12):
        code = f"P{number:02d}"
        condition = "stroke" if number < 6 else "other" if number < 11 else None
        save_patient(data.patients, Patient(code=code, affected="left", condition=condition))
        record(data, code, [[reach(1, -2.0), reach(2, -1.0)]])
    assert refresh(data, quiet) == []
    conditions = conditions_of(data, quiet)
    groups = ask(parts(data), Question(by=("condition",)), conditions)
    told = {group.name[0]: group.patients for group in groups}
    # One patient of whom nothing is said would be told by the whole less the others.
    assert told == {"stroke": 6, "other": None, "not said": None}
    (everybody,) = ask(parts(data), Question(), conditions)
    assert everybody.patients == 12


def test_the_command_groups_by_condition(data):
    for number in range(5):
        patient = Patient(code=f"P{number}", affected="left", condition="cerebral_palsy")
        save_patient(data.patients, patient)
        record(data, patient.code, [[reach(1, -2.0)]])
    command = [sys.executable, "-m", "reachwell", "cohort", "--by", "condition", "--json"]
    done = subprocess.run(
        [*command, "--data", str(data.root)], capture_output=True, text=True, check=True
    )
    (group,) = json.loads(done.stdout)["groups"]
    assert (group["name"], group["patients"]) == (["cerebral_palsy"], 5)
