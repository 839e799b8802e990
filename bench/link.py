"""What the link to a console costs the loop, and how fast a button is: `python -m bench.link`.

The console, its sockets and a watcher are real and run beside the game in a process of their own;
a button is counted until its line stands in the recording's events.jsonl.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.linked import Served, playing, served
from support.player import Player

from bench.recorder import begin
from bench.report import Line, tell
from clinic.link.address import address_of
from clinic.link.hub import Hub, LiveGame
from clinic.link.protocol import from_game
from clinic.link.snapshot import Snapshots, told
from game.recording.recorder import Recorder
from game.recording.ring import WaitingRing
from game.view.nothing import NullView
from reachwell.display import Display, window_opens
from reachwell.link import Linkage, Sink, linking

COMMANDS = 100
RATE_HZ = 90.0
LOOP_S = 20.0
LOOKS = 2000
PICTURES = 50
LATEST_MS = 150.0
MOST_US = 50.0
LOOK_US = 200.0
KEY = "REACHWELL_BENCH_KEY"


def latencies_ms(console: Served, game: LiveGame, events: Path) -> npt.NDArray[np.float64]:
    """Of each button: until the game's answer is back, and until its line is in the file."""
    rng = random.Random(1)
    spent = np.zeros((COMMANDS, 2))
    with events.open("rb") as file:
        for each in spent:
            time.sleep(rng.uniform(0.05, 0.15))
            file.read()
            began = time.perf_counter()
            answer = console.ask(game, "mark")
            assert answer.outcome == "obeyed"
            each[0] = time.perf_counter() - began
            written = b""
            while b'"command":"mark"' not in written or not written.endswith(b"\n"):
                written += file.read()
                time.sleep(0.0005)
            each[1] = time.perf_counter() - began
    return spent * 1e3


def buttons(folder: Path) -> npt.NDArray[np.float64]:
    """A game at real speed in a process of its own, watched, while somebody presses buttons."""
    data = folder / "game"
    with (
        served(folder / "console") as console,
        playing(console.url, console.key, data, "first-session-left"),
    ):
        game = console.game(lambda game: game.state is not None)
        watching = asyncio.run_coroutine_threadsafe(watch(game), console.loop)
        (events,) = (data / "sessions").glob("*/events.jsonl")
        spent = latencies_ms(console, game, events)
        watching.cancel()
        console.ask(game, "end")
    return spent


async def watch(game: LiveGame) -> None:
    async with game.watch(pictures=True) as changes:
        async for _ in changes:
            pass


def loop(sink: Sink, player: Player, recorder: Recorder) -> npt.NDArray[np.float64]:
    """Microseconds of whole frames and of handing them on, a row each, 90 a second."""
    frames = round(LOOP_S * RATE_HZ)
    spent = np.zeros((2, frames))
    began = time.perf_counter()
    for index in range(frames):
        time.sleep(max(began + index / RATE_HZ - time.perf_counter(), 0.0))
        before_ns = time.perf_counter_ns()
        player.step()
        stepped_ns = time.perf_counter_ns()
        sink.push(player.frame)
        pushed_ns = time.perf_counter_ns()
        spent[:, index] = pushed_ns - before_ns, pushed_ns - stepped_ns
    recorder.close("completed")
    return spent / 1000


def session(data: Path) -> tuple[Player, Recorder]:
    """The same one each time, writing into a recorder."""
    player = Player(rate_hz=RATE_HZ)
    recorder = begin(data, WaitingRing)
    player.session.journal = player.context.journal = recorder
    return player, recorder


def looks_us(player: Player) -> npt.NDArray[np.float64]:
    """Microseconds of a look in the loop, and of its words on the thread."""
    snapshots = Snapshots(player.session)
    spent = np.zeros((2, LOOKS))
    for index in range(LOOKS):
        before_ns = time.perf_counter_ns()
        look = snapshots.look(player.frame, 0)
        looked_ns = time.perf_counter_ns()
        words = told(look)
        spent[:, index] = looked_ns - before_ns, time.perf_counter_ns() - looked_ns
    from_game(words)
    return spent / 1000


