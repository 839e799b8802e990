"""`reachwell simulate`: sessions of a simulated patient in series, and the picture of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    level: Annotated[str, typer.Option("--level", help="A level's id or file.")],
    kind: Annotated[
        str, typer.Option("--patient-kind", help="healthy, mild, moderate, severe, tremor, ...")
    ] = "moderate",
    sessions: Annotated[
        int, typer.Option("--sessions", min=1, max=200, help="How many sessions.")
    ] = 24,
    days_apart: Annotated[
        float, typer.Option("--days-apart", min=0.1, max=60, help="Days between their starts.")
    ] = 1.0,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**32 - 1, help="Another seed is another person.")
    ] = 1,
    learning: Annotated[
        float,
        typer.Option(
            "--learning", help="Share of time and scatter that practice takes away, 0 to below 1."
        ),
    ] = 0.35,
    tiring: Annotated[
        float, typer.Option("--tiring", help="How fast they tire; 1 as the kind does.")
    ] = 1.0,
    bad_day: Annotated[
        int | None, typer.Option("--bad-day", min=1, help="The session that is a bad day.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Write the picture: .png, .svg or .pdf.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Keep the recordings here; left out, they are thrown away."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Play whole sessions of a simulated patient in series, and show how difficulty followed."""
    from levels.loader import find_level
    from reachwell.simulate import Series
    from reachwell.simulated import checked_scenario, simulate_series

    scenario = checked_scenario(kind, learning, tiring, bad_day, sessions)
    series = Series(scenario, find_level(level), sessions, days_apart, seed)
    simulate_series(series, plot, data, as_json=as_json)
