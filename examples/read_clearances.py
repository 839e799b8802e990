"""How high each foot passed over the obstacles of a recorded session.

python examples/read_clearances.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from game.recording.errors import RecordingError
from game.recording.reading import open_recording


def main(folder: Path) -> None:
    """Print a line an obstacle, and the median of each leading foot."""
    clearances_m: dict[str, list[float]] = {"left": [], "right": []}
    for trial in open_recording(folder).trials():
        if trial["task"] != "stepping" or trial["labels"].get("what") != "obstacle":
            continue
        lead_m = trial["measures"]["lead_clearance_m"]
        told = trial["missing"].get("lead_clearance_m", "")
        if lead_m is not None:
            told = f"{100 * lead_m:+5.1f} cm over"
            if trial["scored"]:
                clearances_m[trial["side"]].append(lead_m)
        height_m = trial["knobs"]["height_m"] * trial["covariates"]["height_share"]
        print(
            f"{trial['trial_num']:4d} {trial['side']:5s} {trial['end_reason']:13s} "
            f"{100 * height_m:4.1f} cm {trial['labels']['shape']:7s} {told}"
        )
    for side, values_m in clearances_m.items():
        if values_m:
            print(f"{side}: median {100 * median(values_m):.1f} cm of {len(values_m)} scored")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/read_clearances.py FOLDER")
    try:
        main(Path(sys.argv[1]))
    except RecordingError as error:
        sys.exit(str(error))
