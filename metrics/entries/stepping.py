"""The measures of stepping."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure

_OVER: Final = (
    "There is an obstacle, the foot was over it and tracked without a gap over 0.1 s. The sole is "
    "a rectangle, the same for everybody; a degree of a tracker's tilt is 3 mm at the toe."
)
_HIGH: Final = (
    "High is not good by itself: people after stroke lifted the toes higher over 1 to 8 cm "
    "(Said et al. 2001)."
)
_STEPS: Final = "Both feet are tracked without a gap over 0.1 s, and at least one landed."
_PRINT: Final = "There is a footprint, and the foot was set down at it."
_TREADMILL: Final = (
    "with markers on a treadmill (19 people with chronic stroke, 3 weeks between; Kesar et al. "
    "2011)."
)

STEPPING: Final = (
    Measure(
        name="lead_clearance_m",
        task="stepping",
        label="Clearance, leading foot",
        unit="m",
        decimals=3,
        better="neither",
        definition="Smallest height of six points along the leading foot's sole over the obstacle, "
        "while over it; negative inside it.",
        formula="min(height of the point) - height of the obstacle",
        valid_when=_OVER,
        source="Said et al. 2005; Said et al. 2001",
        known=_HIGH,
        shown=True,
    ),
    Measure(
        name="trail_clearance_m",
        task="stepping",
        label="Clearance, trailing foot",
        unit="m",
        decimals=3,
        better="neither",
        definition="Smallest height of six points along the trailing foot's sole over the "
        "obstacle, while over it; negative inside it.",
        formula="min(height of the point) - height of the obstacle",
        valid_when=f"{_OVER} Both feet step over it.",
        source="Said et al. 2005; Said et al. 2001",
        known=_HIGH,
        shown=True,
    ),
    Measure(
        name="step_height_m",
        task="stepping",
        label="Step height",
        unit="m",
        decimals=3,
        better="neither",
        definition="Highest place of the leading ankle's sole above the floor.",
        formula="max height(t)",
        valid_when="The leading foot is tracked without a gap over 0.1 s, and the floor's height "
        "is right.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="step_length_m",
        task="stepping",
        label="Step length",
        unit="m",
        decimals=2,
        better="neither",
        definition="Distance of both feet along the path when one lands, mean of the steps.",
        formula="mean of abs(ahead(landing foot) - ahead(other foot))",
        valid_when=f"{_STEPS} Footprints and obstacles dictate much of it.",
        source="this program",
        comparable=f"Minimal detectable change 6.7 cm for the paretic step {_TREADMILL}",
        shown=True,
    ),
    Measure(
        name="swing_time_s",
        task="stepping",
        label="Swing time",
        unit="s",
        decimals=2,
        better="neither",
        definition="How long the leading foot is off the ground, mean of its swings. A foot is "
        "down while it is slower than 10 % of its peak speed (at least 50 mm/s) and less than "
        "20 mm above its lowest tenth.",
        formula="mean of (down - off)",
        valid_when="The leading foot is tracked without a gap over 0.1 s, and landed.",
        source="O'Connor et al. 2007",
        known="Speed and height as signs of contact after O'Connor et al. 2007; the thresholds are "
        "ours, and differ from a force plate's.",
        comparable=f"Minimal detectable change 3 to 4 % of the gait cycle for temporal variables "
        f"{_TREADMILL}",
        shown=True,
    ),
    Measure(
        name="placement_error_m",
        task="stepping",
        label="Foot placement error",
        unit="m",
        decimals=3,
        better="lower",
        definition="Distance of the sole's middle from the print's middle on landing, mean.",
        formula="mean of sqrt(fore-aft^2 + medio-lateral^2)",
        valid_when=_PRINT,
        source="PMC8560566",
        shown=True,
    ),
    Measure(
        name="collisions",
        task="stepping",
        label="Touches a repetition",
        unit="1",
        decimals=1,
        better="lower",
        definition="Times a foot came into the obstacle.",
        formula="count",
        valid_when="There is an obstacle.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="head_sway_rms_m",
        task="stepping",
        label="Head sway (RMS)",
        unit="m",
        decimals=3,
        better="neither",
        definition="Root mean square distance of the head from its mean place, averaged over "
        "0.1 s; on the floor's plane in place, across the path when walking.",
        formula="sqrt(mean of distance(head(t), mean)^2)",
        valid_when="The head is tracked without a gap over 0.1 s, for 0.2 s at least.",
        source="Prieto et al. 1996",
        known="Defined for the centre of pressure; the head is not that.",
        shown=True,
    ),
    Measure(
        name="valid_fraction",
        task="stepping",
        label="Valid samples",
        unit="1",
        decimals=3,
        better="higher",
        definition="Share of the samples since it appeared in which every needed foot was truly "
        "tracked.",
        formula="tracked samples / samples; 0 to 1",
        valid_when="Always. It says how much of the rest to believe, and nothing of the patient.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="lead_toe_clearance_m",
        task="stepping",
        label="Clearance, leading toe",
        unit="m",
        decimals=3,
        better="neither",
        definition="That of the leading foot's toe alone.",
        formula="min(height of the toe) - height of the obstacle",
        valid_when=_OVER,
        source="Said et al. 2001",
        known=_HIGH,
    ),
    Measure(
        name="lead_heel_clearance_m",
        task="stepping",
        label="Clearance, leading heel",
        unit="m",
        decimals=3,
        better="neither",
        definition="That of the leading foot's heel alone.",
        formula="min(height of the heel) - height of the obstacle",
        valid_when=_OVER,
        source="this program",
    ),
    Measure(
        name="trail_toe_clearance_m",
        task="stepping",
        label="Clearance, trailing toe",
        unit="m",
        decimals=3,
        better="neither",
        definition="That of the trailing foot's toe alone.",
        formula="min(height of the toe) - height of the obstacle",
        valid_when=f"{_OVER} Both feet step over it.",
        source="Said et al. 2001",
        known=_HIGH,
    ),
    Measure(
        name="trail_heel_clearance_m",
        task="stepping",
        label="Clearance, trailing heel",
        unit="m",
        decimals=3,
        better="neither",
        definition="That of the trailing foot's heel alone.",
        formula="min(height of the heel) - height of the obstacle",
        valid_when=f"{_OVER} Both feet step over it.",
        source="this program",
    ),
    Measure(
        name="step_width_m",
        task="stepping",
        label="Step width",
        unit="m",
        decimals=3,
        better="neither",
        definition="Distance of both feet across the path when one lands, mean of the steps.",
        formula="mean of abs(across(landing foot) - across(other foot))",
        valid_when=_STEPS,
        source="this program",
    ),
    Measure(
        name="step_time_s",
        task="stepping",
        label="Step time",
        unit="s",
        decimals=2,
        better="neither",
        definition="From the landing of one foot to the next of the other, mean.",
        formula="mean of differences of landings",
        valid_when=f"{_STEPS} Two steps of different feet.",
        source="this program",
    ),
    Measure(
        name="placement_fore_aft_m",
        task="stepping",
        label="Foot placement, fore-aft",
        unit="m",
        decimals=3,
        better="neither",
        definition="The sole's middle against the print's middle along the path, forward positive, "
        "mean: a constant error.",
        formula="mean of (foot - print), along the path",
        valid_when=_PRINT,
        source="PMC8560566",
        known="Zero is best.",
    ),
    Measure(
        name="placement_medio_lateral_m",
        task="stepping",
        label="Foot placement, medio-lateral",
        unit="m",
        decimals=3,
        better="neither",
        definition="The sole's middle against the print's middle across the path, away from the "
        "body positive, mean: a constant error.",
        formula="mean of (foot - print), outwards",
        valid_when=_PRINT,
        source="PMC8560566",
        known="Zero is best. Absolute error to lines on the floor was 39 mm in paretic, 23 mm in "
        "non-paretic and 19 mm in healthy steps (PMC8560566).",
    ),
    Measure(
        name="swing_symmetry_percent",
        task="stepping",
        label="Swing symmetry",
        unit="%",
        decimals=0,
        better="neither",
        definition="Symmetry index of the swing times of both feet; right longer is positive.",
        formula="100 (right - left) / ((right + left) / 2)",
        valid_when="Both feet are tracked and swung. Of one walk over one obstacle it says little: "
        "compare medians.",
        source="Robinson et al. 1987",
        known="Zero is symmetric. Patterson et al. 2010 prefer the ratio, which is in "
        "metrics.stepping too.",
    ),
    Measure(
        name="step_length_symmetry_percent",
        task="stepping",
        label="Step length symmetry",
        unit="%",
        decimals=0,
        better="neither",
        definition="Symmetry index of the step lengths of both feet; right longer is positive.",
        formula="100 (right - left) / ((right + left) / 2)",
        valid_when="Both feet are tracked and stepped. Of one walk over one obstacle it says "
        "little: compare medians.",
        source="Robinson et al. 1987",
        known="Zero is symmetric. Patterson et al. 2010 prefer the ratio.",
    ),
    Measure(
        name="cadence_steps_min",
        task="stepping",
        label="Cadence",
        unit="/min",
        decimals=0,
        better="neither",
        definition="Steps, which are landings of either foot, a minute, walking only.",
        formula="60 (landings - 1) / (last landing - first landing)",
        valid_when=f"{_STEPS} It was walked. A walk of few steps that starts and ends at rest is "
        "slower than free gait.",
        source="this program",
    ),
    Measure(
        name="head_sway_path_m",
        task="stepping",
        label="Head sway (path)",
        unit="m",
        decimals=3,
        better="neither",
        definition="Length of the head's path, averaged over 0.1 s; on the floor's plane in place, "
        "across the path when walking.",
        formula="sum of distances between neighbouring places",
        valid_when="As its root mean square. It grows with the time that it is measured over.",
        source="Prieto et al. 1996",
        known="Defined for the centre of pressure; the head is not that.",
    ),
)
