"""The message catalogue: what it reads, what it refuses, and that nothing is missing in it."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.words import MissingWordError, Words, WordsError

ROOT = Path(__file__).parents[1]
KEY_STANDS = {"Panel": 0, "board": 0, "Tile": 1, "Choice": 1, "Question": 1}
"""Who takes a message key, and as which argument."""

ICON_STANDS = {"Panel": 4, "Tile": 2, "Choice": 2, "Question": 2}
"""Who takes a picture's name, and as which argument."""


def load(folder: Path, text: str | bytes) -> Words:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "xx.yaml").write_bytes(data)
    return Words.load("xx", folder)


def test_a_message_with_its_values(tmp_path: Path) -> None:
    words = load(tmp_path, "done: You picked {count} {fruit}\nno: 'Nothing: {{}}'\n")
    assert words.text("done", {"count": 3, "fruit": "pears"}) == "You picked 3 pears"
    assert words.text("no") == "Nothing: {}"
    assert words.keys == {"done", "no"}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    words = load(tmp_path, "done: You picked {count}\n")
    with pytest.raises(MissingWordError, match=r"'gone'.*'xx'"):
        words.text("gone")
    with pytest.raises(MissingWordError, match=r"'done'.*'xx'.*'count'"):
        words.text("done", {"number": 3})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: one\nb: [two\n", r"xx\.yaml:\d"),
        ("a: one\na: two\n", r"xx\.yaml:2: 'a' is there twice"),
        ("a: one\nb:\n  c: two\n", r"xx\.yaml:2: expected `key: text`"),
        ("- a\n- b\n", r"xx\.yaml:1: expected lines"),
        ("a: one {count\n", r"xx\.yaml:1: .*plain braces"),
        ("a: '{}'\n", r"xx\.yaml:1: placeholder .* plain name"),
        ("\na: '{count.__class__}'\n", r"xx\.yaml:2: placeholder .* plain name"),
        ("a: '{count[0]}'\n", r"xx\.yaml:1: placeholder .* plain name"),
        ("a: '{count:999999999}'\n", r"xx\.yaml:1: placeholder .* plain name"),
        ("a: '{count!r}'\n", r"xx\.yaml:1: placeholder .* plain name"),
        (b"a: \xff\n", r"xx\.yaml: can't be read as UTF-8"),
        ("a: \x07\n", r"xx\.yaml:1"),
        ("a: !!python/object:os.system one\n", r"xx\.yaml:1: plain text only"),
        ("a: *b\n", r"xx\.yaml:1"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    with pytest.raises(WordsError, match=says) as caught:
        load(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_an_unknown_language_names_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "de.yaml").write_text("", encoding="utf-8")
    with pytest.raises(WordsError, match=r"no such catalogue; there is: de"):
        Words.load("fr", tmp_path)


@given(st.text() | st.binary())
def test_any_file_gives_words_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, text: str | bytes
) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        words = load(tmp_path_factory.mktemp("words"), data)
    except WordsError:
        return
    assert all(isinstance(key, str) for key in words.keys)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers()))
def test_values_that_fit_always_give_a_text(values: dict[str, int]) -> None:
    message = " ".join(f"{{{name}}}" for name in values)
    text = Words("xx", {"key": message}).text("key", values)
    assert text.split() == [str(value) for value in values.values()]


def used(keyword: str, stands: dict[str, int]) -> dict[str, str]:
    """Every message key or picture that stands in the code as it is, with the place."""
    found = {}
    rooms = [ROOT / room for room in ("game", "tasks", "reachwell", "clinic")]
    for path in (path for room in rooms for path in sorted(room.rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in KEY_STANDS:
                continue
            place = stands.get(node.func.id, len(node.args))
            named = [word.value for word in node.keywords if word.arg == keyword]
            for argument in [*node.args[place : place + 1], *named]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found[argument.value] = f"{path.relative_to(ROOT)}:{argument.lineno}"
    assert found, f"the search for a {keyword} finds none: has Panel another name now?"
    return found


def test_every_key_in_the_code_has_its_message() -> None:
    words = Words.load("en")
    missing = {key: at for key, at in used("key", KEY_STANDS).items() if key not in words.keys}
    assert not missing


def test_every_picture_in_the_code_is_there() -> None:
    pictures = {path.stem for path in (ROOT / "assets" / "icons").glob("*.png")}
    named = used("icon", ICON_STANDS)
    assert not {icon: at for icon, at in named.items() if icon and icon not in pictures}


def test_the_shipped_messages_are_short() -> None:
    """Few words: a board holds about a dozen, a word fits a tile. Help is for the therapist."""
    words = Words.load("en")
    for key in (key for key in words.keys if not key.startswith("help.")):
        fields = {name for _, name, _, _ in Formatter().parse(words._messages[key]) if name}
        text = words.text(key, dict.fromkeys(fields, 10))
        assert 0 < len(text.split()) <= 14, key
        assert max(len(word) for word in text.split()) <= 14, key
