"""Both eyes are drawn, differently, and arrive in the runtime's own images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
from support.headset_rig import Rig


def eyes(path: Path) -> tuple[np.ndarray, np.ndarray]:
    both = pygame.surfarray.array3d(pygame.image.load(path)).astype(float)
    half = len(both) // 2
    return both[:half], both[half:]


def test_both_eyes_see_the_ball_from_their_own_place(rig: Rig, tmp_path: Path) -> None:
    rig.until_focused()
    rig.step(3)
    rig.view.screenshot(tmp_path / "ball.png")
    rig.ball.visible = False
    rig.step(2)
    rig.view.screenshot(tmp_path / "none.png")
    centres = []
    for with_ball, without in zip(
        eyes(tmp_path / "ball.png"), eyes(tmp_path / "none.png"), strict=True
    ):
        assert with_ball.std() > 5.0
        changed = np.abs(with_ball - without).sum(axis=2) > 60
        assert changed.sum() > 200
        centres.append(np.argwhere(changed).mean(axis=0))
    left, right = centres
    assert left[0] > right[0] + 2
    assert abs(left[1] - right[1]) < 3


def test_the_runtime_gets_the_picture_that_was_drawn(rig: Rig) -> None:
    rig.until_focused()
    rig.step(4)
    for target, swapchain in rig.view._eyes:
        drawn = np.frombuffer(target.read(), np.uint8)
        handed_over = [
            np.frombuffer(framebuffer.read(components=3, alignment=1), np.uint8)
            for framebuffer in swapchain._framebuffers
        ]
        assert any(np.array_equal(drawn, image) for image in handed_over)
    assert rig.window.ctx.error == "GL_NO_ERROR"


def test_the_window_mirrors_the_left_eye(rig: Rig) -> None:
    rig.until_focused()
    rig.step(3)
    size = rig.window.size
    screen = np.frombuffer(rig.window.ctx.screen.read(components=3), np.uint8)
    assert screen.reshape(*size[::-1], 3).std() > 5.0
