"""Another program in the headset: begins frames with nothing in them until its input closes."""

from __future__ import annotations

import select
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

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
