"""A session that broke off goes on where it stopped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.player import SMALL_LEVEL, Player
from support.recordings import begin

from game.recording.errors import RecordingError
from game.recording.reading import Recording, open_recording
from game.resume_point import ResumePoint
from game.resuming import resume_point
from levels.loader import parse_level

SESSION = "20261123T101500-AB12CD"
TEXT = (
    SMALL_LEVEL
    + """\
  - name: more
    task: reaching
    objective: reach
    body_part: arm
    repetitions: 2
    familiarisation: 0
    demonstrate: false
"""
)


@dataclass
class _End:
    status: str = "ended"


@dataclass
class _Info:
    end: _End | None
    resumed_from: ResumePoint | None = None
    session_id: str = SESSION


class Told:
    """A recording that holds events and nothing else."""

    def __init__(
        self,
        events: list[dict[str, Any]],
        status: str | None = "ended",
        before: ResumePoint | None = None,
    ) -> None:
        self.folder = Path(SESSION)
        self.info = _Info(None if status is None else _End(status), before)
        self._events = json.loads(json.dumps(events))

    def events(self) -> list[dict[str, Any]]:
        return list(self._events)


def point_of(player: Player, status: str = "ended", before: ResumePoint | None = None):
    told: Any = Told(player.notes.events, status, before)
    return resume_point(told, player.level)


def go_on(point: ResumePoint) -> Player:
    """Another session of the same level, from a point on."""
    return Player(TEXT, seed=9, resumed=point)


def place(point: ResumePoint | None) -> tuple[int, int, int]:
    assert point is not None
    return (point.exercise, point.set, point.done)


@pytest.mark.parametrize(
    ("begun", "expected"),
    [(1, (1, 0, 0)), (2, (1, 1, 0)), (3, (1, 1, 1)), (5, (1, 2, 0)), (8, (2, 1, 0)),
     (9, (2, 1, 1))],
)  # fmt: skip
def test_the_point_is_the_repetition_that_was_broken_off(
    begun: int, expected: tuple[int, int, int]
) -> None:
    player = Player(TEXT)
    player.until_event("trial_start", begun)
    player.command("end")
    player.step()
    assert place(point_of(player)) == expected


def test_before_anything_began_it_is_the_start_and_after_everything_none() -> None:
    player = Player(TEXT)
    player.step()
    player.command("end")
    player.step()
    assert place(point_of(player)) == (1, 0, 0)
    player = Player(TEXT)
    player.play()
    assert point_of(player, "completed") is None
    assert point_of(player, "recovered") is None


def test_what_it_had_come_to_is_kept() -> None:
    player = Player(TEXT)
    player.until_event("trial_start", 4)
    player.command("lock")
    player.command("harder")
    player.step()
    player.command("end")
    player.step()
    point = point_of(player)
    assert point is not None
    assert point.locked
    changes = player.notes.of("difficulty_change")
    assert point.difficulties == {change["side"]: change["new"] for change in changes}
    assert (point.scored, point.won) == (2, 2)
    later = go_on(point)
    later.until_event("trial_start", 1)
    first = later.notes.of("trial_start")[0]
    assert first["difficulty"] == point.difficulties[first["side"]]
    assert later.context.lock.on


def test_another_exercise_begins_with_its_own_difficulty() -> None:
    player = Player(TEXT)
    player.until(lambda: len(player.notes.trials) == 7)
    player.until_event("exercise_end")
    player.command("end")
    player.step()
    point = point_of(player)
    assert place(point) == (2, 1, 0)
    assert point is not None
    assert point.starts == {}


def test_a_skipped_repetition_is_behind_the_patient() -> None:
    player = Player(TEXT)
    player.until_event("target_shown", 2)
    for _ in range(2):  # one that runs, and one that has not begun
        player.command("skip")
        player.step()
    player.command("end")
    player.step()
    point = point_of(player)
    assert place(point) == (1, 1, 2)
    assert point is not None
    assert point.scored == 0


@pytest.mark.parametrize("begun", [1, 2, 3, 5, 7, 8, 9])
def test_the_rest_is_played_and_together_they_are_the_whole_level(begun: int) -> None:
    player = Player(TEXT)
    player.until_event("trial_start", begun)
    player.command("end")
    player.step()
    point = point_of(player)
    assert point is not None
    later = go_on(point)
    later.play()
    assert later.session.status == "completed"
    assert later.notes.kinds()[:2] == ["session_start", "resumed"]
    resumed = later.notes.of("resumed")[0]
    assert (resumed["exercise"], resumed["set"], resumed["done"]) == place(point)
    assert resumed["session"] == SESSION
    assert later.session.tally.scored == 8
    assert later.session.progress == later.session.planned == 9
    scored = [row for p in (player, later) for row in p.notes.trials if row["scored"]]
    assert len(scored) == 8
    assert later.notes.of("body_frame")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(1, 1500), min_size=1, max_size=3),
    st.lists(st.sampled_from(["", "skip", "easier", "pause", "rest", "recentre"]), max_size=4),
)
def test_broken_off_again_and_again_it_still_comes_to_an_end(
    frames: list[int], wishes: list[str]
) -> None:
    player, before = Player(TEXT), None
    done = 0
    for count, wish in zip(frames, [*wishes, *[""] * 4], strict=False):
        for number in range(count):
            if number == count // 2 and wish:
                player.command(wish)
            if not player.session.done:
                player.step()
        if player.session.done:
            return
        player.command("end")
        player.step()
        point = point_of(player, "ended", before)
        if point is None:
            return
        behind = point.behind(player.level) + point.done
        assert behind >= done
        done = behind
        assert point.scored == player.session.tally.scored
        assert point.won == player.session.tally.won
        assert behind == player.session.progress
        player, before = go_on(point), point
    player.play()
    assert player.session.progress == player.session.planned


def test_the_same_point_and_seed_give_the_same_session() -> None:
    player = Player(TEXT)
    player.until_event("trial_start", 4)
    player.command("end")
    player.step()
    point = point_of(player)
    assert point is not None
    one, other = go_on(point), go_on(point)
    one.play()
    other.play()
    assert one.notes.events == other.notes.events
    assert one.notes.trials == other.notes.trials


LEVEL = parse_level(
    TEXT.format(demonstrate="false", minutes=20, repetitions=200).encode(), "level.yaml"
)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "exercise_start"},
        {"kind": "exercise_start", "exercise": 0},
        {"kind": "exercise_start", "exercise": 3},
        {"kind": "exercise_start", "exercise": "two"},
        {"kind": "phase_start", "phase": "set", "set": -1},
        {"kind": "trial_end"},
        {"kind": "difficulty_change", "exercise": 1, "new": 7},
        {"kind": "lock", "on": []},
    ],
)
def test_events_that_cant_be_followed_are_one_error(event: dict[str, Any]) -> None:
    told: Any = Told([event])
    with pytest.raises(RecordingError, match="can't be continued") as raised:
        resume_point(told, LEVEL)
    assert "\n" not in str(raised.value)


@given(
    st.lists(
        st.one_of(
            st.builds(lambda e: {"kind": "exercise_start", "exercise": e}, st.integers(1, 2)),
            st.builds(
                lambda s: {"kind": "phase_start", "phase": "set", "set": s}, st.integers(0, 12)
            ),
            st.builds(
                lambda r: {"kind": "trial_end", "end_reason": r},
                st.sampled_from(["SUCCESS", "TIMEOUT", "PAUSED", "?"]),
            ),
            st.just({"kind": "repetition_skipped"}),
            st.just({"kind": "anything", "exercise": "else"}),
        )
    )
)
def test_any_events_give_a_point_within_the_level_or_none(events: list[dict[str, Any]]) -> None:
    told: Any = Told(events)
    point = resume_point(told, LEVEL)
    if point is not None:
        exercise = LEVEL.exercises[point.exercise - 1]
        assert 0 <= point.set <= exercise.sets
        count = exercise.repetitions if point.set else exercise.familiarisation
        assert point.done < count or (point.set, point.done) == (0, 0)


def test_a_session_that_is_not_closed_cant_be_continued(tmp_path: Path) -> None:
    recorder = begin(tmp_path)
    recording: Recording = open_recording(recorder.folder)
    with pytest.raises(RecordingError, match="not closed"):
        resume_point(recording, LEVEL)
    recorder.close("ended")
