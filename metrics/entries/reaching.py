"""The measures of reaching."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure

REACHING: Final = (
    Measure(
        "reaction_time_s", "reaching", "Reaction time", "s", 2, "lower", "", "", "", "", shown=True
    ),
    Measure(
        "movement_time_s", "reaching", "Movement time", "s", 2, "lower", "", "", "", "", shown=True
    ),
    Measure(
        "peak_speed_m_s", "reaching", "Peak speed", "m/s", 2, "higher", "", "", "", "", shown=True
    ),
    Measure(
        "path_ratio",
        "reaching",
        "Path ratio (1 is straight)",
        "1",
        2,
        "lower",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "sparc", "reaching", "Smoothness (SPARC)", "1", 2, "higher", "", "", "", "", shown=True
    ),
    Measure(
        "endpoint_error_m",
        "reaching",
        "Endpoint error",
        "m",
        3,
        "lower",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "head_displacement_m",
        "reaching",
        "Head displacement",
        "m",
        3,
        "lower",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "valid_fraction", "reaching", "Valid samples", "1", 3, "higher", "", "", "", "", shown=True
    ),
    Measure("time_to_peak_percent", "reaching", "Time to peak", "%", 2, "neither", "", "", "", ""),
    Measure("path_length_m", "reaching", "Path length", "m", 3, "lower", "", "", "", ""),
    Measure("peak_aperture_m", "reaching", "Peak aperture", "m", 3, "neither", "", "", "", ""),
)
