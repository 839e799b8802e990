"""`reachwell metrics`: the measures of anybody's recorded trajectory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def metrics(
    file: Annotated[
        str,
        typer.Argument(
            help="A CSV file with columns time_s, x_m, y_m, perhaps z_m, and perhaps target_x_m, "
            "target_y_m, target_z_m; - reads the standard input.",
        ),
    ],
    rate_hz: Annotated[
        float,
        typer.Option(
            "--rate-hz",
            help="Paths are measured at this rate, whatever "
            "the device's. Compare only what was measured at one rate.",
        ),
    ] = 90.0,
    target_radius_m: Annotated[
        float | None,
        typer.Option(
            "--target-radius-m",
            help="The hand is at its target within so much of it; left out, "
            "a movement ends where the hand settles.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a CSV file, a line a movement.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Measure the movements of a recorded trajectory: speed, path, smoothness, errors."""
    from reachwell.trajectories import measure_file

    measure_file(file, rate_hz, target_radius_m, out, as_json=as_json)
