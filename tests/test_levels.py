"""What a level may hold, and that everything else is told with line, field and what is allowed."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
import yaml

from levels.document import FAST_LOADER, read
from levels.loader import find_level, load_level, parse_level, read_level_bytes, shipped_path
from levels.model import Exercise, Level
from levels.policy import FixedSettings, SkillSettings
from levels.problem import LevelError
from tasks.reaching import ReachingParameters

LEVEL = """\
format: 1
id: test
title: A test
for_whom: Somebody.
objective: Something.
body_part: shoulder
posture: seated
caution: None.
reason: A test.
minutes: 3
limits:
  session_minutes: 5
  repetitions: 30
exercises:
  - name: First
    task: reaching
    objective: Reach.
    body_part: shoulder
    sets: 2
    repetitions: 5
    rest_s: 10
    demonstrate: true
    difficulty: {policy: fixed, difficulty: 0.2}
    parameters:
      directions: 5
      azimuth_deg: {low: -5, high: 35}
      distance_share: {easy: 0.5, hard: 0.8}
      start: {elevation_deg: -60}
"""
"""Line numbers below count from here."""


def told(text: str) -> list[str]:
    with pytest.raises(LevelError) as caught:
        parse_level(text.encode(), "my.yaml")
    return str(caught.value).splitlines()


def parsed(text: str) -> Level:
    return parse_level(text.encode(), "my.yaml")


def test_a_level_is_read_with_its_defaults() -> None:
    level = parsed(LEVEL)
    (exercise,) = level.exercises
    assert level.tasks == ("reaching",)
    assert level.affected == "any"
    assert level.eye_height_m == 1.2
    assert exercise.repetitions_in_all == 2 + 2 * 5
    assert exercise.difficulty == FixedSettings(policy="fixed", difficulty=0.2)
    assert isinstance(exercise.parameters, ReachingParameters)
    assert exercise.parameters.directions == 5
    assert exercise.parameters.radius_m == ReachingParameters().radius_m


def test_parameters_may_be_left_out() -> None:
    level = parsed(LEVEL[: LEVEL.index("    parameters:")])
    assert level.exercises[0].parameters == ReachingParameters()


def test_difficulty_may_be_left_out() -> None:
    level = parsed(LEVEL.replace("    difficulty: {policy: fixed, difficulty: 0.2}\n", ""))
    assert isinstance(level.exercises[0].difficulty, SkillSettings)


def test_a_level_can_be_made_in_code() -> None:
    parameters = ReachingParameters(directions=3)
    exercise = Exercise(
        name="a", task="reaching", objective="b", body_part="c", repetitions=1,
        parameters=parameters,
    )  # fmt: skip
    assert exercise.parameters == parameters


def test_a_level_written_out_is_read_the_same() -> None:
    level = load_level(shipped_path("reaching-5-hard"))
    text = yaml.safe_dump(level.model_dump(mode="json"))
    assert parsed(text) == level


def test_a_text_over_several_lines_is_one_line() -> None:
    level = parsed(LEVEL.replace("reason: A test.", "reason: |\n  One\n  two.\n"))
    assert level.reason == "One two."


WRONG = [
    # what is replaced, by what, the line, the field, words of the message
    ("sets: 2", "sets: 99", 19, "exercises[1].sets", "is 99; allowed: a whole number from 1 to 10"),
    ("sets: 2", "sets: 2.0", 19, "exercises[1].sets", "is 2.0; allowed: a whole number"),
    ("sets: 2", "sets: true", 19, "exercises[1].sets", "is true; allowed: a whole number"),
    ("sets: 2", "sets: '2'", 19, "exercises[1].sets", 'is "2"; allowed: a whole number'),
    ("sets: 2", "sets: 1_0", 19, "exercises[1].sets", "plain number"),
    ("sets: 2", "sets: 0x2", 19, "exercises[1].sets", "plain number"),
    ("sets: 2", "sets: 02", 19, "exercises[1].sets", "plain number"),
    ("sets: 2", "sets:", 19, "exercises[1].sets", "is empty; allowed: a whole number"),
    ("sets: 2", "sets: [2]", 19, "exercises[1].sets", "is a list; allowed: a whole number"),
    ("sets: 2", "sets: {a: 2}", 19, "exercises[1].sets", "is a group of fields; allowed: a whole"),
    ("sets: 2", "sets: 99999999999999999999", 19, "exercises[1].sets", "too large a number"),
    ("rest_s: 10", "rest_s: 20s", 21, "exercises[1].rest_s", "in seconds (write the plain number"),
    ("rest_s: 10", "rest_s: 1:30", 21, "exercises[1].rest_s", "as in 90 for 1:30"),
    ("rest_s: 10", "rest_s: 0,5", 21, "exercises[1].rest_s", "with a point"),
    ("rest_s: 10", "rest_s: .nan", 21, "exercises[1].rest_s", 'is ".nan"; allowed: a number'),
    ("rest_s: 10", "rest_s: .inf", 21, "exercises[1].rest_s", 'is ".inf"; allowed: a number'),
    ("rest_s: 10", "rest_s: 1e999", 21, "exercises[1].rest_s", "too large a number"),
    ("rest_s: 10", "rest_s: 2026-01-01", 21, "exercises[1].rest_s", "allowed: a number from 0"),
    ("rest_s: 10", "rest: 10", 21, "exercises[1].rest", "did you mean rest_s?"),
    ("rest_s: 10", "affected_share: 50%", 21, "exercises[1].affected_share", "0.5 for 50%"),
    ("demonstrate: true", "demonstrate: maybe", 22, "exercises[1].demonstrate", "true or false"),
    ("demonstrate: true", "demonstrate: 1", 22, "exercises[1].demonstrate", "true or false"),
    ("task: reaching", "task: reach", 16, "exercises[1].task", 'is "reach"; allowed: reaching'),
    ("task: reaching", "task: 5", 16, "exercises[1].task", "is 5; allowed: reaching"),
    ("policy: fixed, ", "", 23, "exercises[1].difficulty.policy", "missing; allowed: fixed, ski"),
    ("policy: fixed", "policy: f", 23, "exercises[1].difficulty.policy", "allowed: fixed, skill, "),
    ("difficulty: 0.2", "difficulty: 2", 23, "exercises[1].difficulty.difficulty", "from 0 to 1"),
    ("policy: fixed", "policy: weighted_up_down", 23, "exercises[1].difficulty.difficulty",
     "allowed here: policy, start"),
    ("{policy: fixed, difficulty: 0.2}", "{policy: weighted_up_down, start: 0.1, lower: 0.2}",
     23, "exercises[1].difficulty", "must lie between lower (0.2) and upper (1)"),
    ("directions: 5", "directons: 5", 25, "exercises[1].parameters.directons", "mean directions?"),
    ("directions: 5", "directions: 50", 25, "exercises[1].parameters.directions", "from 1 to 16"),
    ("{low: -5, high: 35}", "5", 26, "exercises[1].parameters.azimuth_deg", "in degrees"),
    ("low: -5", "low: 50", 26, "exercises[1].parameters.azimuth_deg", "must not be above"),
    ("hard: 0.8", "hard: 45", 27, "exercises[1].parameters.distance_share.hard",
     "is 45; allowed: a number from 0.2 to 1, a share"),
    ("{easy: 0.5, hard: 0.8}", "45", 27, "exercises[1].parameters.distance_share",
     "is 45; allowed: a number from 0.2 to 1 or a group of easy and hard, each a number"),
    ("{elevation_deg: -60}", "{elevation_deg: -100}", 28,
     "exercises[1].parameters.start.elevation_deg", "from -70 to 80, in degrees"),
    ("minutes: 3", "minutes: 0", 10, "minutes", "a number above 0 and up to 60"),
    ("minutes: 3", "minutes: -3", 10, "minutes", "is -3; allowed: a number above 0"),
    ("minutes: 3", "minutes: 9", 11, "limits", "session_minutes is 5; allowed: from 9"),
    ("session_minutes: 5", "session_minutes: off", 12, "limits.session_minutes", "from 1 to 60"),
    ("session_minutes: 5", "session_minutes: null", 12, "limits.session_minutes", "is empty"),
    ("repetitions: 30", "repetitions: 11", 14, "exercises", "ask for 12 repetitions in all"),
    ("title: A test", "title: 5", 3, "title", "put it in quotes"),
    ("title: A test", "title: ' '", 3, "title", "it has 0"),
    ("title: A test", f"title: {'x' * 81}", 3, "title", "up to 80 letters (it has 81)"),
    ("id: test", "id: ../test", 2, "id", "small letters, digits and hyphens"),
    ("posture: seated", "posture: lying", 7, "posture", 'is "lying"; allowed: seated, standing'),
    ("format: 1", "format: 2", 1, "format", "is 2; allowed: 1"),
    ("format: 1", "format: '1'", 1, "format", "without quotes"),
    ("title: A test", "titel: A test", 3, "titel", "did you mean title?"),
    ("title: A test\n", "", 1, "title", "is missing; allowed: a text of up to 80 letters"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "words"), WRONG)
def test_what_is_wrong_is_told_in_one_line(
    old: str, new: str, line: int, field: str, words: str
) -> None:
    assert LEVEL.count(old) >= 1
    lines = [text for text in told(LEVEL.replace(old, new, 1)) if f": {field}: " in text]
    assert len(lines) == 1
    assert lines[0].startswith(f"my.yaml:{line}: {field}: ")
    assert words in lines[0]


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    lines = told(LEVEL.replace("sets: 2", "sets: 0").replace("format: 1", "format: 3"))
    assert [line.split(": ")[1] for line in lines] == ["format", "exercises[1].sets"]


def test_very_many_problems_are_cut_off() -> None:
    lines = told(LEVEL + "".join(f"x{number}: 1\n" for number in range(200)))
    assert len(lines) == 21
    assert "180 more" in lines[-1]


@pytest.mark.parametrize("exercises", ["[]", "5", "", "{}", "[5]", "[[]]"])
def test_exercises_must_be_a_list_with_something_in_it(exercises: str) -> None:
    head = LEVEL[: LEVEL.index("exercises:")]
    assert any(":14: exercises" in line for line in told(f"{head}exercises: {exercises}\n"))


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("on", True), ("No", False),
                                             ("off", False), ("TRUE", True)])  # fmt: skip
def test_yes_and_no_are_booleans_only_where_one_is_asked(word: str, value: bool) -> None:  # noqa: FBT001
    text = LEVEL.replace("demonstrate: true", f"demonstrate: {word}")
    level = parsed(text.replace("title: A test", 'title: "No"').replace("Reach.", "off"))
    assert level.exercises[0].demonstrate is value
    assert level.title == "No"
    assert level.exercises[0].objective == "off"


def test_start_place_may_be_none() -> None:
    level = parsed(LEVEL.replace("{elevation_deg: -60}", "null"))
    parameters = level.exercises[0].parameters
    assert isinstance(parameters, ReachingParameters)
    assert parameters.start is None


LOADERS = pytest.mark.parametrize("loader", [yaml.SafeLoader, FAST_LOADER])

REFUSED = [
    ("a: &x 1\n", 1, "anchors"),
    ("a: 1\nb: *x\n", 2, "aliases"),
    ("a: 1\nb:\n  <<: {c: 1}\n", 3, "merging"),
    ("a: !!str 1\n", 1, "tags"),
    ("a: !x {b: 1}\n", 1, "tags"),
    ("a: ! 5\n", 1, "tags"),
    ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
    ("a: 1\nb: 2\na: 3\n", 3, "given twice (first on line 1)"),
    ("a: 1\n---\nb: 2\n", 2, "second document"),
    ("%YAML 1.1\n---\na: 1\n", 1, "directives"),
    ("%TAG ! tag:example.org,2026:\n---\na: 1\n", 1, "directives"),
    ("- 1\n", 1, "is a list"),
    ("just words\n", 1, 'is "just words"'),
    ("42\n", 1, "is 42"),
    ("", 1, "is empty"),
    ("# a comment\n", 1, "is empty"),
    ("---\n", 1, "is empty"),
    ("~\n", 1, "is empty"),
    ("1: 2\n", 1, "name of a field is 1"),
    ("true: 2\n", 1, "name of a field is true"),
    ("? [a, b]\n: 1\n", 1, "group or list"),
    ("a: 1\n? {b: 1}\n: 1\n", 2, "group or list"),
    ("a: [1\n", None, "not valid YAML"),
    ("a: 'open\n", None, "not valid YAML"),
    ("a:\n\t- b\n", 2, "indent with spaces"),
    ("a: b: c\n", 1, "text with a colon in quotes"),
    ("a: @b\n", 1, "not valid YAML"),
    ('a: 1\nb: "\\0"\n', 2, "U+0000"),
    ('a: "\\e[31m"\n', 1, "U+001B"),
    ('a: "\\N"\n', 1, "U+0085"),
    ('a: "\\ud800"\n', 1, None),
    ('a: "\\UFFFFFFFF"\n', 1, None),
]


@LOADERS
@pytest.mark.parametrize(("text", "line", "words"), REFUSED)
def test_yaml_that_a_level_has_no_use_for_is_refused(
    text: str, line: int | None, words: str | None, loader: type[yaml.SafeLoader]
) -> None:
    with pytest.raises(LevelError) as caught:
        read(text, "my.yaml", loader)
    (problem,) = caught.value.problems
    assert problem.line is not None
    if line is not None:
        assert problem.line == line
    if words is not None:
        assert words in problem.message


@LOADERS
def test_plain_values_mean_what_they_look_like(loader: type[yaml.SafeLoader]) -> None:
    text = """\
