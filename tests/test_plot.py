"""The picture of how difficulty followed a patient, and what it is made from."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pygame
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.trials import LEVEL, repetition, write_session

from clinic.errors import ClinicError
from clinic.following.marks import MOST, marks_of
from clinic.following.reading import read_following
from clinic.following.series import Following, SideSeries
from clinic.following.table import rows_of
from clinic.plot.figure import following_picture
from clinic.plot.file import ENDINGS, picture_bytes, write_picture
from clinic.plot.parts import shortened, width_of
from clinic.progress.history import read_history
from clinic.report.drawing import Figure
from reachwell.__main__ import main

CODE = "P-001"
SVG = "{http://www.w3.org/2000/svg}"


def played(number: int, **changed: Any) -> tuple[dict, list[dict]]:
    """A repetition and its events: its end, and what was learned of it on the same frame."""
    side, success = changed.pop("side", "right"), changed.pop("success", True)
    difficulty, exercise = changed.pop("difficulty", 0.3), changed.pop("exercise", 1)
    row = repetition(number, side=side, success=success, difficulty=difficulty, exercise=exercise)
    head = {"frame_index": 100 * number, "time_ns": number * 2_000_000_000}
    estimate = {"old": difficulty, "new": difficulty, "skill": 0.4, "uncertainty": 0.1, "mood": 0.0}
    change = estimate | {"exercise": exercise, "side": side, "reason": "so it went"} | changed
    events = [
        {"kind": "trial_end", "trial_num": number} | head,
        {"kind": "difficulty_change"} | head | change,
    ]
    return row, events


def session(
    data: Path, day: int, done: list[tuple[dict, list[dict]]], *more: dict, level: bytes = LEVEL
) -> None:
    events = sorted(
        [event for _, of_one in done for event in of_one] + list(more),
        key=lambda event: event["frame_index"],
    )
    lines = "".join(json.dumps(event) + "\n" for event in events)
    write_session(data, day, [row for row, _ in done], events=lines, level=level)


def followed(data: Path, exercise: str | None = None) -> Following:
    folders = sorted((data / "sessions").iterdir())
    return read_following(read_history(folders, CODE, pytest.fail), pytest.fail, exercise)


def only(data: Path) -> SideSeries:
    (series,) = followed(data).series
    return series


def at(after: int, kind: str, **data: Any) -> dict:
    """An event between the repetitions number `after` and the next one."""
    frame = 100 * after + 50
    return {"kind": kind, "frame_index": frame, "time_ns": frame * 10_000_000} | data


def step(after: int, steps: float, old: float, new: float, by: str = "therapist") -> dict:
    said = {"exercise": 1, "side": "right", "old": old, "new": new, "reason": by, "steps": steps}
    return at(after, "difficulty_change", **said)


def words(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["reachwell", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_attempts_carry_what_was_believed_after_them(tmp_path: Path) -> None:
    done = [played(n, difficulty=n / 10, skill=n / 10 + 0.1) for n in range(1, 5)]
    session(tmp_path, 0, done)
    series = only(tmp_path)
    assert series.own_scale
    assert [each.difficulty for each in series.attempts] == [0.1, 0.2, 0.3, 0.4]
    believed = [each.change.skill for each in series.attempts if each.change]
    assert believed == pytest.approx([0.2, 0.3, 0.4, 0.5])


def test_each_side_has_its_own_series_the_affected_one_first(tmp_path: Path) -> None:
    sides = ["left", "right", "right", "left", "right"]
    session(tmp_path, 0, [played(n, side=side) for n, side in enumerate(sides, start=1)])
    right, left = followed(tmp_path).series
    assert (right.side, right.affected, len(right.attempts)) == ("right", True, 3)
    assert (left.side, left.affected, len(left.attempts)) == ("left", False, 2)


def test_exercises_with_other_knobs_are_told_on_the_scale_of_the_task(tmp_path: Path) -> None:
    session(tmp_path, 0, [played(1, exercise=1), played(2, exercise=2)])
    series = only(tmp_path)
    assert not series.own_scale
    one, two = series.attempts
    assert one.difficulty != two.difficulty
    for each in (one, two):
        assert each.change is not None
        assert each.change.uncertainty is not None
        assert each.change.old == pytest.approx(each.difficulty)
    alone = followed(tmp_path, "Fruit close by").series[0]
    assert alone.own_scale
    assert [each.difficulty for each in alone.attempts] == [0.3]


def test_recordings_without_an_estimate_are_drawn_without_one(tmp_path: Path) -> None:
    row, events = played(1)
    for name in ("skill", "uncertainty", "mood", "side"):
        del events[1][name]
    session(tmp_path, 0, [(row, events)])
    series = only(tmp_path)
    assert series.attempts[0].change is not None
    assert series.attempts[0].change.skill is None
    said = words(following_picture(followed(tmp_path)).svg)
    assert not [each for each in said if "how sure" in each]


def test_success_is_that_of_the_last_ones(tmp_path: Path) -> None:
    session(tmp_path, 0, [played(n, success=n > 5) for n in range(1, 16)])
    lately = only(tmp_path).lately
    assert lately[:4] == [None] * 4
    assert lately[4] == 0.0
    assert lately[9] == 0.5
    assert lately[14] == 1.0


def test_a_row_a_visit(tmp_path: Path) -> None:
    first = [played(n, success=n <= 7, difficulty=0.3) for n in range(1, 11)]
    session(tmp_path, 0, first)
    second = [played(n, reason="nearly; at the bound that is set", skill=0.6) for n in (1, 2)]
    session(tmp_path, 3, second)
    one, two = rows_of(only(tmp_path))
    assert (one.visit, one.attempts, one.won, one.at_bound) == (1, 10, 7, 0)
    assert (two.visit, two.attempts, two.won, two.at_bound) == (2, 2, 2, 2)
    assert (one.skill, two.skill) == (0.4, 0.6)
    # Of attempts 5 to 10 the shares are 1, 1, 1, 7/8, 7/9, 7/10.
    assert one.in_band == pytest.approx(2 / 6)


def test_what_persons_asked_for_is_told_where_it_happened(tmp_path: Path) -> None:
    lock = at(4, "lock", on=True)
    asked = [step(2, -1.0, 0.5, 0.4), step(2, -1.0, 0.4, 0.3), lock]
    tired = at(3, "rest_suggested", exercise=1, side="right", cause="slower")
    session(tmp_path, 0, [played(n) for n in range(1, 7)], *asked, tired)
    series = only(tmp_path)
    steps, held = marks_of(series)
    assert (steps.after, steps.visit) == (2, 1)
    assert steps.words == "Therapist: easier, 0.50 to 0.40; easier, 0.40 to 0.30"
    assert held.after == 4
    assert held.words == "Therapist held the difficulty"
    assert series.tired == [3]


def test_the_greatest_moves_are_told_with_the_reason_of_the_largest_step(tmp_path: Path) -> None:
    news = [0.3, 0.3, 0.5, 0.55, 0.55, 0.55]
    reasons = ["same", "same", "all well; longer distance", "well", "same", "same"]
    done = [
        played(n, old=old, new=new, reason=reason)
        for n, ((old, new), reason) in enumerate(
            zip(pairwise([0.3, *news]), reasons, strict=True), start=1
        )
    ]
    session(tmp_path, 0, done)
    (mark,) = marks_of(only(tmp_path))
    assert mark.words == "0.30 to 0.55: all well; longer distance"


def test_a_difficulty_that_hardly_moves_has_no_marks(tmp_path: Path) -> None:
    session(tmp_path, 0, [played(n, new=0.3 + 0.01 * (n % 2)) for n in range(1, 20)])
    assert marks_of(only(tmp_path)) == []


def test_a_weak_day_is_told_unless_it_is_known_already(tmp_path: Path) -> None:
    for day, skill in enumerate([0.7, 0.72, 0.4, 0.7]):
        session(tmp_path, day, [played(n, skill=skill) for n in range(1, 6)])
    (mark,) = marks_of(only(tmp_path))
    assert (mark.visit, mark.after) == (3, 10)
    assert mark.words == "Weak day: skill 0.40, 0.71 on the days before"
    (known,) = marks_of(only(tmp_path), {3: "no sleep", 9: "never came"})
    assert known.words == "no sleep"


def test_no_more_marks_than_anybody_reads_and_therapists_first(tmp_path: Path) -> None:
    by_patient = [step(n, -1.0, 0.5, 0.4, "patient") for n in range(1, 15)]
    session(tmp_path, 0, [played(n) for n in range(1, 20)], *by_patient, step(18, 1.0, 0.4, 0.5))
    marks = marks_of(only(tmp_path))
    assert len(marks) == MOST
    assert marks[-1].words.startswith("Therapist: harder")


def test_a_damaged_session_is_left_out_and_told(tmp_path: Path) -> None:
    session(tmp_path, 0, [played(1)])
    session(tmp_path, 1, [played(1), played(2, skill="high")])
    told: list[str] = []
    folders = sorted((tmp_path / "sessions").iterdir())
    following = read_following(read_history(folders, CODE, pytest.fail), told.append)
    assert len(following.series[0].attempts) == 1
    (line,) = told
    assert "skill" in line
    assert "\n" not in line


HOSTILE = '<script>&"#set page(width:1pt)"]] $x$'


@pytest.fixture
def hostile(tmp_path: Path) -> Following:
    level = LEVEL.decode().replace("Fruit close by", json.dumps(HOSTILE))
    reason = f"{HOSTILE} \u202e \x01 {'word ' * 40}"
    done = [played(n, reason=reason, new=0.3 + 0.1 * n) for n in range(1, 6)]
    session(tmp_path, 0, done, level=level.encode())
    return followed(tmp_path)


def test_hostile_names_and_reasons_stand_there_as_they_are(hostile: Following) -> None:
    picture = following_picture(hostile)
    said = words(picture.svg)
    assert f"Reaching, right side, affected: {HOSTILE}" in said
    assert [each for each in said if f"session 1: 0.30 to 0.80: {HOSTILE[:12]}" in each]
    for ending in ENDINGS:
        assert picture_bytes(picture, ending)


def test_nothing_to_draw_is_said_in_one_line(tmp_path: Path) -> None:
    session(tmp_path, 0, [])
    with pytest.raises(ClinicError, match="nothing to draw"):
        following_picture(followed(tmp_path))


@pytest.fixture
def picture(tmp_path: Path) -> Figure:
    tired = at(5, "rest_suggested", exercise=1, side="right", cause="slow")
    for day in range(3):
        sides = ["left" if n % 3 == 0 else "right" for n in range(1, 13)]
        done = [
            played(n, side=side, success=n % 4 > 0, mood=-0.1)
            for n, side in enumerate(sides, start=1)
        ]
        session(tmp_path, day, done, tired)
    return following_picture(followed(tmp_path))


def test_svg_holds_its_words_and_is_told_to_who_cant_see(picture) -> None:
    root = ET.fromstring(picture_bytes(picture, ".svg"))
    title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert title == f"Patient {CODE}: skill and difficulty, 3 sessions, 2026-03-02 to 2026-03-04"
    assert description is not None
    assert "repetitions won" in description
    said = words(picture.svg)
    for wanted in (
        "Reaching, right side, affected: Fruit close by",
        "Reaching, left side: Fruit close by",
        "Won of the last 10, percent",
        "signs of tiredness",
        "success aimed at",
    ):
        assert wanted in said


def test_nothing_is_drawn_outside_the_page(picture) -> None:
    root = ET.fromstring(picture.svg)
    width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
    for shape in root:
        for x, y in (pair.split(",") for pair in shape.attrib.get("points", "").split()):
            assert -1.0 <= float(x) <= width + 1.0
            assert -1.0 <= float(y) <= height + 1.0


def test_png_and_pdf_open_and_are_the_same_each_time(picture) -> None:
    png, again = picture_bytes(picture, ".png"), picture_bytes(picture, ".png")
    assert png == again
    surface = pygame.image.load(io.BytesIO(png), "plot.png")
    assert surface.get_width() == 1684
    colours = {tuple(surface.get_at((x, y))) for x in range(0, 1684, 7) for y in range(0, 900, 7)}
    assert len(colours) > 5
    pdf = picture_bytes(picture, ".pdf")
    assert pdf == picture_bytes(picture, ".pdf")
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "skill and difficulty, 3 sessions" in " ".join(page.extract_text().split())


@given(st.text(max_size=200), st.floats(20.0, 800.0))
def test_words_are_cut_to_the_width_they_have(said: str, width: float) -> None:
    cut = shortened(said, width)
    assert width_of(cut) <= width or cut == "\u2026"
    assert cut == said or cut.endswith("\u2026")


@pytest.mark.parametrize("name", ["plot.gif", "plot", "nowhere/plot.png", "folder.png"])
def test_a_file_that_can_be_no_picture_is_refused_in_one_line(picture, tmp_path, name) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ClinicError) as refused:
        write_picture(tmp_path / name, picture)
    assert "--plot" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_progress_draws_the_picture(tmp_path, monkeypatch, capsys) -> None:
    session(tmp_path / "data", 0, [played(n) for n in range(1, 12)])
    out = tmp_path / "plot.svg"
    options = ("--data", str(tmp_path / "data"), "--plot", str(out))
    assert run(monkeypatch, "progress", CODE, *options) == 0
    assert "Patient P-001: skill and difficulty" in "".join(ET.parse(out).getroot().itertext())
    assert str(out) in capsys.readouterr().err
    assert run(monkeypatch, "progress", CODE, *options, "--exercise", "nonsense") == 2
    assert "no scored repetition" in capsys.readouterr().err
