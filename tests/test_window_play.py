"""The whole program in a real window, with real keys: menu, session, stop, end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.display import need_xdotool

from game.recording.reading import open_recording

WITHIN_S = 90.0
TITLE = "Reachwell"


class Running:
    """A `reachwell play` in a window, and the keys that are pressed in it."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reachwell", "play", *arguments, "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "REACHWELL_DETAIL": "low", "SDL_AUDIODRIVER": "dummy"},
        )

    def key(self, name: str) -> None:
        """Press a key in the window, if it is there yet."""
        for command in (["search", "--name", f"^{TITLE}$", "windowfocus"], ["key", name]):
            subprocess.run(["xdotool", *command], capture_output=True, check=False)

    def wait(self, reached: Callable[[], bool], meanwhile: Callable[[], None]) -> None:
        """Do something again and again until something is the case."""
        deadline = time.monotonic() + WITHIN_S
        while not reached():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, f"not within {WITHIN_S} s"
            meanwhile()
            time.sleep(0.1)

    def events(self, kind: str) -> list[dict[str, object]]:
        found = []
        for path in self.data.glob("sessions/*/events.jsonl"):
            lines = path.read_text(encoding="utf-8").split("\n")[:-1]
            found += [event for event in map(json.loads, lines) if event["kind"] == kind]
        return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    need_xdotool()
    started: list[Running] = []

    def begin(*arguments: str) -> Running:
        started.append(Running(tmp_path, *arguments))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.communicate()


def test_the_menu_leads_to_a_session_that_keys_stop_resume_and_end(
    start: Callable[..., Running],
) -> None:
    game = start("--input", "keyboard")

    def choose() -> None:
        game.key("Right")
        game.key("Return")

    game.wait(lambda: bool(game.events("session_start")), choose)
    game.wait(lambda: bool(game.events("body_frame")), lambda: None)
    game.wait(lambda: bool(game.events("pause")), lambda: game.key("Escape"))
    assert game.events("pause")[0]["cause"] == "stopped"
    game.wait(lambda: bool(game.events("resume")), lambda: game.key("g"))
    game.wait(lambda: bool(game.events("session_end")), lambda: game.key("q"))
    out, err = game.process.communicate(timeout=WITHIN_S)
    assert game.process.returncode == 0, err
    assert "Recording:" in out
    (folder,) = (game.data / "sessions").iterdir()
    info = open_recording(folder).info
    assert info.end is not None
    assert info.end.status == "ended"
    assert info.input_device == "keyboard"


def test_a_screenshot_of_a_repetition_is_taken_while_play_goes_on(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    game = start("taster", "--input", "simulated", "--view", "window", "--screenshot", str(picture))
    game.wait(picture.exists, lambda: None)
    game.wait(lambda: bool(game.events("session_end")), lambda: game.key("q"))
    assert game.process.wait(timeout=WITHIN_S) == 0
    import pygame

    image = pygame.image.load(picture)
    assert image.get_size() == (1280, 720)
    colours = {tuple(image.get_at((x, y))) for x in range(0, 1280, 16) for y in range(0, 720, 16)}
    assert len(colours) > 200
