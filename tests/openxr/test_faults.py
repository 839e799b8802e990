"""Focus taken, space changed, runtime gone: told calmly, and in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.headset_rig import Rig, fresh_rig
from support.headset_rig import rig as rig_on
from support.monado import RUNTIME_JSON, monado
from support.other_client import other_client

from controllers.controller import DeviceLostError, DeviceUnavailableError
from controllers.frame import Button, InputFrame
from controllers.openxr import find_runtime, open_headset


def test_focus_is_lost_to_another_program_and_regained(rig: Rig) -> None:
    rig.until_focused()
    with other_client(rig.service):
        frame = rig.until(lambda frame: not frame.focused)
        assert frame.buttons == 0
        rig.service.give_focus(os.getpid())
        rig.until_focused()


def test_a_changed_space_asks_to_recentre_once(rig: Rig) -> None:
    rig.until_focused()
    rig.service.change_space()
    rig.until(lambda frame: frame.buttons & Button.RECENTRE != 0)
    for _ in range(5):
        assert not rig.step().buttons & Button.RECENTRE


def test_a_killed_runtime_ends_the_session_with_one_calm_line(screen: None) -> None:
    with fresh_rig() as rig:
        rig.until_focused()
        rig.service.kill()
        with pytest.raises(DeviceLostError) as lost:
            rig.step(200)
        assert str(lost.value).count("\n") == 0
        assert "saved" in str(lost.value)
        rig.headset.close()
        rig.view.close()
        rig.headset.close()


def test_a_runtime_that_goes_while_drawing_is_told_by_the_clock(screen: None) -> None:
    with fresh_rig() as rig:
        rig.until_focused()
        rig.headset.wait(rig.frame)
        rig.headset.read(rig.frame)
        rig.service.kill()
        rig.view.draw(rig.scene, rig.frame)
        with pytest.raises(DeviceLostError):
            rig.headset.wait(rig.frame)


def test_a_second_session_opens_after_the_runtime_was_lost(screen: None) -> None:
    for _ in range(2):
        with fresh_rig() as rig:
            rig.until_focused()
            rig.service.kill()
            with pytest.raises(DeviceLostError):
                rig.step(200)


def test_the_headset_may_be_closed_before_its_view(rig: Rig) -> None:
    rig.until_focused()
    rig.headset.close()
    rig.view.close()


def test_a_runtime_that_is_not_running_is_told_in_one_line(
    screen: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XR_RUNTIME_JSON", str(RUNTIME_JSON))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(DeviceUnavailableError) as told:
        find_runtime()
    assert "--input mouse" in str(told.value)
    assert "\n" not in str(told.value)


def test_the_validation_layer_does_tell_of_misuse(screen: None) -> None:
    with monado() as service, rig_on(service) as rig:
        rig.until_focused()
        assert service.validation_errors() == []
        _, velocity = rig.headset._head._keep
        velocity._type = 1  # not a structure that may hang on a location
        rig.step()
        assert service.validation_errors()


def test_headless_session_has_poses_and_keeps_its_pace(
    screen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monado() as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        headset = open_headset(None)
        try:
            frame = InputFrame()
            for _ in range(300):
                headset.wait(frame)
                headset.read(frame)
                if frame.focused and frame.head.position_valid:
                    break
            assert frame.focused
            start_ns = frame.sample_time_ns
            for _ in range(18):
                headset.wait(frame)
                headset.read(frame)
            assert frame.sample_time_ns - start_ns > 150_000_000
        finally:
            headset.close()
        assert service.validation_errors() == []
