"""A calibration beside an older one, and in its file."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.measuring import (
    WORN,
    Measured,
    level_of,
    phases_of,
)

from controllers.mounting import Mounting, Offset
from game.calibration import Calibration, drift
from game.patient import (
    CALIBRATION,
    Patient,
    PatientError,
    add_patient,
    forget_calibration,
    load_calibration,
    save_calibration,
)
from game.phases.calibrate import DRIFT_SHOWN_S
from tasks.reach import ReachMap


def test_drift_is_told_in_centimetres_and_words() -> None:
    def flat(reach_m: float) -> ReachMap:
        return ReachMap(((reach_m,) * 9,) * 9)

    old = Calibration(
        eye_height_seated_m=1.2, reach_left=flat(0.5), rest_left_m=(-0.2, -0.5, -0.2), ankles=WORN
    )
    moved = Offset((0.02, -0.11, 0.08), WORN.left.orientation)
    new = old.having(
        floor_m=-0.05,
        eye_height_seated_m=1.16,
        eye_height_standing_m=1.6,
        reach_left=flat(0.55),
        rest_left_m=(-0.2, -0.54, -0.23),
        ankles=Mounting(moved, WORN.right),
    )
    told = {change.part: change.change_cm for change in drift(old, new)}
    assert told == {
        "floor_m": -5.0,
        "eye_height_seated_m": -4.0,
        "reach_left": 5.0,
        "rest_left_m": 5.0,
        "ankles": 5.0,
    }
    words = [str(change) for change in drift(old, new)]
    assert "eyes when seated 4.0 cm lower than last time" in words
    assert "left reach 5.0 cm longer than last time" in words
    assert all(change.noteworthy for change in drift(old, new))
    assert drift(Calibration(), new) == []
    assert {change.change_cm for change in drift(old, old)} == {0.0}


def test_a_large_drift_is_shown_for_some_seconds_and_a_small_one_is_not() -> None:
    known = Calibration(eye_height_seated_m=1.25)
    game = Measured(known=known)
    phases = list(phases_of(game, level_of("always")))
    game.go_through(phases[:1])
    assert game.events[-1]["drift"] == {"floor_m": 0.0, "eye_height_seated_m": -5.0}
    assert "calibrate.drift.eyes" in game.shown
    assert 2.0 + DRIFT_SHOWN_S < game.now_s < 2.3 + DRIFT_SHOWN_S
    near = Measured(known=Calibration(eye_height_seated_m=1.22))
    near.go_through(list(phases_of(near, level_of("always")))[:1])
    assert not any(key.startswith("calibrate.drift") for key in near.shown)


FULL = Calibration(
    device="x",
    floor_m=0.02,
    eye_height_seated_m=1.18,
    eye_height_standing_m=1.61,
    reach_left=ReachMap(((None, 0.4) * 4 + (0.333,),) * 9),
    reach_right=ReachMap(((0.7,) * 9,) * 9),
    rest_left_m=(-0.2, -0.5, -0.2),
    rest_right_m=(0.2, -0.5, -0.2),
    ankles=WORN,
)


def test_a_calibration_survives_its_file_and_a_sessions_record(tmp_path: Path) -> None:
    add_patient(tmp_path, Patient(code="P-1", affected="left"))
    assert load_calibration(tmp_path, "P-1") == Calibration()
    path = save_calibration(tmp_path, "P-1", FULL)
    assert path == tmp_path / "P-1" / "calibration.json"
    assert load_calibration(tmp_path, "P-1") == FULL
    state = json.loads(json.dumps(FULL.model_dump(mode="json")))
    assert Calibration.model_validate(state) == FULL
    assert sorted(p.name for p in path.parent.iterdir()) == ["calibration.json", "profile.json"]
    assert forget_calibration(tmp_path, "P-1")
    assert not forget_calibration(tmp_path, "P-1")
    assert load_calibration(tmp_path, "P-1") == Calibration()


GOOD = json.loads(FULL.model_dump_json())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b" " * 70_000,
        json.dumps(GOOD | {"format": 2}).encode(),
        json.dumps(GOOD | {"format": "1"}).encode(),
        json.dumps(GOOD | {"surprise": 1}).encode(),
        json.dumps(GOOD | {"reach_left": [[0.5]]}).encode(),
        json.dumps(GOOD | {"reach_left": [["0.5"] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": [[9.0] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": [[True] * 9] * 9}).encode(),
        json.dumps(GOOD | {"reach_left": {"0": 1}}).encode(),
        json.dumps(GOOD | {"floor_m": math.nan}).encode(),
        json.dumps(GOOD | {"rest_left_m": [0.0, 1.0]}).encode(),
        json.dumps(GOOD | {"rest_left_m": [0.0, 99.0, 0.0]}).encode(),
        json.dumps(GOOD | {"ankles": {"left": {"position_m": [0, 0, math.nan]}}}).encode(),
        json.dumps(GOOD | {"ankles": {"left": {"orientation": [0, 0, 0, 0]}}}).encode(),
        json.dumps(GOOD | {"made": "yesterday"}).encode(),
    ],
)
def test_a_damaged_file_is_one_clear_line(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "P-1").mkdir()
    (tmp_path / "P-1" / CALIBRATION).write_bytes(raw)
    with pytest.raises(PatientError, match=CALIBRATION) as caught:
        load_calibration(tmp_path, "P-1")
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).isprintable()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_calibration_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("patients")
    (folder / "P-1").mkdir()
    (folder / "P-1" / CALIBRATION).write_bytes(raw)
    with pytest.raises(PatientError):
        load_calibration(folder, "P-1")


def test_what_no_body_has_is_refused() -> None:
    for wrong in ({"eye_height_seated_m": 9.0}, {"floor_m": math.inf}, {"reach_left": "far"}):
        with pytest.raises(ValidationError):
            Calibration().having(**wrong)
