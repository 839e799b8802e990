"""Small groups: what several answers, taken from each other, must not tell."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.cohort.comparing import Question, ask
from clinic.cohort.hidden import hidden_groups
from clinic.cohort.table import COLUMNS, write_part

SMALLEST = 5


def cohort(path: Path, groups: list[tuple[dict[str, str], list[str]]]) -> list[Path]:
    """A cohort's file: a repetition for each patient of each group."""
    same = dict.fromkeys(COLUMNS.names) | {
        "scored": True,
        "success": True,
        "difficulty": 0.5,
        "input_device": "openxr",
        "affected_side": "left",
    }
    rows = [
        same | about | {"patient_code": code, "session_id": code}
        for about, codes in groups
        for code in codes
    ]
    part = path / "part.parquet"
    write_part(part, [pa.Table.from_pylist(rows, COLUMNS)], {})
    return [part]


def patients(letter: str, count: int) -> list[str]:
    return [f"{letter}{number}" for number in range(count)]


def shown(files: list[Path], **question: object) -> dict[tuple[str, ...], int]:
    """Repetitions of the groups that are not hidden."""
    return {
        group.name: group.repetitions
        for group in ask(files, Question(smallest=SMALLEST, **question))
        if group.repetitions is not None
    }


def test_a_task_alone_is_hidden_where_the_whole_less_it_would_be_few(tmp_path):
    files = cohort(
        tmp_path,
        [({"task": "reaching"}, patients("R", 9)), ({"task": "stepping"}, patients("S", 3))],
    )
    assert shown(files) == {(): 12}
    assert shown(files, task="reaching") == {}
    assert shown(files, task="reaching", measure="sparc") == {}
    assert shown(files, by=("task",)) == {}


def test_a_level_less_one_of_its_sides_tells_of_nobody(tmp_path):
    """Both levels have hidden sides; together they are many, in each level they are few."""
    files = cohort(
        tmp_path,
        [
            ({"level": level, "side": side}, patients(level, count))
            for level in ("one", "two", "three")
            for side, count in (("left", 9), ("right", 4))
        ],
    )
    assert shown(files, by=("level",)) == {("one",): 13, ("three",): 13, ("two",): 13}
    assert shown(files, by=("level", "side")) == {}
    assert shown(files, level="one", by=("side",)) == {}


def test_a_hidden_group_is_not_the_sum_of_shown_ones(tmp_path):
    """Level "some" is hidden for the sake of "few": its sides would add up to it."""
    groups = [({"level": "few", "side": "left"}, patients("F", 2))]
    groups += [({"level": "some", "side": side}, patients(side, 6)) for side in ("left", "right")]
    groups += [({"level": "many", "side": side}, patients(side, 20)) for side in ("left", "right")]
    files = cohort(tmp_path, groups)
    assert shown(files, by=("level",)) == {("many",): 40}
    assert all(level == "many" for level, _ in shown(files, by=("level", "side")))


def test_where_nobody_is_few_nothing_is_hidden(tmp_path):
    files = cohort(
        tmp_path,
        [
            ({"level": level, "side": side}, patients(level, 5))
            for level in ("one", "two")
            for side in ("left", "right")
        ],
    )
    assert len(shown(files, by=("level", "side"))) == 4
    assert shown(files, level="one", by=("side",)) == {("affected",): 5, ("other",): 5}


names = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12"))
tables = st.dictionaries(names, st.sets(st.integers(0, 14), min_size=1), min_size=1)


@settings(max_examples=200)
@given(tables, st.integers(1, 6))
def test_no_whole_less_what_is_shown_is_few(table, smallest):
    width = 3
    answers = {}
    for count in range(width + 1):
        for places in combinations(range(width), count):
            groups: dict[tuple[str, ...], set[int]] = {}
            for name, codes in table.items():
                groups.setdefault(tuple(name[place] for place in places), set()).update(codes)
            answers[places] = groups, hidden_groups(groups, smallest)
    for places, (groups, hidden) in answers.items():
        assert all(name in hidden for name, codes in groups.items() if len(codes) < smallest)
        for coarse, (wholes, hidden_wholes) in answers.items():
            if not set(coarse) < set(places):
                continue
            for whole in wholes:
                parts = [
                    name
                    for name in groups
                    if tuple(name[places.index(place)] for place in coarse) == whole
                ]
                out = [name for name in parts if name in hidden]
                if whole in hidden_wholes:
                    assert out == parts
                elif out and len(out) < len(parts):
                    assert len(set().union(*(groups[name] for name in out))) >= smallest


@pytest.mark.parametrize("smallest", [1, 5])
def test_no_groups_are_none_hidden(smallest):
    assert hidden_groups({}, smallest) == set()
