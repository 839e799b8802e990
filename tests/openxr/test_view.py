"""Both eyes are drawn, differently, and arrive in the runtime's own images."""

from __future__ import annotations

from pathlib import Path

import moderngl
import numpy as np
import pygame
import pytest
from support.headset_rig import Rig
from support.monado import monado

from controllers.frame import InputFrame
from controllers.openxr import current_context, open_headset
from game.view.target import Copy, EyeTarget


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


def test_an_egl_context_does_as_well(screen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from game.view.headset_swapchain import EyeSwapchain

    with monado() as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        context = moderngl.create_context(standalone=True, backend="egl", require=330)
        headset = open_headset(current_context())
        swapchain = EyeSwapchain(context, headset.session.handle, (64, 64))
        headset.before_close(swapchain.close)
        target = EyeTarget(context, (64, 64))
        target.framebuffer.clear(0.5, 0.2, 0.1)
        target.resolve()
        frame = InputFrame()
        for _ in range(200):
            headset.wait(frame)
            if headset.session.should_render:
                break
        swapchain.show(Copy(context), target.image, headset.graphics.make_current)
        shown = {framebuffer.read(viewport=(0, 0, 1, 1)) for framebuffer in swapchain._framebuffers}
        assert bytes((128, 51, 26)) in shown
        headset.close()
        context.release()
        assert service.validation_errors() == []
