"""The real command, the real runtime: a scripted patient plays a level in a headset."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pygame
import pytest
from support.game_process import Game, game
from support.monado import MonadoService, Patient, RemotePatient, monado
from support.other_client import other_client
from support.scripted_patient import ScriptedPatient

from game.recording.reading import open_recording
from levels.loader import parse_level

SHORT = Path(__file__).with_name("short.yaml")
WITHIN_M = 1e-3
AROUND_NS = 200_000_000

pytestmark = pytest.mark.timeout(600)  # played in real time, and a busy machine drops frames


@pytest.fixture
def service(screen: None) -> Iterator[MonadoService]:
    with monado() as running:
        yield running


@contextmanager
def playing(
    service: MonadoService, data: Path, *arguments: str
) -> Iterator[tuple[ScriptedPatient, Game]]:
    remote = RemotePatient(service.port)
    remote.be(Patient())
    with (
        game(service, data, *arguments) as running,
        ScriptedPatient(remote, data, lambda: running.process.poll() is not None) as patient,
    ):
        try:
            yield patient, running
        except AssertionError as failed:
            raise AssertionError(f"{failed}\nThe game said:\n{running.said}") from failed


def farthest_from_the_sent_path_m(patient: ScriptedPatient, samples: np.ndarray) -> float:
    """How far any tracked sample of a hand lies from the path on which it was put about then.

    A sample's time is taken just before the runtime is asked; on a busy machine the hand has been
    put elsewhere by the time it answers, so the path of 0.2 s before and after counts.
    """
    times_ns, paths = patient.sent_paths()
    farthest_m = 0.0
    for hand in ("left_hand", "right_hand"):
        tracked = samples[samples[f"sampled_{hand}_flags"] & 10 == 10]
        assert len(tracked) > 100
        for time_ns, place_m in zip(
            tracked["sample_time_ns"], tracked[f"sampled_{hand}_position_m"], strict=True
        ):
            first, last = np.searchsorted(times_ns, (time_ns - AROUND_NS, time_ns + AROUND_NS))
            about_then = paths[hand][max(0, first - 1) : last + 1]
            distances_m = np.linalg.norm(about_then - place_m, axis=1)
            farthest_m = max(farthest_m, float(distances_m.min()))
    return farthest_m


def test_a_whole_level(service: MonadoService, tmp_path: Path) -> None:
    picture = tmp_path / "eyes.png"
    arguments = ("taster", "--seed", "1", "--screenshot", str(picture))
    with playing(service, tmp_path, *arguments) as (patient, running):
        patient.curl_on_the_way = True
        patient.wait_for("session_start")
        patient.wait_for("phase_start", where=lambda event: event["phase"] == "summary")
        assert running.wait() == 0
        folder = patient.folder

    recording = open_recording(folder)
    trials = recording.trials()
    planned = parse_level(recording.level(), "taster").exercises
    count = sum(exercise.repetitions_in_all for exercise in planned)
    assert len(trials) == count
    assert {trial["end_reason"] for trial in trials} == {"SUCCESS"}
    kinds = [event["kind"] for event in recording.events()]
    assert kinds.count("target_shown") == count
    assert recording.events()[-1]["status"] == "completed"

    samples = recording.samples()
    assert farthest_from_the_sent_path_m(patient, samples) < WITHIN_M
    heads_m = samples["sampled_head_position_m"][samples["focused"] == 1]
    assert np.abs(heads_m - (0.0, 1.2, 0.0)).max() < WITHIN_M

    joints = recording.joints()
    for side, column in (("left", 0), ("right", 1)):
        tracked = joints[np.all(joints[f"{side}_flags"] & 3 == 3, axis=1)]
        assert len(tracked) > 100
        assert tracked[f"{side}_position_m"].shape[1:] == (26, 3)
        apertures_m = samples["aperture_m"][:, column]
        measured_m = apertures_m[np.isfinite(apertures_m)]
        assert np.ptp(measured_m) > 0.03

    if kept := os.environ.get("REACHWELL_KEEP"):
        shutil.copy(picture, Path(kept) / "headset-eyes.png")
    left, right = eyes(picture)
    assert left.std() > 10.0
    assert right.std() > 10.0
    assert (np.abs(left - right).sum(axis=2) > 30).mean() > 0.01
    assert service.validation_errors() == []


def test_everything_goes_wrong(service: MonadoService, tmp_path: Path) -> None:
    with playing(service, tmp_path, str(SHORT), "--seed", "2") as (patient, running):
        seen = patient.wait_for("target_shown")
        patient.change_hands(active=False)
        seen = patient.wait_for("pause", seen, lambda event: event["cause"] != "focus_lost")
        patient.change_hands(active=True)
        seen = patient.wait_for("resume", seen)

        seen = patient.wait_for("target_shown", seen)
        with other_client(service):
            seen = patient.wait_for("pause", seen, lambda event: event["cause"] == "focus_lost")
            service.give_focus(running.process.pid)
            seen = patient.wait_for("resume", seen)

        seen = patient.wait_for("target_shown", seen)
        service.change_space()
        seen = patient.wait_for("recentre", seen)
        seen = patient.wait_for("body_frame", seen)

        seen = patient.wait_for("trial_end", seen, lambda event: event["end_reason"] == "SUCCESS")
        patient.wait_for("target_shown", seen)
        killed_ns = time.perf_counter_ns()
        service.kill()
        assert running.wait() == 0
        folder = patient.folder

    assert "Traceback" not in running.said
    recording = open_recording(folder)
    events = recording.events()
    fault = next(event for event in events if event["kind"] == "fault")
    assert fault["cause"] == "device_lost"
    assert "saved" in fault["message"]
    assert events[-1]["kind"] == "session_end"
    assert events[-1]["status"] == "device_lost"
    samples = recording.samples()
    assert killed_ns - samples["sample_time_ns"][-1] < 1_000_000_000
    assert np.all(np.diff(samples["frame_index"]) == 1)
    reasons = [trial["end_reason"] for trial in recording.trials()]
    assert "SUCCESS" in reasons
    assert "PAUSED" in reasons
    assert reasons[-1] == "ABORTED"
    assert service.validation_errors() == []


def eyes(path: Path) -> tuple[np.ndarray, np.ndarray]:
    both = pygame.surfarray.array3d(pygame.image.load(path)).astype(float)
    half = len(both) // 2
    return both[:half], both[half:]
