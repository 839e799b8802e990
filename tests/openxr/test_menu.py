"""The patient's menu in the headset: chosen by looking, no button and no hand needed."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.game_process import game
from support.monado import MonadoService, Patient, Quat, RemotePatient, monado

from game.recording.reading import open_recording

GAZE_S = 3.5
WITHIN_S = 150.0

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def service(screen: None) -> Iterator[MonadoService]:
    with monado() as running:
        yield running


def looking(yaw_deg: float, pitch_deg: float) -> Quat:
    yaw, pitch = math.radians(yaw_deg) / 2, math.radians(pitch_deg) / 2
    return (
        math.cos(yaw) * math.sin(pitch),
        math.sin(yaw) * math.cos(pitch),
        -math.sin(yaw) * math.sin(pitch),
        math.cos(yaw) * math.cos(pitch),
    )


def test_a_level_is_chosen_by_looking_at_its_tile(service: MonadoService, tmp_path: Path) -> None:
    remote = RemotePatient(service.port)
    gazes = [(yaw, pitch) for pitch in (-8, -16, 0) for yaw in (20, 0, -20)]
    with game(service, tmp_path) as running:
        began_s = time.monotonic()
        turn = 0
        while not list(tmp_path.glob("sessions/*/events.jsonl")):
            assert running.process.poll() is None, running.said
            assert time.monotonic() - began_s < WITHIN_S, running.said
            held_s = time.monotonic() + GAZE_S
            gaze = looking(*gazes[turn % len(gazes)])
            turn += 1
            while time.monotonic() < held_s:
                remote.be(replace(Patient(), head_orientation=gaze))
                time.sleep(0.01)
        remote.be(Patient())
        running.process.send_signal(signal.SIGINT)
        assert running.wait() == 0, running.said
    remote.close()
    (folder,) = (tmp_path / "sessions").iterdir()
    info = open_recording(folder).info
    assert info.end is not None
    assert info.end.status == "ended"
    assert service.validation_errors() == []
