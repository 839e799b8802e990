"""From the start of the process to the first picture of `play`.

python -m bench.first_frame
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench.report import Line, tell

ROUNDS = 5
LIMIT_S = 2.0
CHILD = """
import os, sys
from pathlib import Path
from reachwell.choices import Choices
from reachwell.play import play_session
from game.view.window import WindowView

real = WindowView.draw

def draw(self, scene, frame):
    real(self, scene, frame)
    self.window.ctx.finish()
    print("drawn", flush=True)
    os._exit(0)

WindowView.draw = draw
play_session(Choices(level="taster", device="mouse", data=Path(sys.argv[1])))
"""


def main() -> list[Line]:
    """Start the program some times and take the median."""
    environment = dict(os.environ)
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        environment["SDL_VIDEODRIVER"] = "offscreen"
    times_s = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            with subprocess.Popen(
                [sys.executable, "-c", CHILD, folder],
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=environment,
            ) as child:
                assert child.stdout is not None
                while "drawn" not in (line := child.stdout.readline()):
                    if not line:
                        raise RuntimeError("the program ended before its first picture")
                times_s.append(time.perf_counter() - began)
    lines = [
        Line("first picture of play, median", statistics.median(times_s), "s", LIMIT_S),
        Line("first picture of play, slowest", max(times_s), "s", note=f"of {ROUNDS}"),
    ]
    tell(lines, "first_frame")
    return lines


if __name__ == "__main__":
    main()
