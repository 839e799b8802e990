"""Patient profiles: kept whole, read with one clear line, never outside their folder."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.small_disk import small_disk

from game.patient import (
    PROFILE,
    Patient,
    PatientError,
    add_patient,
    checked_code,
    load_patient,
    patient_codes,
    profile_path,
    save_patient,
)
from tasks.body import ReachEnvelope

ANNA = Patient(code="P-017", affected="left", posture="seated", reach_left_m=0.45)


def test_a_saved_patient_is_read_back(tmp_path: Path) -> None:
    path = add_patient(tmp_path, ANNA)
    assert path == tmp_path / "P-017" / "profile.json"
    assert load_patient(tmp_path, "P-017") == ANNA
    assert patient_codes(tmp_path) == ["P-017"]


def test_saving_replaces_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    add_patient(tmp_path, ANNA)
    save_patient(tmp_path, ANNA.model_copy(update={"skin_tone": "dark"}))
    assert load_patient(tmp_path, "P-017").skin_tone == "dark"
    assert [file.name for file in (tmp_path / "P-017").iterdir()] == [PROFILE]


def test_own_reach_goes_before_the_levels(tmp_path: Path) -> None:
    assert ANNA.envelope(ReachEnvelope(0.6, 0.7)) == ReachEnvelope(0.45, 0.7)


def test_a_taken_code_is_refused_in_any_spelling(tmp_path: Path) -> None:
    add_patient(tmp_path, ANNA)
    with pytest.raises(PatientError, match="P-017 is there already"):
        add_patient(tmp_path, ANNA.model_copy(update={"code": "p-017"}))


def test_no_patients_yet_is_an_empty_list(tmp_path: Path) -> None:
    assert patient_codes(tmp_path / "missing") == []


BAD_CODES = ["", ".", "..", "../x", "a/b", "a\\b", "-a", "_a", "a b", "ä", "a\n", "x" * 33, "a.b",
             "CON", "nul", "Com1", "LPT9", "a\x00", "/etc", "C:x"]  # fmt: skip


@pytest.mark.parametrize("code", BAD_CODES)
def test_bad_codes_are_refused_in_one_line(code: str, tmp_path: Path) -> None:
    for use in (checked_code, lambda code: load_patient(tmp_path, code)):
        with pytest.raises(PatientError) as caught:
            use(code)
        assert len(str(caught.value).splitlines()) == 1
        assert str(caught.value).isprintable()


@given(st.text(max_size=40))
def test_no_code_leads_out_of_the_folder(code: str) -> None:
    root = Path("data", "patients").absolute()
    try:
        path = profile_path(root, code)
    except PatientError:
        return
    assert path.resolve().parent.parent == root.resolve()


def write(folder: Path, raw: bytes) -> None:
    (folder / "P-1").mkdir()
    (folder / "P-1" / PROFILE).write_bytes(raw)


GOOD = {"format": 1, "code": "P-1", "affected": "left"}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[1]", "damaged"),
        (b"null", "damaged"),
        (b"[" * 60000, "damaged"),
        (b" " * 70000, "too large"),
        (json.dumps({**GOOD, "format": 2, "new": 1}).encode(), "newer Reachwell"),
        (json.dumps({**GOOD, "code": "P-2"}).encode(), "belongs to patient P-2"),
        (json.dumps({**GOOD, "affected": "both"}).encode(), "affected"),
        (json.dumps({**GOOD, "name": "x\ny"}).encode(), "name"),
        (json.dumps({**GOOD, "sound_balance": float("nan")}).encode(), "sound_balance"),
        (json.dumps({**GOOD, "reach_left_m": 60}).encode(), "reach_left_m"),
        (json.dumps({**GOOD, "reach_left_m": "0.5"}).encode(), "reach_left_m"),
        (json.dumps({"code": "P-1", "affected": "left", "format": "1"}).encode(), "format"),
        (json.dumps({"format": 1, "code": "P-1"}).encode(), "affected"),
    ],
)
def test_a_bad_file_gives_one_clear_line(tmp_path: Path, raw: bytes, told: str) -> None:
    write(tmp_path, raw)
    with pytest.raises(PatientError, match=told) as caught:
        load_patient(tmp_path, "P-1")
    assert PROFILE in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_patient_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("patients")
    write(folder, raw)
    with pytest.raises(PatientError):
        load_patient(folder, "P-1")


def test_a_missing_patient_says_how_to_add_one(tmp_path: Path) -> None:
    with pytest.raises(PatientError, match=r"no patient P-1 .*reachwell patients add P-1"):
        load_patient(tmp_path, "P-1")


def test_a_file_where_the_folder_should_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "patients").write_text("", encoding="utf-8")
    for use in (
        lambda: patient_codes(tmp_path / "patients"),
        lambda: load_patient(tmp_path / "patients", "P-1"),
        lambda: save_patient(tmp_path / "patients", ANNA),
    ):
        with pytest.raises(PatientError) as caught:
            use()
        assert len(str(caught.value).splitlines()) == 1


def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path) -> None:
    changed = ANNA.model_copy(update={"affected": "right"})
    with small_disk(tmp_path / "disk", "64k") as disk:
        path = add_patient(disk, ANNA)
        before = path.read_bytes()
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        with pytest.raises(PatientError, match="can't be written"):
            save_patient(disk, changed)
        assert path.read_bytes() == before
        assert list(path.parent.iterdir()) == [path]
