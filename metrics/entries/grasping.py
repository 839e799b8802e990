"""The measures of grasping."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure

GRASPING: Final = (
    Measure(
        "reaction_time_s", "grasping", "Reaction time", "s", 2, "lower", "", "", "", "", shown=True
    ),
    Measure("reach_time_s", "grasping", "Reach time", "s", 2, "lower", "", "", "", "", shown=True),
    Measure("lift_time_s", "grasping", "Lift time", "s", 2, "lower", "", "", "", "", shown=True),
    Measure(
        "transport_time_s",
        "grasping",
        "Transport time",
        "s",
        2,
        "lower",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "release_time_s", "grasping", "Release time", "s", 2, "lower", "", "", "", "", shown=True
    ),
    Measure(
        "path_ratio_transport",
        "grasping",
        "Path ratio of transport",
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
        "sparc_transport",
        "grasping",
        "Smoothness of transport (SPARC)",
        "1",
        2,
        "higher",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "placement_error_m",
        "grasping",
        "Placement error",
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
        "tilt_error_deg", "grasping", "Tilt error", "deg", 1, "lower", "", "", "", "", shown=True
    ),
    Measure("drops", "grasping", "Drops a repetition", "1", 1, "lower", "", "", "", "", shown=True),
    Measure(
        "head_displacement_m",
        "grasping",
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
        "valid_fraction", "grasping", "Valid samples", "1", 3, "higher", "", "", "", "", shown=True
    ),
    Measure("grip_onset_time_s", "grasping", "Grip onset time", "s", 2, "neither", "", "", "", ""),
    Measure("handover_time_s", "grasping", "Handover time", "s", 2, "neither", "", "", "", ""),
    Measure("path_ratio_reach", "grasping", "Path ratio reach", "1", 2, "lower", "", "", "", ""),
    Measure(
        "peak_speed_reach_m_s", "grasping", "Peak speed reach", "m/s", 2, "neither", "", "", "", ""
    ),
    Measure(
        "peak_speed_transport_m_s",
        "grasping",
        "Peak speed transport",
        "m/s",
        2,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure("sparc_reach", "grasping", "Sparc reach", "1", 2, "higher", "", "", "", ""),
    Measure("peak_aperture_m", "grasping", "Peak aperture", "m", 3, "neither", "", "", "", ""),
    Measure(
        "peak_aperture_time_s", "grasping", "Peak aperture time", "s", 2, "neither", "", "", "", ""
    ),
    Measure("slips", "grasping", "Slips", "1", 2, "lower", "", "", "", ""),
    Measure("knocked", "grasping", "Knocked", "1", 2, "lower", "", "", "", ""),
)
