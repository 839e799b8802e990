"""Progress across sessions: what counts, what is compared with what, and what is said of it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.series import change_info
from support.trials import LEVEL, repetition, write_session

from clinic.errors import ClinicError
from clinic.kept import exclude
from clinic.progress.by_exercise import PatientProgress, progress_of
from clinic.progress.demands import DEMANDS, FOLLOWS
from clinic.progress.history import read_history
from clinic.progress.words import about_exercise, about_series, change_in_words, error_in_words
from metrics.entries.measure import MeasurementError
from metrics.registry import MEASURES, measures_of
from reachwell.__main__ import main
from reachwell.progress_tables import sparkline
from tasks.registry import TASKS


def told(data: Path, device: str | None = None) -> PatientProgress:
    folders = sorted((data / "sessions").iterdir())
    return progress_of("P-001", read_history(folders, "P-001", pytest.fail, device))


def reaches(count: int, *, first: int = 1, **changed) -> list[dict]:
    return [repetition(first + number, **changed) for number in range(count)]


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["reachwell", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def timed(seconds: list[float], **changed) -> list[dict]:
    return [
        repetition(number, measures={"movement_time_s": value}, **changed)
        for number, value in enumerate(seconds, start=1)
    ]


def test_baseline_last_best_and_change_are_those_of_scored_repetitions(tmp_path):
    practice = repetition(90, familiarisation=True, scored=False, measures={"movement_time_s": 99})
    paused = repetition(91, scored=False, end_reason="PAUSED", measures={"movement_time_s": 99})
    write_session(tmp_path, 0, [*timed([3.0, 3.1, 3.2, 3.3, 3.4]), practice, paused])
    write_session(tmp_path, 3, timed([1.0, 1.1, 1.2, 1.3, 1.4]))
    write_session(tmp_path, 9, timed([2.0, 2.1, 2.2, 2.3, 2.4]))
    (exercise,) = told(tmp_path).exercises
    (measure,) = exercise.measures
    assert [visit.day for visit in told(tmp_path).visits] == [0, 3, 9]
    assert measure.first.spread.median == 3.2
    assert measure.last.spread.median == 2.2
    assert measure.best.spread.median == 1.2
    assert measure.best.attempt.visit.number == 2
    assert measure.change.value == pytest.approx(-1.0)
    assert measure.change.interval.high < 0.0
    assert change_in_words(measure) == "better"
    assert measure.trend.value == pytest.approx(-0.5)
    assert measure.trend.interval is None


def test_a_repetition_that_a_therapist_took_out_does_not_count(tmp_path):
    folder = write_session(tmp_path, 0, timed([1.0, 2.0, 9.0]))
    exclude(folder, 3, "the cable was caught")
    (exercise,) = told(tmp_path).exercises
    assert exercise.attempts[0].done == 2
    assert exercise.measures[0].first.spread.median == 1.5


def test_a_session_that_went_on_is_one_visit_with_its_first_part(tmp_path):
    first = write_session(tmp_path, 0, reaches(3))
    second = write_session(tmp_path, 1, reaches(4))
    point = {"session": first.name, "exercise": 1, "set": 1, "done": 3}
    change_info(second, lambda info: info.update(resumed_from=point, previous_session=first.name))
    progress = told(tmp_path)
    assert len(progress.visits) == 1
    assert progress.exercises[0].attempts[0].done == 7


def test_a_rerun_of_a_recording_counts_once(tmp_path):
    first = write_session(tmp_path, 0, reaches(3))
    write_session(tmp_path, 1, reaches(3), previous_session=first.name)
    assert len(told(tmp_path).visits) == 1


def test_simulated_sessions_are_told_and_can_be_left_out(tmp_path):
    write_session(tmp_path, 0, reaches(3))
    write_session(tmp_path, 1, reaches(3), input_device="simulated")
    lines = about_series(told(tmp_path))
    assert any("1 of 2 sessions were played by a simulated patient" in line for line in lines)
    assert any("Compare within one" in line for line in lines)
    assert len(told(tmp_path, "openxr").visits) == 1
    with pytest.raises(ClinicError, match="mouse"):
        told(tmp_path, "mouse")


def test_guests_may_be_several(tmp_path):
    write_session(tmp_path, 0, reaches(3), patient_code="guest")
    folders = sorted((tmp_path / "sessions").iterdir())
    visits = read_history(folders, "guest", print)
    assert "nobody knows whether by one person" in about_series(progress_of("guest", visits))[0]


def test_what_cannot_be_read_is_told_and_the_rest_is_used(tmp_path):
    write_session(tmp_path, 0, reaches(3))
    broken = write_session(tmp_path, 1, reaches(3))
    (broken / "trials.jsonl").write_text('{"trial_num": "x"}\n')
    empty = write_session(tmp_path, 2, reaches(1))
    (empty / "session.json").write_text("{")
    lines: list[str] = []
    folders = sorted((tmp_path / "sessions").iterdir())
    visits = read_history(folders, "P-001", lines.append)
    assert len(visits) == 1
    assert len(lines) == 2
    assert all("\n" not in line for line in lines)


def test_the_same_success_at_a_harder_level_is_progress(tmp_path):
    write_session(tmp_path, 0, reaches(10, difficulty=0.2))
    write_session(tmp_path, 1, reaches(10, difficulty=0.6))
    (exercise,) = told(tmp_path).exercises
    assert exercise.harder == 1
    assert about_exercise(exercise)[0].startswith("Progress: the same success at a harder level")


@pytest.mark.parametrize(
    ("before", "after", "won", "said"),
    [
        (0.6, 0.2, 10, "Easier, with no clear"),
        (0.3, 0.3, 10, "No clear difference in difficulty: 0.30, then 0.30; no clear"),
        (0.2, 0.6, 1, "Harder, with fewer"),
        (0.2, 0.6, 8, "Harder, with no clear difference in success (10 of 10 at first, 8 of 10"),
    ],
)
def test_nothing_else_is_called_progress(tmp_path, before, after, won, said):
    write_session(tmp_path, 0, reaches(10, difficulty=before))
    lost = reaches(10 - won, first=won + 1, difficulty=after, success=False, end_reason="TIMEOUT")
    write_session(tmp_path, 1, [*reaches(won, difficulty=after), *lost])
    (exercise,) = told(tmp_path).exercises
    assert about_exercise(exercise)[0].startswith(said)


def test_a_few_repetitions_are_no_progress(tmp_path):
    write_session(tmp_path, 0, reaches(2, difficulty=0.2))
    write_session(tmp_path, 1, reaches(4, difficulty=0.6))
    (exercise,) = told(tmp_path).exercises
    assert about_exercise(exercise)[0].startswith("Harder, with no clear difference in success")


def test_more_success_at_the_same_difficulty_is_progress(tmp_path):
    write_session(tmp_path, 0, reaches(12, success=False, end_reason="TIMEOUT"))
    write_session(tmp_path, 1, reaches(12))
    (exercise,) = told(tmp_path).exercises
    assert about_exercise(exercise)[0].startswith("Progress: more success at the same difficulty")


def test_difficulties_of_changed_settings_are_not_compared(tmp_path):
    retitled = LEVEL.replace(b"First session, right arm", b"Another title")
    harder = LEVEL.replace(b"hard: 0.05}", b"hard: 0.04}", 1)
    assert len({retitled, harder, LEVEL}) == 3
    write_session(tmp_path, 0, reaches(10, difficulty=0.2))
    write_session(tmp_path, 1, reaches(10, difficulty=0.6), level=retitled)
    assert told(tmp_path).exercises[0].harder == 1
    write_session(tmp_path, 2, reaches(10, difficulty=0.6), level=harder)
    (exercise,) = told(tmp_path).exercises
    assert exercise.harder is None
    assert exercise.difficulty_change is None
    assert all(measure.matched is None for measure in exercise.measures)
    assert "settings changed" in about_exercise(exercise)[0]


def test_what_follows_the_difficulty_is_compared_where_that_was_equal(tmp_path):
    """Slower at last, because more was asked; at equal difficulty, faster."""

    def asked(number: int, difficulty: float, seconds: float) -> dict:
        return repetition(
            number,
            difficulty=difficulty,
            knobs={"distance_share": 0.6 + 0.3 * difficulty, "radius_m": 0.08 - 0.05 * difficulty},
            measures={"movement_time_s": seconds},
        )

    low = [asked(n, 0.1, 1.0) for n in range(1, 11)]
    middle = [asked(n, 0.3, 2.0) for n in range(11, 17)]
    write_session(tmp_path, 0, [*low, *middle])
    again = [asked(n, 0.3, 1.5) for n in range(1, 7)]
    high = [asked(n, 0.8, 4.0) for n in range(7, 17)]
    write_session(tmp_path, 1, [*again, *high])
    (exercise,) = told(tmp_path).exercises
    (measure,) = exercise.measures
    assert measure.change.value > 0.0
    assert (measure.matched.low, measure.matched.high) == (0.3, 0.3)
    assert measure.matched.change.value == pytest.approx(-0.5)
    words = " ".join(about_exercise(exercise))
    assert "these follow what is asked: Movement time" in words
    assert "Movement time at equal difficulty" in words


def test_where_no_error_is_published_it_is_not_known(tmp_path):
    write_session(tmp_path, 0, timed([1.0] * 5))
    write_session(tmp_path, 1, timed([2.0] * 5))
    (measure,) = told(tmp_path).exercises[0].measures
    assert measure.entry.error is None
    assert error_in_words(measure) == "not known"


def test_a_published_error_is_held_against_the_change(tmp_path, monkeypatch):
    error = MeasurementError(30.0, percent=True, where="somewhere", source="someone")

    def known(task):
        return tuple(replace(entry, error=error) for entry in measures_of(task))

    monkeypatch.setattr("clinic.progress.by_exercise.measures_of", known)
    write_session(tmp_path, 0, timed([1.0] * 5))
    write_session(tmp_path, 1, timed([1.2] * 5))
    (measure,) = told(tmp_path).exercises[0].measures
    assert measure.detectable_change == pytest.approx(0.3)
    assert measure.verdict == "within error"


def test_each_side_and_each_exercise_is_told_by_itself(tmp_path):
    rows = [*reaches(3), *reaches(3, first=4, side="left"), repetition(9, exercise_name="Other")]
    write_session(tmp_path, 0, rows)
    keys = [(one.name, one.side) for one in told(tmp_path).exercises]
    assert keys == [("Fruit close by", "right"), ("Fruit close by", "left"), ("Other", "right")]


def test_what_measures_follow_are_knobs_that_tasks_have():
    for (task, name), knobs in FOLLOWS.items():
        assert (task, name) in MEASURES
        assert set(knobs) <= set(DEMANDS[task])
    for task, demands in DEMANDS.items():
        fields = set(TASKS[task].Parameters.model_fields)
        named = {"grip_threshold": "grip"}
        assert {named.get(knob, knob) for knob in demands} <= fields


def test_the_command_tells_it_and_gives_json(tmp_path, capsys, monkeypatch):
    for day, seconds in enumerate(np.linspace(2.0, 1.0, 6)):
        write_session(tmp_path, day, timed((seconds + np.arange(6) * 0.01).tolist()))
    assert run(monkeypatch, "progress", "P-001", "--data", str(tmp_path)) == 0
    text = capsys.readouterr().out
    assert "Fruit close by (reaching), right side, affected: 6 sessions" in text
    assert "not a certified medical device" in text
    assert run(monkeypatch, "progress", "P-001", "--data", str(tmp_path), "--json") == 0
    values = json.loads(capsys.readouterr().out)
    (exercise,) = values["exercises"]
    (measure,) = exercise["measures"]
    assert measure["trend_per_session"]["value"] == pytest.approx(-0.2)
    assert measure["trend_per_session"]["interval"]["high"] < 0.0


@pytest.mark.parametrize(
    "arguments",
    [["nobody"], ["P-001", "--exercise", "No such"], ["../..\n\x1b[31m"]],
)
def test_what_is_not_there_is_one_line(tmp_path, capsys, monkeypatch, arguments):
    write_session(tmp_path, 0, reaches(2))
    assert run(monkeypatch, "progress", *arguments, "--data", str(tmp_path)) == 2
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "\x1b" not in error


def test_a_terminal_without_bars_gets_none(monkeypatch):
    assert sparkline([1.0, 2.0, 3.0])[0] == "▁"

    class Old:
        encoding = "cp1252"

    monkeypatch.setattr(sys, "stdout", Old())
    assert sparkline([1.0, 2.0]) == ""
