"""The small picture for a console: what the window shows, only while it is wanted."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pygame
import pygame.image
from support.display import need_display
from support.player import Player

from game.view.meshes import load_meshes
from game.view.mirror import SIZE, Mirror
from game.view.places import PLACES
from game.view.renderer import Renderer
from game.view.window import Window, WindowView
from game.words import Words


def test_the_picture_is_that_of_the_window_and_there_is_none_unwanted(tmp_path: Path) -> None:
    need_display()
    player = Player()
    player.until(lambda: player.session.begun_trials == 1)
    window = Window((640, 360), vsync=False)
    try:
        view = WindowView(window, Renderer(window.ctx, Words.load(), load_meshes(), PLACES))
        window.mirror = mirror = Mirror(window.ctx)

        def draw(frames: int) -> None:
            for _ in range(frames):
                view.draw(player.scene, player.frame)

        draw(5)
        assert mirror.take() is None
        mirror.want(4.0)
        draw(5)
        jpeg = mirror.take()
        assert jpeg is not None
        assert mirror.take() is None
        mirror.want(0.0)
        draw(5)
        mirror.take()  # one may have been on its way
        draw(5)
        assert mirror.take() is None
        view.screenshot(tmp_path / "window.png")
    finally:
        window.close()
    assert jpeg.startswith(b"\xff\xd8")
    picture = pygame.image.load(io.BytesIO(jpeg), "mirror.jpg")
    shown = pygame.transform.smoothscale(pygame.image.load(tmp_path / "window.png"), SIZE)
    assert picture.get_size() == SIZE
    here, there = (
        pygame.surfarray.array3d(pygame.transform.smoothscale(each, (16, 9))).astype(float)
        for each in (picture, shown)
    )
    assert np.abs(here - there).max() < 25.0  # of 255: the sky is above, the grass below
    assert np.ptp(here) > 50.0