numbers: [1, -2, +3, 0, 1.5, -.5, 5., 1e3, 2.5E-1]
texts: [yes, off, 007, 0o7, 0x1F, 1_000, "1:30", 2026-01-01, .inf, .NaN, "5", 'true', 1.2.3, e5]
rest: [true, False, null, ~, ]
more: |
  two
  lines
"""
    document = read(text, "my.yaml", loader)
    assert document.data == {
        "numbers": [1, -2, 3, 0, 1.5, -0.5, 5.0, 1000.0, 0.25],
        "texts": ["yes", "off", "007", "0o7", "0x1F", "1_000", "1:30", "2026-01-01", ".inf",
                  ".NaN", "5", "true", "1.2.3", "e5"],
        "rest": [True, False, None, None],
        "more": "two\nlines\n",
    }  # fmt: skip
    assert document.line(("more",)) == 4


@LOADERS
@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 21 + "]" * 21,
        "a: " + "{b: " * 30 + "1" + "}" * 30,
        "[" * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(60)),
        "- " * 60,
    ],
)
def test_deep_nesting_is_refused(text: str, loader: type[yaml.SafeLoader]) -> None:
    with pytest.raises(LevelError, match="nested too deep; allowed: 20 levels"):
        read(text, "my.yaml", loader)


def test_too_many_values_are_refused() -> None:
    with pytest.raises(LevelError, match="too many values for a level; allowed: 20000"):
        read("a: [" + "1," * 20_001 + "]", "my.yaml")


def test_billion_laughs_are_refused_at_the_first_anchor() -> None:
    text = 'a: &a ["x"]\n' + "".join(
        f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert told(text) == ["my.yaml:1: a: anchors (&name) are not allowed; write it out"]


def test_a_file_that_is_too_large_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a hole: takes no room
    with pytest.raises(LevelError, match="too large for a level; allowed: up to 256 KiB"):
        load_level(path)


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (LEVEL.encode("utf-16"), 1, "UTF-16"),
        (b"a: 1\nb: \xe9\n", 2, "byte 0xe9 is not UTF-8"),
        (codecs.BOM_UTF8 + b"a: 1\nb: \xe9\n", 2, "byte 0xe9 is not UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "U+0000"),
        (b"a: 1\r\nb: \x1b[31m\r\n", 2, "U+001B"),
        ("a: 1\n\nb: \u202etxt\n".encode(), 3, "U+202E"),
        ("a: 1\nb: x\u2028y\n".encode(), 2, "U+2028"),
        ("a: 1\nb: x\ufeffy\n".encode(), 2, "U+FEFF"),
    ],
)
def test_wrong_encodings_and_invisible_signs_are_told(raw: bytes, line: int, words: str) -> None:
    with pytest.raises(LevelError) as caught:
        parse_level(raw, "my.yaml")
    (problem,) = caught.value.problems
    assert problem.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("A test", "Übung ärm 手 🍎"),
    ],
)
def test_line_ends_byte_order_mark_and_any_script_are_fine(change) -> None:  # type: ignore[no-untyped-def]
    assert parsed(change(LEVEL)).exercises == parsed(LEVEL).exercises
    assert told(change(LEVEL).replace("sets: 2", "sets: 0"))[0].startswith("my.yaml:19: ")


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "missing.yaml", "can't be read"),
        (tmp_path, "is not a file"),
        (tmp_path / "bad\0name.yaml", "can't be read"),
    ):
        with pytest.raises(LevelError, match=words) as caught:
            read_level_bytes(path)
        assert len(str(caught.value).splitlines()) == 1


def test_a_level_is_found_by_id_or_by_path(tmp_path: Path) -> None:
    assert find_level("taster") == shipped_path("taster")
    assert find_level("some/where.yaml") == Path("some/where.yaml")
    with pytest.raises(LevelError, match="did you mean taster"):
        find_level("tester")


def test_a_problem_is_one_line_whatever_the_file_holds() -> None:
    (line,) = told('"a\\tb\\n\\u0020c": 1\n')[-1:]
    assert "\t" not in line
    long = told("x" * 100_000 + ": 1\n")
    assert max(map(len, long)) < 500


def test_a_task_done_standing_is_refused_in_a_seated_exercise() -> None:
    text = LEVEL.replace("task: reaching", "task: stepping\n    posture: seated", 1)
    text = text[: text.index("    parameters:")] + "    parameters: {mode: in_place}\n"
    with pytest.raises(LevelError, match="posture is seated; allowed: posture standing"):
        parse_level(text.encode(), "level.yaml")
