from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.frame import InputFrame
from game.view.sound import FLOOR, NoSound, SoundPlayer, UnknownSoundError, ears_of, side_of
from tasks.scene import SoundCue

CHILD = Path(__file__).parent / "support" / "sound_child.py"
angles = st.floats(-math.pi, math.pi)
sides = st.floats(-1.0, 1.0)


def _heard(folder: Path, x_m: float, balance: float) -> tuple[float, float]:
    """Loudness (RMS) left and right of what SDL mixed."""
    file = folder / "mix.raw"
    environment = os.environ | {
        "SDL_AUDIODRIVER": "disk",
        "SDL_DISKAUDIOFILE": str(file),
        "SDL_DISKAUDIODELAY": "1",
    }
    child = [sys.executable, str(CHILD), str(x_m), str(balance)]
    subprocess.run(child, env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)
    mix = np.frombuffer(file.read_bytes()[: file.stat().st_size // 4 * 4], "<i2")
    left, right = np.sqrt((mix.reshape(-1, 2).astype(float) ** 2).mean(axis=0))
    return float(left), float(right)


def test_a_sound_is_louder_on_its_own_side_and_never_silent_on_the_other(tmp_path: Path) -> None:
    left, right = _heard(tmp_path, 2.0, 0.0)
    assert right > 100.0
    assert left / right == pytest.approx(FLOOR, abs=0.03)


def test_a_sound_from_the_left_mirrors_one_from_the_right(tmp_path: Path) -> None:
    left, right = _heard(tmp_path, -2.0, 0.0)
    assert left > 100.0
    assert right / left == pytest.approx(FLOOR, abs=0.03)


def test_balance_moves_a_sound_to_the_better_ear(tmp_path: Path) -> None:
    left, right = _heard(tmp_path, 0.0, 1.0)
    assert left / right == pytest.approx(FLOOR, abs=0.03)


@given(sides, sides)
def test_one_ear_hears_all_and_the_other_no_less_than_the_floor(
    side: float, balance: float
) -> None:
    left, right = ears_of(side, balance)
    assert max(left, right) == 1.0
    assert min(left, right) >= FLOOR - 1e-12
    mirrored = ears_of(-side, -balance)
    assert mirrored == pytest.approx((right, left))


@given(sides, sides, sides)
def test_more_to_the_right_is_never_quieter_there(one: float, other: float, balance: float) -> None:
    low, high = sorted((one, other))
    left_low, right_low = ears_of(low, balance)
    left_high, right_high = ears_of(high, balance)
    assert right_high / left_high >= right_low / left_low - 1e-12


@given(angles, angles)
def test_the_side_is_the_sine_of_the_angle_from_where_the_head_looks(yaw: float, at: float) -> None:
    head = (0.0, math.sin(yaw / 2.0), 0.0, math.cos(yaw / 2.0))
    place = (3.0 * math.sin(at), 0.4, -3.0 * math.cos(at))
    assert side_of(place, (0.0, 1.2, 0.0), head) == pytest.approx(math.sin(at + yaw), abs=1e-9)


@given(st.floats(-1.2, 1.2), st.floats(-3.0, 3.0))
def test_a_nod_changes_nothing(pitch: float, x_m: float) -> None:
    head = (math.sin(pitch / 2.0), 0.0, 0.0, math.cos(pitch / 2.0))
    place = (x_m, 1.0, -1.0)
    level = side_of(place, (0.0, 1.2, 0.0), (0.0, 0.0, 0.0, 1.0))
    assert side_of(place, (0.0, 1.2, 0.0), head) == pytest.approx(level, abs=1e-9)


def test_a_sound_at_the_head_itself_is_in_the_middle() -> None:
    assert side_of((0.0, 2.0, 0.0), (0.0, 1.2, 0.0), (0.0, 0.0, 0.0, 1.0)) == 0.0


def test_without_an_audio_device_the_game_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    ears = SoundPlayer.open()
    assert isinstance(ears, NoSound)
    ears.play([SoundCue("hit")], InputFrame().head)
    ears.close()


def test_every_cue_can_be_played_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    ears = SoundPlayer.open(balance=-0.5, volume=0.7)
    assert isinstance(ears, SoundPlayer)
    names = ("target", "near", "hit", "done", "cheer", "pause", "start", "wrong")
    for _ in range(5):
        ears.play([SoundCue(name, (1.0, 1.0, -1.0)) for name in names], InputFrame().head)
    with pytest.raises(UnknownSoundError, match="no sound named 'bang'"):
        ears.play([SoundCue("bang")], InputFrame().head)
    ears.close()


@pytest.mark.parametrize(("balance", "volume"), [(1.5, 1.0), (0.0, -0.1), (math.nan, 1.0)])
def test_settings_out_of_range_are_refused(balance: float, volume: float) -> None:
    with pytest.raises(ValueError, match="is not in"):
        SoundPlayer(balance, volume)
