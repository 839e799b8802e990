"""Plays one cue into a file through SDL's disk driver: python sound_child.py X BALANCE."""

from __future__ import annotations

import sys

import pygame

from controllers.frame import InputFrame
from game.view.sound import SoundPlayer
from tasks.scene import SoundCue

if __name__ == "__main__":
    x_m, balance = float(sys.argv[1]), float(sys.argv[2])
    frame = InputFrame()
    frame.head.set((0.0, 1.2, 0.0))
    player = SoundPlayer(balance)
    player.play([SoundCue("done", (x_m, 1.0, -0.1))], frame.head)
    while pygame.mixer.get_busy():
        pygame.time.wait(5)
    player.close()
