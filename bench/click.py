"""From a click in a browser to its line in the recording: `python -m bench click`.

The console, the browser (Chromium) with the live page, and a game that a simulated patient plays at
real speed are all real and on this machine. A click counts from when the browser was told of it
(the event's own time) until its line can be read in the session's events.jsonl, looked at every
millisecond. Chromium without a graphics card draws the page's 3-D picture on the processor, so all
is measured with it and without; and with a game in a window, whose picture the page shows too.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.live import clinic, start
from bench.report import Line, tell
from game.recording.folder import EVENTS
from reachwell.display import window_opens

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.support.console import browser

CLICKS = 60
LIMIT_MS = 150.0
BUTTONS = ("Mark (M)", "Helped (A)", "1. Cue: verbal minimal", "5. Cue: tactile moderate")
"""That change nothing for the patient."""

PLAYABLE_HZ = 20.0
"""A game that draws fewer frames on the processor is no measure: a command waits for the next."""

_LOOK_EVERY_S = 0.001
_PATIENCE_S = 20.0
_SETTLED_S = 5.0
_NO_3D = "--disable-3d-apis"
_LISTEN = """() => {
  window.clicked = [];
  window.told = [];
  const now = () => performance.timeOrigin + performance.now();
  const clicked = (event) => window.clicked.push([performance.timeOrigin + event.timeStamp, now()]);
  document.addEventListener("click", clicked, true);
  const line = document.querySelector(".live-told");
  new MutationObserver(() => window.told.push(now())).observe(
    line, { childList: true, subtree: true, characterData: true });
}"""
_NOW = "() => performance.timeOrigin + performance.now()"
PARTS = (
    ("until the page's script has it", "the browser's own work, as drawing"),
    ("until the console asks the game", ""),
    ("until the game has it", ""),
    ("until the frame that obeys", ""),
    ("until the line can be read", ""),
)


@dataclass
class Written:
    """Reads the events of a session as they are written, from a thread."""

    path: Path
    times_ns: list[int] = field(default_factory=list)
    frames: list[tuple[int, int]] = field(default_factory=list)
    """Index and time in ns of the frame on which each was obeyed."""
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Written:
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def wait(self, number: int) -> None:
        """Until so many commands of a console are there."""
        until_s = time.monotonic() + _PATIENCE_S
        while len(self.times_ns) < number:
            if time.monotonic() > until_s:
                raise RuntimeError(f"click {number} has not come into {self.path}")
            time.sleep(0.005)

    def _read(self) -> None:
        rest = b""
        with self.path.open("rb") as file:
            while not self._over.is_set():
                read = file.read()
                if not read:
                    time.sleep(_LOOK_EVERY_S)
                    continue
                now_ns = time.perf_counter_ns()
                *lines, rest = (rest + read).split(b"\n")
                for row in map(json.loads, lines):
                    if row["kind"] == "command" and row["source"] == "console":
                        self.frames.append((row["frame_index"], row["time_ns"]))
                        self.times_ns.append(now_ns)


def offset_ms(page: Any) -> tuple[float, float]:
    """What to take from the browser's time to come to ours, and how far that may be off."""
    tries = []
    for _ in range(40):
        before_ns = time.perf_counter_ns()
        there_ms = page.evaluate(_NOW)
        after_ns = time.perf_counter_ns()
        tries.append((after_ns - before_ns, there_ms - (before_ns + after_ns) / 2e6))
    took_ns, found_ms = min(tries)
    return found_ms, took_ns / 2e6


@dataclass(frozen=True, slots=True)
class Clicks:
    """What clicks came to. `parts` is in ms, a row a click, a column each of `PARTS`."""

    parts: npt.NDArray[np.float64]
    shown_ms: npt.NDArray[np.float64]
    unsure_ms: float
    load: float
    frames_hz: float


