"""The registry of measures: complete, consistent, and what pages and summaries are made of."""

from __future__ import annotations

import math
import re
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from clinic.kept import exclude
from clinic.summary import summarise
from controllers.frame import FRAME_DTYPE
from game.recording.reading import open_recording
from levels.loader import load_level, shipped_ids, shipped_path
from metrics.dictionary import PARTS, with_tables
from metrics.entries.references import OURS, REFERENCES
from metrics.registry import MEASURES, measure, measures_of
from tasks.registry import make_task
from tasks.scene import Scene
from tasks.trial import EndReason, TrialOutcome

ENTRIES = [pytest.param(entry, id=f"{entry.task}-{entry.name}") for entry in MEASURES.values()]
PAGE = Path(__file__).parents[1] / "docs" / "measures.md"

UNITS = {
    "_m_s": "m/s",
    "_m": "m",
    "_s": "s",
    "_deg": "deg",
    "_percent": "%",
    "_steps_min": "/min",
    "_min": "min",
}
"""What a name ends with, the longest first, and the unit in UCUM; a plain number ends otherwise."""


def exercises():
    for level_id in shipped_ids():
        yield from load_level(shipped_path(level_id)).exercises


def names_measured(task_name: str) -> set[str]:
    """What a task writes for a repetition that ended before anything was seen."""
    exercise = next(each for each in exercises() if each.task == task_name)
    task = make_task(exercise.task, exercise.parameters, Scene("orchard"))
    spec = task.plan(task.draw(np.random.default_rng(1), "right"), 0.5)
    ended = TrialOutcome(EndReason.ABORTED, -1.0, 0)
    return set(task.measure(np.empty(0, FRAME_DTYPE), spec, ended))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole session, played by a simulated patient."""
    data = tmp_path_factory.mktemp("data")
    command = ("play", "taster", "--input", "simulated:mild", "--view", "none", "--seed", "2")
    subprocess.run(
        [sys.executable, "-m", "reachwell", *command, "--data", data],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (folder,) = (data / "sessions").iterdir()
    return folder


@pytest.mark.parametrize("task", sorted({each.task for each in exercises()}))
def test_what_a_task_measures_has_an_entry_and_nothing_else_has(task: str) -> None:
    assert names_measured(task) == {entry.name for entry in measures_of(task)}


def test_what_a_recording_holds_has_an_entry(session: Path) -> None:
    trials = list(open_recording(session).trials())
    assert trials
    for trial in trials:
        for name in trial["measures"]:
            assert measure(trial["task"], name).label


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_tells_all(entry) -> None:
    for text in (entry.label, entry.definition, entry.formula, entry.valid_when, entry.source):
        assert text == text.strip()
        assert text
    for told in (entry.definition, entry.valid_when, entry.known, entry.comparable):
        assert told == "" or told[0].isupper(), told
        assert told == "" or told.endswith("."), told
    for text in (entry.definition, entry.formula, entry.valid_when, entry.known, entry.comparable):
        assert "|" not in text, "it would break a table"
        assert "`" not in text
        assert "\n" not in text
    assert 0 <= entry.decimals <= 4
    assert entry.better in ("higher", "lower", "neither")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_unit_is_the_one_that_the_name_ends_with(entry) -> None:
    ending = next((end for end in UNITS if entry.name.endswith(end)), None)
    assert entry.unit == (UNITS[ending] if ending else "1")


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_paper_that_is_cited_is_in_the_list(entry) -> None:
    sources = entry.source.split("; ")
    if entry.error is not None:
        sources.append(entry.error.source)
    assert all(source in REFERENCES or source == OURS for source in sources), sources
    told = " ".join((entry.definition, entry.known, entry.comparable))
    for cited in re.findall(
        r"[A-Z][\w']+(?: [A-Z][\w']+)*(?: et al\.| and \w+)? (?:19|20)\d\d", told
    ):
        assert cited in REFERENCES, cited


@pytest.mark.parametrize("entry", [entry for entry in MEASURES.values() if entry.error])
def test_a_measurement_error_says_where_it_was_found(entry) -> None:
    assert math.isfinite(entry.error.detectable_change)
    assert entry.error.detectable_change > 0.0
    assert len(entry.error.where) > 20


def test_labels_are_unlike_each_other_within_a_task() -> None:
    for task in ("reaching", "grasping", "stepping", "session"):
        labels = [entry.label for entry in measures_of(task)]
        assert labels
        assert len(set(labels)) == len(labels)


def test_the_shown_come_first() -> None:
    for task in ("reaching", "grasping", "stepping", "session"):
        shown = [entry.shown for entry in measures_of(task)]
        assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(
    ("task", "name", "value", "text", "title"),
    [
        ("reaching", "reaction_time_s", 0.436, "0.44 s", "Reaction time (s)"),
        ("grasping", "tilt_error_deg", 12.34, "12.3 degrees", "Tilt error (degrees)"),
        ("reaching", "sparc", -1.396, "-1.40", "Smoothness (SPARC)"),
        ("stepping", "cadence_steps_min", 61.4, "61 per min", "Cadence (per min)"),
        ("stepping", "placement_fore_aft_m", -0.0001, "0.000 m", "Foot placement, fore-aft (m)"),
    ],
)
def test_values_and_headings_read_well(
    task: str, name: str, value: float, text: str, title: str
) -> None:
    assert measure(task, name).text(value) == text
    assert measure(task, name).title == title


def test_a_measure_that_is_not_there_raises() -> None:
    with pytest.raises(KeyError):
        measure("reaching", "step_length_m")


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run: python -m metrics.dictionary"
    assert all(f"`{entry.name}`" in page for entry in MEASURES.values())


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_page_without_a_mark_is_told(part: str) -> None:
    page = PAGE.read_text(encoding="utf-8").replace(f"<!-- generated: {part} -->\n", "")
    with pytest.raises(ValueError, match=part):
        with_tables(page)


def test_a_summary_shows_the_shown_in_their_order(session: Path) -> None:
    recording = open_recording(session)
    summary = summarise(recording)
    scored = [trial for trial in recording.trials() if trial["scored"]]
    for told in summary.measures:
        values = [t["measures"][told.name] for t in scored if t["task"] == told.task]
        known = [value for value in values if value is not None]
        assert told.median == statistics.median(known)
        assert told.count == len(known)
    names = [told.name for told in summary.measures if told.task == "reaching"]
    assert names
    assert names == [e.name for e in measures_of("reaching") if e.shown and e.name in names]
    assert "path_length_m" not in names


def test_what_a_therapist_took_out_is_counted_and_left_out(session: Path) -> None:
    recording = open_recording(session)
    before = summarise(recording)
    assert before.excluded == 0
    scored = [trial for trial in recording.trials() if trial["scored"]]
    for trial in scored[:2]:
        exclude(session, trial["trial_num"], "the hand was held")
    try:
        after = summarise(recording)
    finally:
        (session / "exclusions.json").unlink()
    assert after.excluded == 2
    assert after.repetitions == before.repetitions - 2
    assert after.scored == before.scored - 2
    assert after.won == before.won - sum(trial["success"] for trial in scored[:2])
