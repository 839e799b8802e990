"""A calibration from one session to the next, by whole commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command import command
from support.measuring import LEVEL

import reachwell.play
from game.calibration import Calibration
from game.patient import load_calibration, save_calibration
from game.recording.reading import Recording, open_recording
from reachwell.choices import Choices, Device
from reachwell.display import Display
from reachwell.rig import Rig, Seat, open_rig
from tasks.scene import Scene

SHORT = LEVEL.replace("{mode}}}", "{mode}, check_in: false, check_out: false}}").replace(
    "repetitions: 3",
    "repetitions: 2\n    familiarisation: 0\n    rest_s: 0\n    demonstrate: false",
)


def played(data: Path, level: Path, *more: str | Path) -> Recording:
    """Play a level as a simulated patient; the recording of that session."""
    before = set((data / "sessions").glob("*"))
    done = command("play", level, "--input", "simulated", "--view", "none", "--data", data, *more)
    assert done.returncode == 0, done.stderr
    (folder,) = set((data / "sessions").glob("*")) - before
    return open_recording(folder)


def parts(recording: Recording) -> list[str]:
    lines = (recording.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return [event["part"] for event in events if event["kind"] == "calibration"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    assert command("patients", "add", "P-1", "--affected", "left", "--data", folder).returncode == 0
    return folder


@pytest.fixture
def level(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SHORT.format(mode="when_new", share=1.0), encoding="utf-8")
    return path


@pytest.fixture
def worn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a headset finds it on the head of a person, whom a simulated one stands for."""

    def open_headset(
        device: Device, display: Display, scene: Scene, seat: Seat, seed: int, speed: str, _: None
    ) -> Rig:
        assert (device.name, speed) == ("openxr", "real")
        return open_rig(Device("simulated"), display, scene, seat, seed, "max", None)

    monkeypatch.setattr(reachwell.play, "open_rig", open_headset)


def played_in_headset(data: Path, level: Path, patient: str | None = "P-1") -> Recording:
    before = set((data / "sessions").glob("*"))
    reachwell.play.play_session(
        Choices(str(level), patient, "openxr", view="none", seed=1, data=data)
    )
    (folder,) = set((data / "sessions").glob("*")) - before
    return open_recording(folder)


@pytest.mark.usefixtures("worn")
def test_what_was_measured_once_is_known_next_time(data: Path, level: Path) -> None:
    first = played_in_headset(data, level)
    assert parts(first) == ["eyes", "rest_left", "reach_left"]
    assert first.info.patient_state["calibration"] == Calibration().model_dump(mode="json")
    kept = load_calibration(data / "patients", "P-1")
    assert kept.eye_height_seated_m == pytest.approx(1.2, abs=0.02)
    assert kept.reach_left is not None
    assert kept.made is not None

    second = played_in_headset(data, level)
    assert parts(second) == []
    assert second.info.patient_state["calibration"] == kept.model_dump(mode="json")
    assert load_calibration(data / "patients", "P-1") == kept


def test_a_rerun_begins_with_what_was_known_then_and_keeps_nothing(data: Path, level: Path) -> None:
    first = played(data, level, "--patient", "P-1", "--seed", "1")
    known = Calibration(eye_height_seated_m=1.31, rest_left_m=(-0.3, -0.3, -0.3))
    save_calibration(data / "patients", "P-1", known)
    second = played(data, level, "--patient", "P-1", "--seed", "1")
    assert second.info.patient_state["calibration"] == known.model_dump(mode="json")
    other = known.having(eye_height_seated_m=1.25)
    save_calibration(data / "patients", "P-1", other)
    for original in (first, second):
        before = set((data / "sessions").iterdir())
        replay = f"replay:{original.folder}"
        done = command("play", "--input", replay, "--view", "none", "--data", data)
        assert done.returncode == 0, done.stderr
        (again,) = set((data / "sessions").iterdir()) - before
        for name in ("events.jsonl", "trials.jsonl"):
            assert (again / name).read_bytes() == (original.folder / name).read_bytes()
        assert load_calibration(data / "patients", "P-1") == other


def test_who_is_simulated_leaves_what_is_known_of_a_patient_alone(data: Path, level: Path) -> None:
    assert parts(played(data, level, "--patient", "P-1")) == ["eyes", "rest_left", "reach_left"]
    assert load_calibration(data / "patients", "P-1").empty
    known = Calibration(eye_height_seated_m=1.31, rest_left_m=(-0.3, -0.3, -0.3))
    save_calibration(data / "patients", "P-1", known)
    assert parts(played(data, level, "--patient", "P-1")) == ["reach_left"]
    assert load_calibration(data / "patients", "P-1") == known


@pytest.mark.usefixtures("worn")
def test_a_guest_is_measured_and_not_kept(data: Path, level: Path) -> None:
    assert parts(played_in_headset(data, level, None)) == ["eyes", "rest_right", "reach_right"]
    assert [path.name for path in (data / "patients").iterdir()] == ["P-1"]
    assert load_calibration(data / "patients", "P-1").empty


def test_a_damaged_calibration_stops_before_the_session_and_says_what_to_do(
    data: Path, level: Path
) -> None:
    path = data / "patients" / "P-1" / "calibration.json"
    path.write_text("[1", encoding="utf-8")
    done = command(
        *("play", level, "--patient", "P-1", "--input", "simulated", "--view", "none"),
        *("--data", data),
    )
    assert done.returncode == 2
    assert "reachwell patients forget-calibration P-1" in done.stderr.replace("\n", " ")
    assert not list((data / "sessions").glob("*"))