def pictures_ms() -> npt.NDArray[np.float64] | None:
    """Milliseconds of frames drawn alone, with the mirror, of its own part, and of a JPEG."""
    if not window_opens():
        return None
    from game.view.meshes import load_meshes
    from game.view.mirror import Mirror
    from game.view.places import PLACES
    from game.view.renderer import Renderer
    from game.view.window import Window, WindowView
    from game.words import Words

    player = Player()
    player.until(lambda: player.session.begun_trials == 1)
    window = Window(vsync=False)
    view = WindowView(window, Renderer(window.ctx, Words.load(), load_meshes(), PLACES))
    mirror = Mirror(window.ctx)
    spent = np.zeros((4, PICTURES))

    def drawn() -> float:
        before = time.perf_counter()
        view.draw(player.scene, player.frame)
        return time.perf_counter() - before

    for _ in range(20):
        drawn()
    for index in range(PICTURES):
        window.mirror = None
        spent[0, index] = drawn()
        window.mirror = mirror
        mirror.want(1e9)  # so that the next frame asks
        spent[1, index] = drawn()
        mirror.want(0.0)
        target = view.image
        for _ in range(3):  # the last of them fetches
            before = time.perf_counter()
            mirror.drawn(target)
            spent[2, index] = time.perf_counter() - before
        before = time.perf_counter()
        assert mirror.take() is not None
        spent[3, index] = time.perf_counter() - before
    view.close()
    return spent * 1e3


def serve_and_watch(data: Path) -> None:
    """A console in this process that watches the first game that comes."""
    with served(data, 0, Hub(os.environ[KEY])) as console:
        print(console.url, flush=True)
        game = console.game()
        watching = asyncio.run_coroutine_threadsafe(watch(game), console.loop)
        sys.stdin.read()
        watching.cancel()


@contextmanager
def watcher(data: Path) -> Iterator[Linkage]:
    key = secrets.token_urlsafe(16)
    with subprocess.Popen(
        [sys.executable, "-m", "bench.link", str(data)],
        env={**os.environ, KEY: key},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Linkage(address_of(process.stdout.readline().strip()), key, up=True)
        process.stdin.close()


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spent_ms = buttons(folder)
        player, recorder = session(folder)
        alone = loop(recorder, player, recorder)
        player, recorder = session(folder)
        with (
            watcher(folder / "watcher") as linkage,
            linking(
                *(linkage, recorder, recorder, player.session, "bench", player.inbox),
                Display(NullView()),
            ) as link,
        ):
            assert link is not None
            linked = loop(link, player, recorder)
        looks = looks_us(player)

    (p50, p95), (file50, file95) = np.percentile(spent_ms, [50, 95], axis=0).T
    more_us = linked[1].mean() - alone[1].mean()
    lines = [
        Line(
            "button to the game's answer, median", p50, "ms", None, note=f"{COMMANDS} on loopback"
        ),
        Line("button to the game's answer, 95 %", p95, "ms", LATEST_MS),
        Line("button to its line in the recording, median", file50, "ms"),
        Line("button to its line in the recording, 95 %", file95, "ms", LATEST_MS),
        Line("a frame handed on, mean", alone[1].mean(), "us", None, note="without a link"),
        Line("a frame handed on, mean", linked[1].mean(), "us", None, note="watched at 15 Hz"),
        Line("what the link adds to it, mean", more_us, "us", MOST_US),
        Line("a whole frame, 99 %", np.percentile(alone[0], 99), "us", None, note="without a link"),
        Line("a whole frame, 99 %", np.percentile(linked[0], 99), "us", None, note="watched"),
        Line("a look at the session, 95 %", np.percentile(looks[0], 95), "us", LOOK_US),
        Line("its words, on the thread, 95 %", np.percentile(looks[1], 95), "us"),
    ]
    pictures = pictures_ms()
    if pictures is not None:
        alone_ms, asked_ms, fetched_ms, jpeg_ms = np.median(pictures, axis=1)
        lines += [
            Line("a frame in a window, median", alone_ms, "ms", note="1280 x 720"),
            Line("one that asks for a picture, median", asked_ms, "ms", note="at most 4 a second"),
            Line("fetching the picture, median", fetched_ms, "ms", 1.0),
            Line("a JPEG of it, on the thread, median", jpeg_ms, "ms"),
        ]
    tell([replace(line, value=float(line.value)) for line in lines], "link")
    return int(any(line.within is False for line in lines))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve_and_watch(Path(sys.argv[1]))
    else:
        sys.exit(main())
