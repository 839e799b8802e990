"""Writes every sound into `assets/sounds`: `python -m assets.make_sounds`.

48 kHz, 16 bit, mono. All are soft and slow to begin, so that none startles; no note lies above
1.4 kHz, where the ears of many older people fail; none is louder than -6 dBFS.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assets import ROOT

Wave: TypeAlias = npt.NDArray[np.float64]

RATE_HZ: Final = 48_000
AMBIENCE_S: Final = 10.0

_C4, _E4, _G4 = 261.63, 329.63, 392.00
_C5, _D5, _E5, _G5, _A5 = 523.25, 587.33, 659.26, 783.99, 880.00
_C6, _E6 = 1046.50, 1318.51

_BELL: Final = ((1.0, 1.0, 1.0), (2.0, 0.28, 1.8), (3.01, 0.10, 3.0), (4.07, 0.04, 4.5))
_WARM: Final = ((1.0, 1.0, 1.0), (2.0, 0.40, 1.5), (3.0, 0.14, 2.2), (4.0, 0.05, 3.0))
_WOOD: Final = ((1.0, 1.0, 1.0), (2.57, 0.22, 2.0), (4.1, 0.06, 3.2))
"""Partials: multiple of the note, loudness, and how many times faster it fades."""


def _note(
    pitch_hz: float,
    length_s: float,
    half_life_s: float,
    partials: tuple[tuple[float, float, float], ...],
    attack_s: float = 0.012,
) -> Wave:
    """One struck note that fades away and ends in silence."""
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    tone = np.zeros_like(t)
    for multiple, loudness, haste in partials:
        fade = np.exp2(-t * haste / half_life_s)
        tone += loudness * fade * np.sin(2.0 * np.pi * pitch_hz * multiple * t)
    return tone * _fades(len(t), attack_s, 0.3 * length_s)


def _fades(count: int, in_s: float, out_s: float) -> Wave:
    """Raised-cosine beginning and end: both start and stop without a click."""
    shape = np.ones(count)
    rise = min(round(in_s * RATE_HZ), count)
    fall = min(round(out_s * RATE_HZ), count)
    shape[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    shape[count - fall :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return shape


def _together(*parts: tuple[float, Wave]) -> Wave:
    """Notes laid over each other, each from its own second on."""
    ends = [round(start_s * RATE_HZ) + len(part) for start_s, part in parts]
    mix = np.zeros(max(ends))
    for (_, part), end in zip(parts, ends, strict=True):
        mix[end - len(part) : end] += part
    return mix


def _levelled(sound: Wave, peak_dbfs: float) -> Wave:
    level: Wave = sound * (10.0 ** (peak_dbfs / 20.0) / np.abs(sound).max())
    return level


def target() -> Wave:
    """A gentle chime: something is there to reach for."""
    return _levelled(
        _together((0.0, _note(_G5, 0.9, 0.16, _BELL)), (0.10, _note(_C6, 0.9, 0.18, _BELL))), -11.0
    )


def near() -> Wave:
    """A soft tick that rises: the hand is there."""
    t = np.arange(round(0.16 * RATE_HZ)) / RATE_HZ
    pitch_hz = 520.0 + 1400.0 * t
    tone = np.sin(2.0 * np.pi * np.cumsum(pitch_hz) / RATE_HZ) * np.exp2(-t / 0.05)
    return _levelled(tone * _fades(len(t), 0.010, 0.08), -15.0)


def hit() -> Wave:
    """A plucked string: got it."""
    pluck = _together(
        (0.0, _note(_C5, 0.8, 0.13, _WARM, 0.006)), (0.02, _note(_E5, 0.8, 0.13, _WARM, 0.006))
    )
    return _levelled(pluck, -9.0)


def done() -> Wave:
    """A short happy chord, rolled upwards."""
    notes = [(0.06 * k, _note(p, 1.2, 0.24, _WARM)) for k, p in enumerate((_C5, _E5, _G5, _C6))]
    return _levelled(_together(*notes), -9.0)


def cheer() -> Wave:
    """A small tune that ends on a chord."""
    tune = [(0.0, _C5), (0.17, _E5), (0.34, _G5), (0.51, _A5), (0.68, _G5), (0.90, _C6)]
    notes = [(start, _note(pitch, 0.7, 0.16, _WARM)) for start, pitch in tune]
    notes += [(0.90, 0.6 * _note(pitch, 1.5, 0.30, _WARM)) for pitch in (_C5, _E5, _G5)]
    notes += [(0.0, 0.5 * _note(_C4, 0.9, 0.25, _WARM)), (0.90, 0.5 * _note(_C4, 1.5, 0.3, _WARM))]
    return _levelled(_together(*notes), -9.0)


def pause() -> Wave:
    """Two falling notes."""
    return _levelled(
        _together(
            (0.0, _note(_G4, 0.6, 0.16, _WARM, 0.02)), (0.22, _note(_E4, 0.9, 0.22, _WARM, 0.02))
        ),
        -11.0,
    )


def start() -> Wave:
    """Two rising notes."""
    return _levelled(
        _together(
            (0.0, _note(_E4, 0.6, 0.16, _WARM, 0.02)), (0.22, _note(_C5, 0.9, 0.22, _WARM, 0.02))
        ),
        -11.0,
    )


def wrong() -> Wave:
    """A soft low wood block: not that one, nothing bad."""
    return _levelled(_note(196.0, 0.30, 0.035, _WOOD, 0.008), -14.0)


def _soft(seed: int, length_s: float, low_hz: float, high_hz: float) -> Wave:
    """Noise of a band that swells and fades over its whole length."""
    count = round(length_s * RATE_HZ)
    noise = _noise(np.random.default_rng(seed), count, low_hz, high_hz)
    return noise * _fades(count, 0.25 * length_s, 0.65 * length_s)


def grip() -> Wave:
    """A soft touch: the hand has closed round something."""
    touch = 0.5 * _soft(21, 0.12, 180.0, 900.0)
    return _levelled(_together((0.0, touch), (0.01, _note(_E4, 0.22, 0.04, _WARM, 0.015))), -15.0)


def place() -> Wave:
    """A tap on wood: put down, and standing."""
    tap = _note(294.0, 0.26, 0.030, _WOOD, 0.006)
    return _levelled(_together((0.0, tap), (0.0, 0.3 * _soft(22, 0.06, 200.0, 1200.0))), -12.0)


def drop() -> Wave:
    """A soft low thud: it fell, nothing is broken."""
    thud = _note(98.0, 0.40, 0.06, _WOOD, 0.012)
    return _levelled(_together((0.0, thud), (0.0, 0.25 * _soft(23, 0.14, 90.0, 500.0))), -13.0)


def pour() -> Wave:
    """Water that runs into a cup, its note rising as the cup fills."""
    random = np.random.default_rng(24)
    drops: list[tuple[float, Wave]] = []
    for number in range(44):
        at_s = 0.036 * number + random.uniform(0.0, 0.03)
        pitch_hz = (420.0 + 9.0 * number) * random.uniform(0.9, 1.15)
        drops.append((at_s, random.uniform(0.3, 1.0) * _note(pitch_hz, 0.11, 0.018, _BELL, 0.008)))
    return _levelled(_together((0.0, 3.0 * _soft(25, 1.6, 200.0, 1300.0)), *drops), -16.0)


def step() -> Wave:
    """A sole on soft ground."""
    heel = _note(82.0, 0.20, 0.030, _WARM, 0.010)
    crunch = 0.8 * _soft(26, 0.18, 250.0, 1400.0)
    return _levelled(_together((0.0, heel), (0.015, crunch)), -16.0)


def brush() -> Wave:
    """A foot that touches leaves: gentle, no blame."""
    leaves = [(0.07 * k, (0.85**k) * _soft(30 + k, 0.20, 500.0, 1400.0)) for k in range(3)]
    return _levelled(_together(*leaves), -17.0)


def calm() -> Wave:
    """A slow warm chord that comes and goes like a breath."""
    t = np.arange(round(4.0 * RATE_HZ)) / RATE_HZ
    chord = np.zeros_like(t)
    for pitch_hz, loudness in ((_C4 / 2.0, 0.6), (_G4 / 2.0, 0.5), (_C4, 0.5), (_E4, 0.35)):
        chord += loudness * np.sin(2.0 * np.pi * pitch_hz * t)
        chord += 0.3 * loudness * np.sin(2.0 * np.pi * 1.003 * pitch_hz * t)
    return _levelled(chord * _fades(len(t), 1.6, 2.2), -17.0)


def _noise(random: np.random.Generator, count: int, low_hz: float, high_hz: float) -> Wave:
    """Noise that falls by 6 dB an octave inside a band, and joins its own beginning."""
    pitch_hz = np.fft.rfftfreq(count, 1.0 / RATE_HZ)
    inside = (pitch_hz >= low_hz) & (pitch_hz <= high_hz)
    size = np.where(inside, 1.0 / np.maximum(pitch_hz, 1.0), 0.0)
    phase = random.uniform(0.0, 2.0 * np.pi, len(pitch_hz))
    sound: Wave = np.fft.irfft(size * np.exp(1j * phase), count)
    sound /= np.abs(sound).max()
    return sound


def _bird(pitch_hz: float, calls: int, rise: float) -> Wave:
    """A few soft whistles, each bent upwards (rise > 1) or downwards."""
    parts: list[tuple[float, Wave]] = []
    for call in range(calls):
        t = np.arange(round(0.13 * RATE_HZ)) / RATE_HZ
        share = t / t[-1]
        bend = pitch_hz * rise**share * (1.0 + 0.02 * np.sin(2.0 * np.pi * 26.0 * t))
        whistle = np.sin(2.0 * np.pi * np.cumsum(bend) / RATE_HZ)
        parts.append((0.19 * call, (0.8**call) * whistle * _fades(len(t), 0.05, 0.07)))
    return _together(*parts)


def ambience() -> Wave:
    """A breeze in the leaves and birds far off; its end runs into its beginning."""
    random = np.random.default_rng(4)
    count = round(AMBIENCE_S * RATE_HZ)
    turn = 2.0 * np.pi * np.arange(count) / count
    breeze = 0.65 + 0.22 * np.sin(turn) + 0.13 * np.sin(3.0 * turn + 1.0)
    leaves = 0.5 + 0.3 * np.sin(2.0 * turn + 2.0) + 0.2 * np.sin(5.0 * turn)
    mix = breeze * _noise(random, count, 90.0, 900.0)
    mix += 0.30 * leaves * _noise(random, count, 900.0, 5000.0)
    songs = [(0.9, 2300.0, 3, 1.18, 0.10), (3.7, 1900.0, 2, 0.86, 0.08),
             (5.2, 2600.0, 4, 1.10, 0.06), (8.4, 2100.0, 3, 0.90, 0.09)]  # fmt: skip
    for at_s, pitch_hz, calls, rise, loudness in songs:
        song = loudness * _bird(pitch_hz, calls, rise)
        place = (round(at_s * RATE_HZ) + np.arange(len(song))) % count
        np.add.at(mix, place, song)
    return _levelled(mix, -24.0)


SOUNDS: Final[Mapping[str, Callable[[], Wave]]] = MappingProxyType(
    {
        make.__name__: make
        for make in (
            target,
            near,
            hit,
            done,
            cheer,
            pause,
            start,
            wrong,
            grip,
            place,
            drop,
            pour,
            step,
            brush,
            calm,
            ambience,
        )
    }
)
"""Name of each sound and the function that makes it, -1..1."""


def samples(sound: Wave) -> npt.NDArray[np.int16]:
    """The sound as it is written, little-endian."""
    return np.round(sound * 32767.0).astype("<i2")


def write(folder: Path) -> None:
    """Make every sound into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SOUNDS.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(samples(make()).tobytes())


if __name__ == "__main__":
    write(ROOT / "sounds")
