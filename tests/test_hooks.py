"""What happens between frames: a picture that can't be kept is told, and play goes on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console
from support.player import Player
from support.recordings import begin

from controllers.frame import InputFrame
from game.view.nothing import NullView
from game.view.view import View
from reachwell.choices import Choices
from reachwell.display import Display
from reachwell.hooks import Hooks
from reachwell.progress import SessionProgress
from reachwell.rig import nothing_worn
from tasks.scene import Role, Scene


class FullDisk:
    """A view whose pictures find no place."""

    def draw(self, scene: Scene, frame: InputFrame) -> None:
        """Do nothing."""

    def screenshot(self, path: Path) -> None:
        raise OSError(f"{path}: the disk is full")

    def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("view", "why"), [(FullDisk(), "the disk is full"), (NullView(), "without a view")]
)
def test_a_picture_that_cant_be_kept_is_told_once_and_play_goes_on(
    view: View, why: str, tmp_path: Path
) -> None:
    player, said = Player(), io.StringIO()
    recorder = begin(tmp_path)
    progress = SessionProgress(player.session, "small", Console(file=said, width=400))
    choices = Choices(screenshot=tmp_path / "picture.png")
    hooks = Hooks(
        player.session, player.inbox, Display(view), recorder, progress, None, choices, nothing_worn
    )

    def played() -> bool:
        hooks(player.frame)
        return player.session.done

    player.until(played)
    recorder.close(player.session.status)
    assert player.session.status == "completed"
    assert said.getvalue().count("No screenshot: ") == 1
    assert why in said.getvalue()
    assert player.notes.of("target_shown")
    assert not player.scene.of(Role.TARGET)
