"""What there is to say of how somebody moves: the traits of a simulated patient, with sources.

Where a form or a value has a published source it is named; what is called chosen was chosen, so
that the groups' movements come out as docs/simulated_patients.md compares them with studies.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]


class MotorProfile(BaseModel):
    """Traits of the affected arm; the defaults are those of a healthy adult."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    visual_delay_s: NotNegative = Field(
        0.11,
        description="From a change in the scene to its being noticed, seconds. Corrections of "
        "a reach follow a visual change after 0.1 to 0.16 s (Saunders and Knill 2003).",
    )
    reaction_s: Positive = Field(
        0.16,
        description="From noticing a new goal to moving, mean, seconds (chosen; with the visual "
        "delay a simple visual reaction time of a quarter of a second).",
    )
    reaction_sd_s: NotNegative = Field(0.03, description="Its standard deviation, seconds.")
    fitts_intercept_s: NotNegative = Field(
        0.2, description="Duration of a movement of no difficulty, seconds (chosen)."
    )
    fitts_slope_s: NotNegative = Field(
        0.268,
        description="Seconds a bit of difficulty log2(distance / width + 1) "
        "(Fitts 1954; this form: MacKenzie 1992; the value chosen).",
    )
    peak_speed_m_s: Positive = Field(
        2.5, description="Highest speed the arm's strength allows, metres a second (chosen)."
    )
    peak_acceleration_m_s2: Positive = Field(
        18.0, description="Highest acceleration likewise, metres a second squared (chosen)."
    )
    noise_s: NotNegative = Field(
        0.035,
        description="Scatter of the end point along the movement a mean speed of 1 m/s, in "
        "metres, so in seconds: scatter grows with speed (Schmidt et al. 1979; Harris and "
        "Wolpert 1998; the value chosen). Across the movement it is 0.6 of that (ratio chosen; "
        "elongated as in Gordon, Ghilardi and Ghez 1994).",
    )
    curvature: NotNegative = Field(
        0.08,
        description="Standard deviation of the sideways bulge of a movement, share of its "
        "length (chosen).",
    )
    gain: Annotated[float, Field(gt=0.0, le=1.5)] = Field(
        0.95,
        description="Share of the remaining distance that one submovement covers: healthy "
        "primary submovements fall a little short (Meyer et al. 1988); after stroke a reach is "
        "broken into many (Rohrer et al. 2002); above 1 it overshoots, as in ataxia (Topka, "
        "Konczak and Dichgans 1998; values chosen).",
    )
    pace_sd: NotNegative = Field(
        0.08,
        description="Standard deviation of the logarithm of movement times from one movement to "
        "the next (chosen; more variable after stroke: Thies et al. 2009).",
    )
    decomposition: Share = Field(
        0.0,
        description="Share of a movement's duration by which its level part waits for its "
        "vertical part: joints that move one after the other, as in ataxia (Bastian et al. 1996; "
        "values chosen).",
    )
    sequence_effect: Share = Field(
        0.0,
        description="Share by which amplitude and speed shrink from one movement to the next in "
        "a row, as in Parkinson's disease (Kang et al. 2010; values chosen).",
    )
    sequence_rest_s: Positive = Field(
        12.0, description="Time in which that shrinking falls to 37 %, seconds (chosen)."
    )
    pause_s: float = Field(
        -0.12,
        description="From the end of a submovement to the next, seconds; negative where they "
        "overlap, as they do more and more in recovery (Rohrer et al. 2002; values chosen).",
    )
    reach_m: Positive = Field(
        0.66,
        description="Farthest the palm gets from the shoulder, metres (an average adult's "
        "outstretched arm to the grip).",
    )
    comfort: Share = Field(
        0.95,
        description="Share of the reach beyond which the trunk leans; after stroke the trunk "
        "joins in well within reach (Cirstea and Levin 2000; values chosen).",
    )
    lean_m: NotNegative = Field(0.15, description="Farthest lean of the trunk, metres (chosen).")
    sag_m_s: NotNegative = Field(
        0.0,
        description="How fast the outstretched arm sinks while it is held, metres a second "
        "(chosen).",
    )
    tremor_m: NotNegative = Field(
        0.0003, description="Amplitude of the tremor of the unsupported hand, metres (chosen)."
    )
    tremor_hz: Positive = Field(
        8.5,
        description="Its frequency: physiological tremor about 8 to 12 Hz, tremors of disease "
        "mostly 4 to 6 Hz (Deuschl, Bain and Brin 1998 for the kinds).",
    )
    intention_tremor_m: NotNegative = Field(
        0.0,
        description="Amplitude of the tremor that grows towards the goal, metres (the kind: "
        "Deuschl, Bain and Brin 1998; values chosen).",
    )
    intention_tremor_hz: Positive = Field(3.0, description="Its frequency, hertz (chosen).")
    drift_m: NotNegative = Field(
        0.001, description="Amplitude of the slow wander of the unsupported hand, metres (chosen)."
    )
    swing_s: Positive = Field(
        0.5,
        description="Duration of a foot's swing of no length, seconds (chosen; a swing of "
        "comfortable walking takes about 0.4 s, and stepping over takes longer).",
    )
    step_clearance_m: float = Field(
        0.1,
        description="Height of the foot over an obstacle, mean, metres: higher after stroke over "
        "obstacles of 1 to 8 cm (Said et al. 2001; values chosen).",
    )
    step_clearance_sd_m: NotNegative = Field(
        0.02, description="Its standard deviation, metres (chosen)."
    )
    step_lift_m: Positive = Field(
        0.5, description="Highest that the foot is lifted, mean, metres (chosen)."
    )
    step_gain: Annotated[float, Field(gt=0.0, le=1.5)] = Field(
        1.0, description="Length of a step as a share of what is asked (chosen)."
    )
    step_scatter_m: NotNegative = Field(
        0.0215,
        description="Standard deviation of where the foot comes down, each way, metres. Mean "
        "absolute sideways errors are 1.9 cm in controls, 3.9 cm paretic, 2.3 cm non-paretic "
        "(PMC8560566); a normal error's mean absolute value is 0.8 of its standard deviation.",
    )
    freeze: Share = Field(
        0.0,
        description="Share of steps that begin late, the foot stuck to the floor, as in "
        "Parkinson's disease (chosen).",
    )
    freeze_s: NotNegative = Field(
        1.5, description="Mean lateness of those, seconds, exponentially spread (chosen)."
    )
    place_scatter_m: NotNegative = Field(
        0.006, description="Standard deviation of where a thing is set down, metres (chosen)."
    )
    grip: Share = Field(1.0, description="How far the hand can close a trigger (chosen).")
    grip_sd: Share = Field(
        0.03, description="Share by which the grip varies from one hold to the next (chosen)."
    )
    neglect: Share = Field(
        0.0,
        description="Share of targets 45 degrees towards the affected side, and farther, that "
        "are missed at first; less towards the middle, none beyond it. Patients with neglect "
        "missed up to 40 % on that side and none on the other (Bonneh et al. 2008).",
    )
    neglect_s: NotNegative = Field(
        0.0,
        description="How much later a target there is noticed that is not missed, seconds, "
        "growing with eccentricity likewise (the form: Smania et al. 1998; values chosen).",
    )
    neglect_found_s: NotNegative = Field(
        6.0,
        description="Mean time until a missed one is found, seconds, exponentially spread "
        "(chosen).",
    )
    pain: Annotated[int, Field(ge=0, le=10)] = Field(
        0, description="Pain that is told when asked, 0 to 10 (chosen)."
    )
    lapse: Share = Field(0.0, description="Share of goals that are attended to late (chosen).")
    lapse_s: NotNegative = Field(
        2.0, description="Mean lateness of a lapse, seconds, exponentially spread (chosen)."
    )
    fatigue_per_m: NotNegative = Field(
        0.002, description="Fatigue, 0..1, that a metre of movement adds (chosen)."
    )
    recovery_s: Positive = Field(
        90.0, description="Time in which fatigue falls to 37 %, seconds (chosen)."
    )
    wearing_per_m: NotNegative = Field(
        0.0004,
        description="Slow fatigue, 0..1, that a metre of movement adds: what a short rest does "
        "not take away (chosen).",
    )
    wearing_recovery_s: Positive = Field(
        2400.0, description="Time in which that falls to 37 %, seconds (chosen)."
    )
    unpractised: NotNegative = Field(
        0.1,
        description="Share by which the first movements take longer and scatter more (chosen).",
    )
    practice: Positive = Field(
        25.0,
        description="Successes after which 37 % of that is left: practice follows an exponential "
        "law (Heathcote, Brown and Mewhort 2000; the value chosen).",
    )

    def burdened(self, by: float) -> MotorProfile:
        """The same person on a day (or at a stage of practice) when all is `by` times as hard."""
        return self.varied(by, by)

    def varied(self, pace: float, scatter: float) -> MotorProfile:
        """With durations longer by one factor (strength as much less), scatter wider by another."""
        traits = self.model_dump()
        for names, factor in (
            (_DURATIONS, pace),
            (_STRENGTHS, 1.0 / pace),
            (_SCATTERS, scatter),
            (_SHARES, scatter),
        ):
            for name in names:
                traits[name] *= factor
        for name in _SHARES:
            traits[name] = min(1.0, traits[name])
        return MotorProfile(**traits)


_DURATIONS: Final = (
    "reaction_s",
    "reaction_sd_s",
    "fitts_intercept_s",
    "fitts_slope_s",
    "swing_s",
    "neglect_s",
)
_STRENGTHS: Final = ("peak_speed_m_s", "peak_acceleration_m_s2", "step_lift_m")
_SCATTERS: Final = (
    "noise_s",
    "curvature",
    "sag_m_s",
    "tremor_m",
    "intention_tremor_m",
    "drift_m",
    "step_clearance_sd_m",
    "step_scatter_m",
    "place_scatter_m",
)
_SHARES: Final = ("lapse", "freeze", "neglect", "sequence_effect", "decomposition", "grip_sd")
