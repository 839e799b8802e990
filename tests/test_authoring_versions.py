"""The clinic's own levels in the store: versions only grow, and nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from clinic.authoring.available import available_levels, own_levels, shipped_levels
from clinic.authoring.changes import set_field
from clinic.authoring.difference import difference
from clinic.authoring.drafts import LONGEST, drafts_of, drop_draft, keep_draft
from clinic.authoring.presets import NEEDS, Wish, by_need, need_of, strengths_of
from clinic.authoring.versions import (
    MovedOnError,
    bring_back,
    duplicate,
    free_id,
    imported,
    is_withdrawn,
    level_text,
    make_level,
    restore_version,
    save_version,
    version_text,
    versions,
    withdraw,
)
from clinic.console.accounts import add_account
from clinic.errors import ClinicError
from clinic.store import Store, open_store
from game.datadir import DataDirectory
from levels.document import MAX_BYTES
from levels.loader import shipped_ids, shipped_path
from levels.problem import LevelError
from tests.support.console import PASSWORD


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("clinic")
    kind = request.param
    url = None if kind == "sqlite" else request.getfixturevalue("postgres").new_database()
    with open_store(DataDirectory(folder), url) as opened:
        with opened.writing() as connection:
            for login in ("anna", "ben"):
                add_account(connection, login, "therapist", PASSWORD)
        yield opened


class _UndoneError(Exception):
    """Takes back what a test has written."""


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    try:
        with store.writing() as open_connection:
            yield open_connection
            raise _UndoneError
    except _UndoneError:
        pass


ANNA, BEN = 1, 2


def test_a_copy_of_a_shipped_level_is_one_of_the_clinics_own(connection: Connection) -> None:
    made = duplicate(connection, "reaching-2-gentle", "ward-reach", "Ward: reach", ANNA)
    assert made == "ward-reach"
    text = level_text(connection, made).decode()
    shipped = shipped_path("reaching-2-gentle").read_text(encoding="utf-8")
    changed = [line for line in difference(shipped, text) if line.how in ("added", "removed")]
    assert [line.text for line in changed] == [
        "id: reaching-2-gentle",
        "title: Reaching 2, gentle",
        "id: ward-reach",
        'title: "Ward: reach"',
    ]
    (own,) = own_levels(connection)
    assert (own.id, own.title, own.version, own.own) == (made, "Ward: reach", 1, True)
    assert [level.id for level in available_levels(connection)] == [*shipped_ids(), made]
    assert versions(connection, made)[0].comment == "from reaching-2-gentle"
    assert versions(connection, made)[0].saved_by == "anna"


def test_versions_only_grow_and_any_comes_back(connection: Connection) -> None:
    made = duplicate(connection, "taster", "own", "Own", ANNA)
    first = version_text(connection, made, 1)
    second = set_field(first, ("minutes",), 3)
    assert save_version(connection, made, second, "a minute more", BEN, 1) == 2
    assert restore_version(connection, made, 1, ANNA, 2) == 3
    assert [each.number for each in versions(connection, made)] == [3, 2, 1]
    assert version_text(connection, made, 3) == first
    assert version_text(connection, made, 2) == second
    assert level_text(connection, made).decode() == first


def test_who_saves_second_is_told_and_loses_nothing(connection: Connection) -> None:
    made = duplicate(connection, "taster", "own", "Own", ANNA)
    base = version_text(connection, made, 1)
    save_version(connection, made, set_field(base, ("minutes",), 3), "anna's", ANNA, 1)
    with pytest.raises(MovedOnError, match="anna has saved version 2") as raised:
        save_version(connection, made, set_field(base, ("minutes",), 4), "ben's", BEN, 1)
    assert raised.value.latest.number == 2
    assert len(versions(connection, made)) == 2
    assert save_version(connection, made, set_field(base, ("minutes",), 4), "ben's", BEN, 2) == 3


def test_what_is_no_level_is_not_saved(connection: Connection) -> None:
    made = duplicate(connection, "taster", "own", "Own", ANNA)
    base = version_text(connection, made, 1)
    with pytest.raises(LevelError, match=r"minutes: is -1"):
        save_version(connection, made, set_field(base, ("minutes",), -1), "", ANNA, 1)
    with pytest.raises(ClinicError, match="has to stay own"):
        save_version(connection, made, set_field(base, ("id",), "another"), "", ANNA, 1)
    with pytest.raises(ClinicError, match="comes with Reachwell"):
        make_level(connection, shipped_path("taster").read_text(encoding="utf-8"), "", ANNA)
    with pytest.raises(ClinicError, match="already"):
        duplicate(connection, "taster", "own", "Own", ANNA)
    with pytest.raises(ClinicError, match="no level nothing"):
        level_text(connection, "nothing")
    assert len(versions(connection, made)) == 1


def test_withdrawn_is_in_no_list_but_can_be_read(connection: Connection) -> None:
    made = duplicate(connection, "taster", "own", "Own", ANNA)
    withdraw(connection, made)
    assert is_withdrawn(connection, made)
    assert own_levels(connection) == []
    assert [level.withdrawn for level in own_levels(connection, with_withdrawn=True)] == [True]
    assert level_text(connection, made)
    assert free_id(connection, "own") == "own-2"
    assert free_id(connection, "taster") == "taster-2"
    bring_back(connection, made)
    assert [level.id for level in own_levels(connection)] == [made]
    with pytest.raises(ClinicError, match="no level nothing"):
        withdraw(connection, "nothing")


def test_files_come_in_bounded_and_checked(connection: Connection) -> None:
    text = set_field(shipped_path("taster").read_text(encoding="utf-8"), ("id",), "from-file")
    raw = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert imported(connection, raw, "a.yaml", ANNA) == "from-file"
    assert level_text(connection, "from-file").decode() == text
    with pytest.raises(ClinicError, match="too large"):
        imported(connection, b"#" * (MAX_BYTES + 1), "a.yaml", ANNA)
    for bad in (b"", b"\xff\xfe", b"a: [", b"a: 1", b"\x00" * 10, b"!!python/object:os.system {}"):
        with pytest.raises(LevelError):
            imported(connection, bad, "a.yaml", ANNA)
    assert [level.id for level in own_levels(connection)] == ["from-file"]


def test_shipped_levels_by_what_they_train() -> None:
    levels = shipped_levels()
    groups = by_need(levels)
    assert list(groups) == list(NEEDS)
    assert sum(map(len, groups.values())) == len(levels)
    assert {need_of(level) for level in groups["leg"]} == {"leg"}
    found = [level.id for level in levels if Wish(need="arm", strength="mild").meets(level)]
    assert found == ["reaching-4-firm", "standing-reach"]
    assert Wish(words="cup SHOULDER").meets(next(x for x in levels if x.id == "grasping-2-shelf"))
    standing = [level for level in levels if Wish(posture="standing").meets(level)]
    assert all(level.posture == "standing" for level in standing)
    assert standing
    assert not any(Wish(words="nothing like it").meets(level) for level in levels)
    easy = next(level for level in levels if level.id == "reaching-1-easy")
    assert strengths_of(easy) == ("severe",)


@given(old=st.lists(st.sampled_from("abcd")), new=st.lists(st.sampled_from("abcd")))
def test_a_difference_has_both_texts_in_it(old: list[str], new: list[str]) -> None:
    lines = difference("\n".join(old), "\n".join(new), around=100)
    if old == new:
        assert lines == []
        return
    assert [line.text for line in lines if line.old is not None] == old
    assert [line.text for line in lines if line.new is not None] == new
    numbers = [line.new for line in lines if line.new is not None]
    assert numbers == list(range(1, len(new) + 1))


def test_drafts_are_each_accounts_own_and_outlive_the_store(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with open_store(data) as store, store.writing() as connection:
        for login in ("anna", "ben"):
            add_account(connection, login, "therapist", PASSWORD)
        duplicate(connection, "taster", "own", "Own", ANNA)
        keep_draft(connection, "own", BEN, "his", 1)
        keep_draft(connection, "own", ANNA, "mine", 1)
        keep_draft(connection, "own", ANNA, "mine: [\0\ud800", 2)
        with pytest.raises(ClinicError, match="longer than a level may be"):
            keep_draft(connection, "own", ANNA, "#" * (LONGEST + 1), 2)
    with open_store(data) as store, store.writing() as connection:
        found = drafts_of(connection, "own")
        kept = {each.login: (each.account_id, each.text, each.based_on) for each in found}
        assert kept == {"anna": (ANNA, "mine: [?", 2), "ben": (BEN, "his", 1)}
        drop_draft(connection, "own", ANNA)
        assert [each.login for each in drafts_of(connection, "own")] == ["ben"]


def test_what_is_written_can_be_copied_instead_of_what_is_saved(connection: Connection) -> None:
    text = set_field(level_text(connection, "taster").decode(), ("minutes",), 3)
    made = duplicate(connection, "taster", "copied", "Copied", ANNA, text)
    assert "minutes: 3" in version_text(connection, made, 1)
