"""What is measured from a recording is what was measured while it was made, to the bit."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from support.stormed import FAULTS, TASKS, Step, left_unseen, record, still, unseen

from clinic.remeasuring.kept import MEASURES
from clinic.remeasuring.session import remeasure

QUIET: Step = ("play", None, 5400)
SHOWN: Step = ("until", "target_shown", 3000)
WEATHER = st.lists(
    st.one_of(
        st.tuples(
            st.just("command"),
            st.sampled_from(["pause", "resume", "skip", "recentre", "easier", "harder"]),
            st.sampled_from([1, 40, 200]),
        ),
        st.tuples(
            st.just("fault"), st.sampled_from(FAULTS), st.sampled_from([1, 6, 12, 20, 40, 200])
        ),
        st.tuples(st.just("play"), st.none(), st.sampled_from([30, 200, 600])),
        st.tuples(st.just("shift_s"), st.sampled_from([-5.0, -0.02, 0.2, 3.0]), st.just(30)),
    ),
    max_size=14,
)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def both(folder: Path) -> tuple[list[Any], list[Any]]:
    """Number, measures and missing of every repetition: as recorded, and measured anew."""
    outcome = remeasure(str(folder), again=True)
    assert outcome.problem == ""
    recorded, anew = lines(folder / "trials.jsonl"), lines(folder / MEASURES)[1:]
    keys = ("trial_num", "measures", "missing")
    return tuple([[each[key] for key in keys] for each in found] for found in (recorded, anew))


def check_of_the_first_programs(folder: Path) -> None:
    """Without what they did not tell in events, values differ by the rounding of places."""
    path = folder / "events.jsonl"
    left = [
        {key: each[key] for key in each if key not in ("samples", "origin_m", "on_path_m")}
        for each in lines(path)
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in left), encoding="utf-8")
    recorded, anew = both(folder)
    for (_, old, why_not), (number, new, why) in zip(recorded, anew, strict=True):
        assert (why, [*new]) == (why_not, [*old])
        for name, value in new.items():
            if value is not None:
                assert value == pytest.approx(old[name], rel=1e-9, abs=1e-12), (number, name)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_measures_the_same_from_its_recording(tmp_path, task) -> None:
    folder = record(tmp_path, task, [QUIET])
    recorded, anew = both(folder)
    assert anew == recorded
    assert len(recorded) >= 3
    assert all(any(value is not None for value in measures.values()) for _, measures, _ in anew)
    check_of_the_first_programs(folder)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(weather=WEATHER, task=st.sampled_from([*TASKS]), seed=st.integers(0, 99))
@example(weather=[SHOWN, ("play", None, 5), ("fault", unseen, 12), QUIET], task="walking", seed=1)
@example(weather=[SHOWN, ("play", None, 5), ("fault", unseen, 12), QUIET], task="in place", seed=1)
@example(
    weather=[SHOWN, ("play", None, 5), ("fault", left_unseen, 12), QUIET], task="walking", seed=1
)
@example(
    weather=[SHOWN, ("shift_s", -5.0, 3), ("fault", unseen, 12), QUIET], task="in place", seed=1
)
def test_so_it_does_in_any_weather(weather: list[Step], task: str, seed: int) -> None:
    calm: Step = ("until", "trial_start", 3000)
    with tempfile.TemporaryDirectory() as data:
        folder = record(Path(data), task, [calm, *weather, ("play", None, 900)], seed)
        recorded, anew = both(folder)
        assert anew == recorded
        check_of_the_first_programs(folder)


@pytest.mark.parametrize("task", ["reaching", "grasping", "in place", "walking"])
def test_gaps_and_ends_of_every_kind_are_among_them(tmp_path, task) -> None:
    """The storm would prove little if it never got there."""
    weather: list[Step] = [SHOWN, ("command", "skip", 60)]
    weather += [SHOWN, ("play", None, 5), ("fault", unseen, 12), ("play", None, 9)]
    weather += [("command", "pause", 30), ("command", "resume", 1), SHOWN, ("fault", unseen, 60)]
    folder = record(tmp_path, task, [*weather, QUIET])
    rows = lines(folder / "trials.jsonl")
    assert {"SKIPPED", "PAUSED", "TRACKING_LOST"} <= {row["end_reason"] for row in rows}
    if task in ("in place", "walking"):  # a hand that was not seen begins anew
        assert "gap" in {flag for row in rows for flag in row["flags"]}
    recorded, anew = both(folder)
    assert anew == recorded
    check_of_the_first_programs(folder)


def test_a_limit_of_the_session_ends_a_repetition_after_its_frame(tmp_path) -> None:
    weather: list[Step] = [("until", "trial_start", 3000), ("fault", still, 10_000)]
    folder = record(tmp_path, "no hurry", [*weather, SHOWN, ("fault", still, 6000)])
    row = lines(folder / "trials.jsonl")[-1]
    assert (row["end_reason"], "shown_ns" in row) == ("ABORTED", True)
    recorded, anew = both(folder)
    assert anew == recorded
    check_of_the_first_programs(folder)
