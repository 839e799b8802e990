"""Sounds, from the side they come from, for ears that may not both hear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Protocol

import pygame

from assets import ROOT
from controllers.frame import PoseField, Quat, Vec3
from tasks.scene import SoundCue

FLOOR: Final = 0.35
"""Share of the louder ear that the other gets at the least: a sound from the side of a deaf or
neglected ear stays a sound."""

AMBIENCE: Final = "ambience"
_CHANNELS: Final = 16
_RATE_HZ: Final = 48_000
_BUFFER_SAMPLES: Final = 512


class Ears(Protocol):
    """Plays the sounds of a frame."""

    def play(self, cues: Sequence[SoundCue], listener: PoseField) -> None:
        """Start the sounds, as heard from the listener's head."""
        ...

    def close(self) -> None:
        """Fall silent."""
        ...


class UnknownSoundError(LookupError):
    """A cue names a sound that there is no file of."""


class NoSound:
    """Where nothing can be heard."""

    def play(self, cues: Sequence[SoundCue], listener: PoseField) -> None:
        """Play nothing."""

    def close(self) -> None:
        """Nothing to do."""


def side_of(position_m: Vec3, ear_m: Vec3, orientation: Quat) -> float:
    """Where a place lies about a head: -1 left, 0 ahead, behind, above or at it, 1 right.

    The sine of the azimuth, from the head's own x axis made level, so a nod or a tilt of the
    head changes nothing.
    """
    x, y, z, w = orientation
    right_x, right_z = 1.0 - 2.0 * (y * y + z * z), 2.0 * (x * z - w * y)
    away_x, away_z = position_m[0] - ear_m[0], position_m[2] - ear_m[2]
    length = math.hypot(right_x, right_z) * math.hypot(away_x, away_z)
    if length < 1e-6:
        return 0.0
    return (right_x * away_x + right_z * away_z) / length


def ears_of(side: float, balance: float) -> tuple[float, float]:
    """Loudness left and right, 0..1, of a sound at `side` when all is shifted by `balance`."""
    shifted = max(-1.0, min(1.0, side + balance))
    quieter = 1.0 - (1.0 - FLOOR) * abs(shifted)
    return (quieter, 1.0) if shifted > 0.0 else (1.0, quieter)


class SoundPlayer:
    """Plays cues through pygame's mixer, the only part of pygame that this opens.

    `balance` -1..1 shifts every sound to the left or right, `volume` 0..1 is the loudness of
    all. Raises `pygame.error` where there is no audio device, ValueError for numbers out of
    range; `open` does without sound instead.
    """

    def __init__(self, balance: float = 0.0, volume: float = 1.0) -> None:
        if not -1.0 <= balance <= 1.0:
            raise ValueError(f"balance: {balance} is not in -1..1")
        if not 0.0 <= volume <= 1.0:
            raise ValueError(f"volume: {volume} is not in 0..1")
        pygame.mixer.init(_RATE_HZ, -16, 2, _BUFFER_SAMPLES)
        self._balance = balance
        self._volume = volume
        pygame.mixer.set_num_channels(_CHANNELS)
        self._channels = [pygame.mixer.Channel(number) for number in range(1, _CHANNELS)]
        self._next = 0
        files = sorted((ROOT / "sounds").glob("*.wav"))
        self._sounds = {file.stem: pygame.mixer.Sound(file) for file in files}

    @classmethod
    def open(cls, balance: float = 0.0, volume: float = 1.0) -> Ears:
        """A player with the orchard's quiet ambience begun, or silence without an audio device."""
        try:
            player = cls(balance, volume)
        except pygame.error:
            return NoSound()
        player.surround()
        return player

    def surround(self) -> None:
        """Begin the ambience, for as long as this player lives."""
        channel = pygame.mixer.Channel(0)
        channel.play(self._sound(AMBIENCE), loops=-1, fade_ms=2000)
        channel.set_volume(*self._loudness(0.0))

    def play(self, cues: Sequence[SoundCue], listener: PoseField) -> None:
        """Start the sounds, as heard from the listener's head. Raises `UnknownSoundError`."""
        for cue in cues:
            side = 0.0
            if cue.position_m is not None and listener.position_valid:
                side = side_of(cue.position_m, listener.position_m, listener.orientation)
            channel = self._free_channel()
            channel.play(self._sound(cue.name))
            # After play, which makes both sides loud again.
            channel.set_volume(*self._loudness(side))

    def close(self) -> None:
        """Fall silent and give the audio device back."""
        pygame.mixer.quit()

    def _sound(self, name: str) -> pygame.mixer.Sound:
        try:
            return self._sounds[name]
        except KeyError:
            known = ", ".join(sorted(self._sounds))
            raise UnknownSoundError(f"no sound named {name!r}; there are: {known}") from None

    def _loudness(self, side: float) -> tuple[float, float]:
        left, right = ears_of(side, self._balance)
        return left * self._volume, right * self._volume

    def _free_channel(self) -> pygame.mixer.Channel:
        """One that is silent, or else the one that began longest ago."""
        for _ in self._channels:
            channel = self._channels[self._next]
            self._next = (self._next + 1) % len(self._channels)
            if not channel.get_busy():
                return channel
        return self._channels[self._next]
