"""The measures of reaching."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure

_ARMEO: Final = (
    "Minimal detectable change 43 to 103 % of the value in an exoskeleton that carries the arm's "
    "weight (30 people after stroke; Brihmat et al. 2020)."
)
_MARKERS: Final = (
    "Minimal detectable change 7 to 99 % of the value over all variables of forward reaching, with "
    "markers and cameras (14 people after stroke, 37 days between; Wagner et al. 2008)."
)
_PEGS: Final = (
    "in a virtual peg test with a haptic arm, on the more affected side after stroke "
    "(Kanzler et al. 2020)."
)

_LOWPASS: Final = (
    "low-passed at 6 Hz (Butterworth of second order forwards and backwards, -3 dB at 6 Hz for "
    "both together; metrics.lowpass)"
)

REACHING: Final = (
    Measure(
        name="reaction_time_s",
        task="reaching",
        label="Reaction time",
        unit="s",
        decimals=2,
        better="lower",
        definition="From the target's appearing to the onset of the hand's movement.",
        formula="onset - shown",
        valid_when="The hand rested before. Under 0.1 s it is an anticipation: leave it out.",
        source="this program",
        known="It includes the display's own delay.",
        shown=True,
    ),
    Measure(
        name="movement_time_s",
        task="reaching",
        label="Movement time",
        unit="s",
        decimals=2,
        better="lower",
        definition="From the onset of movement to the hand's first entry into the target.",
        formula="entry - onset",
        valid_when="The target was entered, and no gap over 0.1 s is in the movement. It grows "
        "with distance and shrinks with the target's size: compare like with like.",
        source="Collins et al. 2018; Fitts 1954",
        known="Longer after stroke: standardised mean difference 2.57 against healthy arms, a "
        "meta-analysis of 618 and 429 people (Collins et al. 2018).",
        comparable=_ARMEO,
        shown=True,
    ),
    Measure(
        name="peak_speed_m_s",
        task="reaching",
        label="Peak speed",
        unit="m/s",
        decimals=2,
        better="higher",
        definition="Largest speed of the hand between the target's appearing and its entry; until "
        "the end of the repetition where there is no entry.",
        formula="max speed(t), shown <= t <= entry",
        valid_when="No gap over 0.1 s is in the movement. It grows with the target's distance.",
        source="Collins et al. 2018",
        known="Lower after stroke: standardised mean difference -1.76 (Collins et al. 2018). The "
        "filter takes 1 % off the peak of a half-second reach.",
        comparable=f"{_ARMEO} {_MARKERS}",
        shown=True,
    ),
    Measure(
        name="path_ratio",
        task="reaching",
        label="Path ratio (1 is straight)",
        unit="1",
        decimals=2,
        better="lower",
        definition="How much longer the hand's path from onset to entry is than the straight line "
        "between its ends.",
        formula="path length / distance(position at onset, position at entry); 1 at least",
        valid_when="The target was entered, and no gap over 0.1 s is in the movement.",
        source="Collins et al. 2018",
        known="Higher after stroke: standardised mean difference 0.77 (Collins et al. 2018).",
        comparable=f"{_ARMEO} Smallest real difference 54 % for the transport {_PEGS}",
        shown=True,
    ),
    Measure(
        name="sparc",
        task="reaching",
        label="Smoothness (SPARC)",
        unit="1",
        decimals=2,
        better="higher",
        definition="Spectral arc length of the speed from onset until the hand settles: the length "
        "of the speed's normalised Fourier magnitude spectrum up to 10 Hz. Negative; nearer to "
        "zero is smoother; an ideal reach has -1.40.",
        formula="-sum over k of sqrt((1/K)^2 + (A[k+1] - A[k])^2), K the steps between the first "
        "and last bin with A >= 0.05 within 10 Hz; padded to 2^(ceil(log2 N) + 4) points",
        valid_when="One reach to one target, entered, without a gap over 0.1 s. Not for rhythmic "
        "movements; of a sequence of targets it tells the movement to the last.",
        source="Balasubramanian et al. 2015",
        known="Found valid for reaching after stroke, of 32 smoothness measures (Mohamed Refai "
        "et al. 2021). In subacute stroke its intraclass correlation was above 0.9 "
        "and its coefficient of variation under 10 % (Cornec et al. 2024).",
        comparable=f"Smallest real difference 35 % for the way back {_PEGS}",
        shown=True,
    ),
    Measure(
        name="endpoint_error_m",
        task="reaching",
        label="Endpoint error",
        unit="m",
        decimals=3,
        better="lower",
        definition="Distance of the hand from the target's centre at the end of the repetition.",
        formula="distance(last tracked position, target's centre)",
        valid_when="The hand was tracked within 0.1 s of the end. With a dwell in a sphere it "
        "can't say more than that the hand was in it; it tells most of failed repetitions.",
        source="Wagner et al. 2008",
        comparable=_MARKERS,
        shown=True,
    ),
    Measure(
        name="head_displacement_m",
        task="reaching",
        label="Head displacement",
        unit="m",
        decimals=3,
        better="lower",
        definition="Largest distance of the head from where it was when the target appeared, until "
        "the end of the repetition. A proxy of the trunk.",
        formula="max distance(head(t), head(shown))",
        valid_when="No gap over 0.1 s is in the head's path. A headset shows the head alone, and a "
        "nod moves it too.",
        source="Collins et al. 2018",
        known="Of the trunk itself: larger after stroke, standardised mean difference 1.42 "
        "(Collins et al. 2018).",
        comparable="Standard error of measurement 10 mm for the trunk, with markers, in a drinking "
        "task (25 adults with cerebral palsy; Aksdal et al. 2025).",
        shown=True,
    ),
    Measure(
        name="valid_fraction",
        task="reaching",
        label="Valid samples",
        unit="1",
        decimals=3,
        better="higher",
        definition="Share of the samples, from the target's appearing to the end, in which the "
        "hand was truly tracked.",
        formula="tracked samples / samples; 0 to 1",
        valid_when="Always. It says how much of the rest to believe, and nothing of the patient.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="time_to_peak_percent",
        task="reaching",
        label="Time to peak speed",
        unit="%",
        decimals=0,
        better="neither",
        definition="When the hand is fastest, in percent of the movement time.",
        formula="100 (time of peak speed - onset) / movement time",
        valid_when="As movement time. Large targets are entered early, which raises it.",
        source="Flash and Hogan 1985; Alt Murphy et al. 2011",
        known="An ideal reach that ends in the target's centre has 50; braking in small steps "
        "lowers it.",
    ),
    Measure(
        name="path_length_m",
        task="reaching",
        label="Path length",
        unit="m",
        decimals=3,
        better="neither",
        definition="Length of the hand's path from onset to entry.",
        formula="sum of distances between neighbouring positions",
        valid_when="As movement time. It grows with the target's distance: the path ratio compares "
        "better. Tremor and noise lengthen it.",
        source="this program",
    ),
    Measure(
        name="movement_units",
        task="reaching",
        label="Movement units",
        unit="1",
        decimals=0,
        better="lower",
        definition="How many times the hand speeds up between onset and the settling of the hand: "
        "peaks of speed that rise over 20 mm/s from the minimum before, 150 ms apart at least (of "
        "closer ones the first counts), while the speed is at least 2 % of its peak. The path is "
        f"{_LOWPASS}.",
        formula="count of peaks with rise > 20 mm/s and distance >= 150 ms",
        valid_when="The target was entered, and no gap over 0.1 s is in the movement. Noise of 1 "
        "mm leaves an ideal reach of up to a second and a half at 1 and makes 2 of one of two "
        "seconds, 5 of three. Long reaches have room for more of them.",
        source="Alt Murphy et al. 2011; Frykberg et al. 2021",
        known="An ideal reach has 1. More after stroke. Where the paper's movements begin and end "
        "at 2 % of the peak speed, ours do at 5 % as for all measures, because a hand that "
        "trembles never is below 2 %.",
        comparable=f"{_ARMEO} Standard error of measurement 2.1 units with markers in a whole "
        "drinking task (25 adults with cerebral palsy; Aksdal et al. 2025).",
    ),
    Measure(
        name="ldlj",
        task="reaching",
        label="Smoothness (LDLJ)",
        unit="1",
        decimals=2,
        better="higher",
        definition="Log dimensionless jerk of the speed from onset until the hand settles. The "
        f"path at 90 Hz is {_LOWPASS}; its speed is fitted over 33 ms to either side (Savitzky and "
        "Golay 1964). Negative; nearer to zero is smoother; an ideal reach of a second has -4.5.",
        formula="-ln(T^3 / peak speed^2 * integral of (second derivative of speed)^2 dt), "
        "T = samples / rate",
        valid_when="As SPARC, and only against values made with the same filter and the same "
        "onset, of movements that last as long: noise rules that of slow movements. With 1 mm of "
        "it an ideal reach of one second has -5.6, of two seconds -9.2.",
        source="Balasubramanian et al. 2015",
        known="With its ends, which onset and settling cut off at 5 % of the peak, an ideal reach "
        "has -5.3. In subacute stroke its intraclass correlation was above 0.9, with markers and "
        "another filter (Cornec et al. 2024).",
        comparable=f"Smallest real difference 23 % for a log jerk of the transport {_PEGS}",
    ),
    Measure(
        name="initial_direction_error_deg",
        task="reaching",
        label="Initial direction error",
        unit="deg",
        decimals=1,
        better="lower",
        definition="Angle between the straight way to the target and the way that the hand took in "
        "the initial phase, both from where it was at onset. The phase ends at the first minimum "
        "of speed that parts two movement units, at least 10 mm from there; without one, when the "
        f"hand settles. The path is {_LOWPASS}.",
        formula="angle(target - position at onset, position at the phase's end - position at "
        "onset); 0 to 180",
        valid_when="The movement has an onset and no gap over 0.1 s, and both ways are over 1 mm. "
        "Noise of 1 mm makes 0.2 degrees of an ideal reach of one second, 2 of one of three.",
        source="Coderre et al. 2010",
        known="In a planar robot it was abnormal in 81 % of people with a left arm affected by "
        "stroke (Coderre et al. 2010).",
    ),
    Measure(
        name="peak_aperture_m",
        task="reaching",
        label="Widest opening of the hand",
        unit="m",
        decimals=3,
        better="neither",
        definition="Largest distance of thumb tip and index fingertip since the target appeared.",
        formula="max distance(thumb tip, index tip)",
        valid_when="The fingers are tracked. Those of a camera-tracked hand that turns away are "
        "guesses.",
        source="Jeannerod 1984",
    ),
)
