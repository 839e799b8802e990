"""Read a recording, cut out its repetitions, print what each hand or foot did.

python examples/read_recording.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from game.recording.errors import RecordingError
from game.recording.reading import open_recording


def main(folder: Path) -> None:
    """Print a line a repetition."""
    recording = open_recording(folder)
    samples = recording.samples()
    time_ns = samples["sample_time_ns"]
    print(f"{recording.info.level_title}: {len(samples)} frames")
    for trial in recording.trials():
        if "shown_ns" not in trial:
            continue
        during = (time_ns >= trial["shown_ns"]) & (time_ns <= trial["end_time_ns"])
        limb = "foot" if trial["task"] == "stepping" else "hand"
        path_m = samples[during][f"sampled_{trial['side']}_{limb}_position_m"].astype(float)
        length_m = np.linalg.norm(np.diff(path_m, axis=0), axis=1).sum()
        print(
            f"{trial['trial_num']:4d} {trial['side']:5s} {trial['end_reason']:13s} "
            f"{during.sum():5d} frames, {limb} moved {length_m:.2f} m"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/read_recording.py FOLDER")
    try:
        main(Path(sys.argv[1]))
    except RecordingError as error:
        sys.exit(str(error))
