"""Grasping with a trigger and stepping with ankle controllers, whole, through a real runtime."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from support.game_process import Game, game
from support.monado import MonadoService, Patient, RemotePatient, monado
from support.scripted_patient import ScriptedPatient
from support.scripted_tasks import ANKLES_M, LIFT_M, GraspingPatient, SteppingPatient

from game.recording.reading import Recording, open_recording
from levels.loader import parse_level

HERE = Path(__file__).parent

pytestmark = pytest.mark.timeout(600)  # played in real time, and a busy machine drops frames


@pytest.fixture
def service(screen: None) -> Iterator[MonadoService]:
    with monado() as running:
        yield running


@contextmanager
def playing(
    service: MonadoService, data: Path, kind: type[ScriptedPatient], level: Path
) -> Iterator[tuple[ScriptedPatient, Game]]:
    remote = RemotePatient(service.port)
    remote.be(Patient())
    with (
        game(service, data, str(level), "--seed", "3") as running,
        kind(remote, data, lambda: running.process.poll() is not None) as patient,
    ):
        try:
            yield patient, running
        except AssertionError as failed:
            raise AssertionError(f"{failed}\nThe game said:\n{running.said}") from failed


def played_whole(
    service: MonadoService, data: Path, kind: type[ScriptedPatient], level: Path
) -> Recording:
    """Let the patient play the level to its end; the recording, checked to be a whole one."""
    exercises = parse_level(level.read_bytes(), level.name).exercises
    count = sum(exercise.repetitions_in_all for exercise in exercises)
    with playing(service, data, kind, level) as (patient, running):
        seen = patient.wait_for("session_start")
        for _ in range(count):
            seen = patient.wait_for("trial_end", seen)
        patient.wait_for("phase_start", seen, lambda event: event["phase"] == "summary")
        assert running.wait() == 0, running.said
        folder = patient.folder
    assert "Traceback" not in running.said
    recording = open_recording(folder)
    assert recording.events()[-1]["status"] == "completed"
    reasons = [trial["end_reason"] for trial in recording.trials()]
    assert reasons == ["SUCCESS"] * count
    return recording


def check_rerun(recording: Recording, data: Path) -> None:
    """Run it again without a headset: the feet are in the frames, and all comes out alike."""
    again = subprocess.run(
        [
            *(sys.executable, "-m", "reachwell", "play", "--input", f"replay:{recording.folder}"),
            *("--view", "none", "--data", str(data)),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    (folder,) = (data / "sessions").iterdir()
    for name in ("events.jsonl", "trials.jsonl"):
        assert (folder / name).read_bytes() == (recording.folder / name).read_bytes(), name
    assert open_recording(folder).samples().tobytes() == recording.samples().tobytes()


def test_grasping_with_the_trigger(service: MonadoService, tmp_path: Path) -> None:
    recording = played_whole(service, tmp_path, GraspingPatient, HERE / "grasping.yaml")
    kinds = [event["kind"] for event in recording.events()]
    trials = recording.trials()
    assert kinds.count("grasped") >= len(trials)
    assert kinds.count("released") >= len(trials)
    assert {trial["side"] for trial in trials} == {"left", "right"}
    for trial in trials:
        assert trial["measures"]["drops"] == 0.0
        assert trial["measures"]["placement_error_m"] < 0.1
    pulled = recording.samples()["trigger"].max(axis=0)
    assert pulled == pytest.approx((1.0, 1.0), abs=1e-3)
    assert service.validation_errors() == []
    check_rerun(recording, tmp_path / "again")


def test_stepping_with_controllers_at_the_ankles(service: MonadoService, tmp_path: Path) -> None:
    recording = played_whole(service, tmp_path, SteppingPatient, HERE / "stepping.yaml")
    events, samples = recording.events(), recording.samples()
    parts = [event["part"] for event in events if event["kind"] == "calibration"]
    assert parts == ["strap_on", "ankles", "take_off"]
    kinds = [event["kind"] for event in events]
    assert kinds.count("cleared") == 3
    assert "touched" not in kinds

    began, ended = (
        next(event["frame_index"] for event in events
             if event["kind"] == "calibration" and event["part"] == part)
        for part in ("ankles", "take_off")
    )  # fmt: skip
    worn = samples[(samples["frame_index"] > began + 1) & (samples["frame_index"] < ended)]
    assert len(worn) > 200
    for side in ("left", "right"):
        assert not worn[f"sampled_{side}_hand_flags"].any(), "there are no hands"
        tracked = worn[worn[f"sampled_{side}_foot_flags"] & 10 == 10]
        assert len(tracked) == len(worn)
        feet_m = tracked[f"sampled_{side}_foot_position_m"]
        # The foot stands on the floor below the controller, however that is turned in its strap.
        assert feet_m[:, 1].min() == pytest.approx(0.0, abs=2e-3)
        assert feet_m[:, 1].max() == pytest.approx(LIFT_M, abs=0.01)
        standing = tracked[feet_m[:, 1] < 1e-3]
        x, _, z = np.median(standing[f"sampled_{side}_foot_position_m"], axis=0)
        assert (x, z) == pytest.approx((ANKLES_M[side][0], ANKLES_M[side][2]), abs=0.02)
    assert service.validation_errors() == []
    check_rerun(recording, tmp_path / "again")
