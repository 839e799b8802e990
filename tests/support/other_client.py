"""Another program in the headset, for taking the focus away.

Run as a script it begins frames with nothing in them until its input closes; `other_client`
runs that script.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.monado import MonadoService


@contextmanager
def other_client(service: MonadoService) -> Iterator[None]:
    """Another program that has taken the focus when this is entered, and goes when it is left."""
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "support.other_client"],
        env={
            **os.environ,
            **service.environment,
            "XR_CORE_VALIDATION_FILE_NAME": str(service.folder / "other.txt"),
            "PYTHONPATH": os.pathsep.join((str(tests), str(tests.parent))),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        while (line := process.stdout.readline()) and not line.startswith("running"):
            pass
        yield
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def main() -> None:
    """Be the other program."""
    from controllers.frame import InputFrame
    from controllers.openxr import current_context, open_headset
    from game.view.window import Window

    window = Window((320, 240), vsync=False)
    headset = open_headset(current_context())
    frame = InputFrame()
    told = False
    while not select.select([sys.stdin], [], [], 0.0)[0]:
        headset.wait(frame)
        if frame.focused and not told:
            sys.stdout.write("running\n")
            sys.stdout.flush()
            told = True
    headset.close()
    window.close()


if __name__ == "__main__":
    main()
