"""The measures of stepping."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure

STEPPING: Final = (
    Measure(
        "lead_clearance_m",
        "stepping",
        "Clearance, leading foot",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "trail_clearance_m",
        "stepping",
        "Clearance, trailing foot",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "step_height_m", "stepping", "Step height", "m", 3, "neither", "", "", "", "", shown=True
    ),
    Measure(
        "step_length_m", "stepping", "Step length", "m", 2, "neither", "", "", "", "", shown=True
    ),
    Measure(
        "swing_time_s", "stepping", "Swing time", "s", 2, "neither", "", "", "", "", shown=True
    ),
    Measure(
        "placement_error_m",
        "stepping",
        "Foot placement error",
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
        "collisions",
        "stepping",
        "Touches a repetition",
        "1",
        1,
        "lower",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "head_sway_rms_m",
        "stepping",
        "Head sway (RMS)",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
        shown=True,
    ),
    Measure(
        "valid_fraction", "stepping", "Valid samples", "1", 3, "higher", "", "", "", "", shown=True
    ),
    Measure(
        "lead_toe_clearance_m", "stepping", "Lead toe clearance", "m", 3, "neither", "", "", "", ""
    ),
    Measure(
        "lead_heel_clearance_m",
        "stepping",
        "Lead heel clearance",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure(
        "trail_toe_clearance_m",
        "stepping",
        "Trail toe clearance",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure(
        "trail_heel_clearance_m",
        "stepping",
        "Trail heel clearance",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure("step_width_m", "stepping", "Step width", "m", 3, "neither", "", "", "", ""),
    Measure("step_time_s", "stepping", "Step time", "s", 2, "neither", "", "", "", ""),
    Measure(
        "placement_fore_aft_m", "stepping", "Placement fore aft", "m", 3, "neither", "", "", "", ""
    ),
    Measure(
        "placement_medio_lateral_m",
        "stepping",
        "Placement medio lateral",
        "m",
        3,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure(
        "swing_symmetry_percent", "stepping", "Swing symmetry", "%", 2, "neither", "", "", "", ""
    ),
    Measure(
        "step_length_symmetry_percent",
        "stepping",
        "Step length symmetry",
        "%",
        2,
        "neither",
        "",
        "",
        "",
        "",
    ),
    Measure(
        "cadence_steps_min", "stepping", "Cadence steps min", "/min", 2, "neither", "", "", "", ""
    ),
    Measure("head_sway_path_m", "stepping", "Head sway path", "m", 3, "neither", "", "", "", ""),
)
