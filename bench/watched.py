"""Memory of a game, its console and the live page while a session is watched: at real speed.

    python -m bench watched            # 25 minutes
    python -m bench.watched 60         # so many

A simulated patient plays, linked to a console, and the live page is open in Chromium (without its
3-D picture, so that the machine is not kept busy drawing; the console sends it all the same). What
memory grew by in an hour is the slope through the minutes' medians after the first five (Theil and
Sen), with Sen's confidence interval of 95 %. Those of neighbouring minutes are not independent, so
the interval is rather too narrow. Of the page it is what its script holds on to.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from scipy.stats import theilslopes

from bench.console import rss_mb
from bench.live import clinic, games, start
from bench.report import Line, tell
from game.recording.folder import EVENTS, TRIALS

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.support.console import browser

MINUTES = 25.0
EACH_S = 10.0
SETTLED_MIN = 5.0
GROWTH_MB_PER_HOUR = 20.0


def watch(folder: Path, minutes: float) -> tuple[dict[str, list[tuple[float, float]]], str]:
    """(Minute, MB) of each as it goes on, and what was played."""
    found: dict[str, list[tuple[float, float]]] = {"game": [], "console": [], "the page": []}
    with clinic(folder) as served, browser("--disable-3d-apis") as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        session = served.data / "sessions" / start(page, served, "No picture")
        tools = page.context.new_cdp_session(page)
        (game,) = games(served)
        began_s = time.monotonic()
        while (minute := (time.monotonic() - began_s) / 60) < minutes:
            found["game"].append((minute, rss_mb(game.pid)))
            found["console"].append((minute, rss_mb(served.process.pid)))
            found["the page"].append((minute, _heap_mb(tools)))
            time.sleep(EACH_S)
        assert page.locator(".live:not(.stale)").is_visible(), "the page does not follow the game"
        assert not page.locator(".live-over").is_visible(), "the session has ended"
        rows = [len((session / name).read_bytes().splitlines()) for name in (EVENTS, TRIALS)]
        nodes = tools.send("Memory.getDOMCounters")["nodes"]
    return found, f"{rows[0]} events, {rows[1]} repetitions; {nodes} nodes on the page"


def _heap_mb(tools: Any) -> float:
    """What the page's script holds on to."""
    tools.send("HeapProfiler.collectGarbage")
    return float(tools.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def lines(found: Mapping[str, Sequence[tuple[float, float]]], played: str) -> list[Line]:
    """Growth of each by the hour."""
    told = []
    for name, seen in found.items():
        by_minute: dict[int, list[float]] = {}
        for minute, megabytes in seen:
            if minute >= SETTLED_MIN:
                by_minute.setdefault(int(minute), []).append(megabytes)
        medians = [median(each) for each in by_minute.values()]
        slope, _, low, high = theilslopes(medians, [minute / 60 for minute in by_minute])
        note = f"95 %: {low:.1f} to {high:.1f}; {medians[0]:.1f} -> {medians[-1]:.1f} MB"
        told.append(
            Line(f"{name}: growth", float(slope), "MB an hour", GROWTH_MB_PER_HOUR, note=note)
        )
    over = f"minutes {SETTLED_MIN:g} to {next(iter(found.values()))[-1][0]:.0f}"
    return [Line("watched for", found["game"][-1][0], "minutes", note=f"{over}; {played}"), *told]


def main(minutes: float = MINUTES) -> int:
    """Print the table; 1 when a limit is broken."""
    with tempfile.TemporaryDirectory() as folder:
        found, played = watch(Path(folder), minutes)
    print(json.dumps({name: [round(mb, 2) for _, mb in seen] for name, seen in found.items()}))
    told = lines(found, played)
    tell(told, "watched")
    return int(any(line.within is False for line in told))


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
