"""A program that records until it is killed: DATA -> a frame every 1/90 s, a trial every 10."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from support.recordings import RATE_HZ, begin

from controllers.frame import InputFrame
from game.recording.ring import DroppingRing

recorder = begin(Path(sys.argv[1]), ring=DroppingRing, hand_joints=True)
sys.stdout.write(f"{recorder.folder}\n")
sys.stdout.flush()
frame = InputFrame()
began = time.monotonic()
for index in count():
    time.sleep(max(began + index / RATE_HZ - time.monotonic(), 0.0))
    now_ns = time.monotonic_ns()
    frame.set_times(index, now_ns, now_ns)
    frame.joints["frame_index"] = index
    recorder.push(frame)
    if index % 10 == 9:
        recorder.event("trial_end", frame, trial_num=index // 10)
        recorder.trial({"trial_num": index // 10})
