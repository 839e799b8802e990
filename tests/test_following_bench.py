"""The bench of following the game's own patients: copies of a moment, situations, moments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.following import Kept
from bench.following_figures import by_luck, compared, in_band, streaks, within
from bench.following_page import BEGIN, END, put_into
from bench.following_play import DROP, LEARNING, POLICIES, STATIONARY, Job, Play, Run, moments_of

JOB = Job("reaching", "moderate", STATIONARY, 1, 6, 0.02, 4)


@pytest.mark.parametrize(
    ("task", "repetitions"), [("reaching", 4), ("stepping", 4), ("grasping", 2)]
)
def test_a_copy_of_a_moment_ends_as_the_moment_does(task: str, repetitions: int) -> None:
    playing = Play(replace(JOB, task=task, scenario=LEARNING), "tracker")
    for _ in range(repetitions):
        spec = playing.plan()
        life, body = playing.twin()
        again, _ = playing.twin()
        copied = life.repeat(spec, body)
        assert playing.step() == copied
        assert again.repeat(spec, body) == copied


def test_looking_at_a_chance_changes_nothing_that_follows() -> None:
    looked, plain = Play(JOB, "tracker"), Play(JOB, "tracker")
    for _ in range(3):
        looked.chance(looked.plan())
        plain.plan()
        assert looked.step() == plain.step()
    assert looked.run == plain.run


def test_luck_differs_from_copy_to_copy() -> None:
    playing = Play(replace(JOB, replays=20), "fixed")
    spec = playing.plan()
    ends = set()
    for luck in range(5):
        life, body = playing.twin()
        life.patient.reseed(luck)
        ends.add(life.repeat(spec, body).end_time_ns)
    assert len(ends) == 5
    assert playing.chance(spec) == playing.chance(spec)


def test_every_policy_meets_the_same_situations() -> None:
    met = []
    for policy in POLICIES:
        playing = Play(JOB, policy)
        situations = []
        for _ in range(3):
            situations.append(playing.plan().situation)
            playing.step()
        met.append(situations)
    assert all(situations == met[0] for situations in met)


def test_a_sudden_drop_comes_in_the_middle() -> None:
    ends = []
    for scenario in (STATIONARY, DROP):
        playing = Play(replace(JOB, scenario=scenario), "fixed")
        outcomes = []
        for _ in range(6):
            playing.plan()
            outcomes.append(playing.step())
        ends.append(outcomes)
    assert ends[0][:3] == ends[1][:3]
    assert ends[0][3:] != ends[1][3:]


def test_moments_are_the_share_that_was_asked_for() -> None:
    jobs = [replace(JOB, repetitions=60, patient=patient) for patient in range(500)]
    counts = [len(moments_of(job)) for job in jobs]
    assert set(counts) == {1, 2}
    assert sum(counts) / (60 * 500) == pytest.approx(0.02, abs=0.001)
    assert all(max(moments_of(job)) < 60 for job in jobs)


def test_streaks_are_counted_anew_after_three() -> None:
    won = [False] * 7 + [True, False, False, True]
    assert streaks(Run([0.5] * 11, won)) == (200.0, 11)


def test_streaks_by_luck_are_those_of_a_coin() -> None:
    won = (np.random.default_rng(3).random(200_000) < 0.7).tolist()
    count, repetitions = streaks(Run([0.5] * len(won), won))
    assert count / 100 / repetitions == pytest.approx(by_luck(0.3), rel=0.04)


def test_the_band_holds_its_ends() -> None:
    assert [within(chance) for chance in (0.59, 0.6, 0.7, 0.8, 0.81)] == [False, *[True] * 3, False]


def test_policies_are_compared_person_by_person() -> None:
    done = []
    for patient in range(40):
        level = 0.05 * (patient % 10)
        runs = {
            "tracker": Run(moments=[(0, 0.5, 0.7), (1, 0.5, 0.3 + level)]),
            "fixed": Run(moments=[(0, 0.5, 1.0), (1, 0.5, 0.3 + level)]),
        }
        done.append((replace(JOB, patient=patient), runs))
    found = compared(done, in_band, "tracker", "fixed")
    assert [found.value, found.low, found.high] == pytest.approx([0.5] * 3)


def test_tables_stand_between_their_marks_and_only_there(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old\n{END}after\n", "utf-8")
    run = Run([0.5, 0.5], [True, False], [(0, 0.5, 0.65)], 0, 60.0)
    runs = dict.fromkeys(POLICIES, run)
    put_into(page, [(JOB, runs)])
    text = page.read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}")
    assert text.endswith(f"{END}after\n")
    assert "| reaching, moderate | 1 | 1.00, 1.00, 1.00, **1.00** | 0.050," in text
    assert "old" not in text
    put_into(page, [(JOB, runs)])
    assert page.read_text("utf-8") == text
    bare = tmp_path / "bare.md"
    bare.write_text("nothing\n", "utf-8")
    with pytest.raises(ValueError, match="no <!-- following -->"):
        put_into(bare, [(JOB, runs)])


def test_what_was_done_is_read_back_and_half_a_line_is_not(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "people.jsonl")
    runs = dict.fromkeys(POLICIES, Run([0.5], [True], [(0, 0.5, 0.65)], 0, 60.0))
    kept.add(JOB, runs, 1.5)
    with (tmp_path / "people.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"program": "')
    again = replace(JOB, patient=2)
    kept.add(again, runs, 2.5)
    found = kept.read()
    assert {job: cpu_s for job, (_, cpu_s) in found.items()} == {JOB: 1.5, again: 2.5}
    assert in_band(found[JOB][0]["tracker"]) == (1, 1)
