"""Ten thousand random documents: each gives a level, or an error with file and line."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levels.loader import parse_level, shipped_ids, shipped_path
from levels.model import Level
from levels.problem import LevelError

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
TEXTS = [shipped_path(level_id).read_text(encoding="utf-8") for level_id in shipped_ids()]
TREES = [yaml.safe_load(text) for text in TEXTS]

EXAMPLES = settings(
    max_examples=2500,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

names = st.sampled_from(
    ["format", "id", "title", "minutes", "body", "limits", "exercises", "task", "sets", "rest_s",
     "repetitions", "affected_share", "demonstrate", "cues", "difficulty", "policy", "start",
     "lower", "parameters", "pattern", "azimuth_deg", "low", "high", "distance_share", "easy",
     "hard", "fixed", "weighted_up_down"]
)  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-2, 20)
    | st.floats()
    | st.floats(0, 1)
    | st.text(max_size=12)
    | st.dates()
    | st.binary(max_size=4)
    | names
    | st.sampled_from(["yes", "no", "1:30", "20s", "50%", ".inf", "007", "reaching", "left", "~"])
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(names | st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=12,
)


def level_or_error(raw: bytes) -> Level | None:
    """The contract: a level, or problems that each name the file and a line that exists."""
    try:
        level = parse_level(raw, "random.yaml")
    except LevelError as error:
        problems = error.problems
    else:
        assert isinstance(level, Level)
        return level
    last_line = 1 + raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
    assert problems
    for problem in problems:
        assert problem.file == "random.yaml"
        assert problem.line is not None
        assert 1 <= problem.line <= last_line
        assert problem.message
        assert str(problem).isprintable()
    return None


def paths_in(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    found = [path] if path else []
    for key, value in inside:
        found += paths_in(value, (*path, key))
    return found


def dumped(tree: Any) -> bytes:
    text: str = yaml.dump(tree, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", "replace")


@EXAMPLES
@given(st.data())
def test_levels_with_something_changed(data: st.DataObject) -> None:
    tree = copy.deepcopy(data.draw(st.sampled_from(TREES)))
    for _ in range(data.draw(st.integers(1, 3))):
        places = paths_in(tree)
        if not places:
            break
        *before, last = data.draw(st.sampled_from(places))
        group = tree
        for part in before:
            group = group[part]
        match data.draw(st.sampled_from(["replace", "delete", "rename", "repeat"])):
            case "replace":
                group[last] = data.draw(scalars | trees)
            case "delete":
                del group[last]
            case "rename" if isinstance(group, dict):
                group[data.draw(names | st.text(max_size=6))] = group.pop(last)
            case _:
                group[last] = [group[last]] * data.draw(st.integers(2, 3))
    level_or_error(dumped(tree))


@EXAMPLES
@given(trees)
def test_random_trees(tree: Any) -> None:
    assert level_or_error(dumped(tree)) is None


def cut(lines: list[str], draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    start = draw(st.integers(0, len(lines) - 1))
    line = lines[start]
    match draw(st.sampled_from(["drop", "twice", "indent", "insert", "value", "swap"])):
        case "drop":
            del lines[start]
        case "twice":
            lines.insert(start, line)
        case "indent":
            lines[start] = (
                draw(st.sampled_from(["", " ", "  ", "\t", "- ", "     "])) + line.strip()
            )
        case "insert":
            at = draw(st.integers(0, len(line)))
            lines[start] = line[:at] + draw(fragments) + line[at:]
        case "value":
            lines[start] = line.split(":")[0] + ": " + draw(fragments)
        case "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[start], lines[other] = lines[other], line


fragments = (
    st.sampled_from(
        ["&a ", "*a", "<<: ", "!!str ", "!!python/name:os.system ", "---", "...", "%YAML 1.2", "? ",
         "- ", ": ", "{", "}", "[", "]", ",", "|", ">", "'", '"', "#", "@", "`", "\t", "\r", "\0",
         "\x1b", "\ufeff", "\u2028", "\\x", "1e999", "-", "0", "99999999999999999999"]
    )
    | st.text(max_size=8)
)  # fmt: skip


@EXAMPLES
@given(st.data())
def test_levels_with_their_text_damaged(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(TEXTS)).split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        cut(lines, data.draw)
    level_or_error("\n".join(lines).encode("utf-8", "replace"))


@EXAMPLES
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.lists(fragments, max_size=30).map(lambda parts: "".join(parts).encode())
    | st.builds(
        lambda text, at, byte: text[:at] + byte + text[at:],
        st.sampled_from(TEXTS).map(str.encode),
        st.integers(0, 3000),
        st.binary(min_size=1, max_size=3),
    )
)
def test_random_bytes(raw: bytes) -> None:
    level_or_error(raw)


def test_the_contract_does_see_levels() -> None:
    assert all(level_or_error(text.encode()) is not None for text in TEXTS)