def clicks(folder: Path, picture: str, arguments: Sequence[str]) -> Clicks:
    """Click at random moments while a session is played and watched."""
    rng = random.Random(7)
    notes = folder / "notes.txt"
    command = (sys.executable, "-m", "bench.clicked", str(notes))
    with clinic(folder / "data", command) as served, browser(*arguments) as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        session = start(page, served, picture)
        page.evaluate(_LISTEN)
        time.sleep(_SETTLED_S)
        offset, unsure_ms = offset_ms(page)
        with Written(served.data / "sessions" / session / EVENTS) as written:
            for number in range(1, CLICKS + 1):
                time.sleep(rng.uniform(0.2, 1.2))
                page.get_by_role("button", name=rng.choice(BUTTONS)).first.click()
                written.wait(number)
            time.sleep(1.0)  # the last is told too
        load = os.getloadavg()[0]
        browsers_ms = np.array(page.evaluate("window.clicked")) - offset
        told_ms = np.array(page.evaluate("window.told")) - offset
    (first, began_ns), (last, ended_ns) = written.frames[0], written.frames[-1]
    rate_hz = (last - first) / (ended_ns - began_ns) * 1e9
    when: dict[str, list[float]] = {}
    for line in notes.read_text().splitlines():
        what, at_ns = line.split()
        when.setdefault(what, []).append(int(at_ns) / 1e6)
    moments = np.column_stack(
        [
            browsers_ms,
            when["asked"],
            when["taken"],
            when["obeyed"],
            np.array(written.times_ns) / 1e6,
        ]
    )
    return Clicks(
        np.diff(moments, axis=1), _shown_ms(moments[:, 0], told_ms), unsure_ms, load, rate_hz
    )


def _shown_ms(
    clicked_ms: npt.NDArray[np.float64], told_ms: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """From each click to the page's line; one that says what the last said is no change to see."""
    following = np.append(clicked_ms[1:], np.inf)
    return np.array(
        [
            told_ms[index] - at
            for at, before in zip(clicked_ms, following, strict=True)
            if (index := int(np.searchsorted(told_ms, at))) < len(told_ms)
            and told_ms[index] < before
        ]
    )


def lines(what: str, found: Clicks) -> list[Line]:
    """The whole way, its parts, and until the page tells."""
    whole = found.parts.sum(axis=1)
    limit = LIMIT_MS if found.frames_hz >= PLAYABLE_HZ else None
    note = f"n = {CLICKS}; {found.frames_hz:.0f} frames a second; load {found.load:.1f}"
    off = f"the browser's clock is known to {found.unsure_ms:.1f} ms"
    told = [
        Line(f"{what}: click to recording, median", float(np.median(whole)), "ms", note=note),
        Line("  95 %", float(np.percentile(whole, 95)), "ms", limit, note=off),
    ]
    for (name, why), column in zip(PARTS, found.parts.T, strict=True):
        p95 = f"95 %: {np.percentile(column, 95):.1f}" + (f"; {why}" if why else "")
        told.append(Line(f"  {name}, median", float(np.median(column)), "ms", note=p95))
    p95 = f"95 %: {np.percentile(found.shown_ms, 95):.0f}"
    told.append(
        Line("  click until the page tells", float(np.median(found.shown_ms)), "ms", note=p95)
    )
    return told


def main() -> int:
    """Print the table; 1 when a limit is broken."""
    told = []
    situations = [
        ("3-D not drawn", "no picture", (_NO_3D,)),
        ("3-D drawn", "no picture", ()),
    ]
    if window_opens():
        situations += [
            ("picture, 3-D not drawn", "window", (_NO_3D,)),
            ("picture and 3-D drawn", "window", ()),
        ]
    else:
        print("without a display no game in a window: xvfb-run -a python -m bench click")
    for what, picture, arguments in situations:
        with tempfile.TemporaryDirectory() as folder:
            told += lines(what, clicks(Path(folder), picture, arguments))
    tell(told, "click")
    return int(any(line.within is False for line in told))


if __name__ == "__main__":
    sys.exit(main())
