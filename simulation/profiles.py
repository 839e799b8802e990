"""How a simulated patient's affected side moves: one number a trait, and named sets of them.

Where a trait has a published source it is named; every other value is chosen so that
movement time, peak speed, smoothness and trunk use are ordered as studies of reaching after
stroke order them. None of these is a model of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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
        0.18, description="Duration of a movement of no difficulty, seconds (chosen)."
    )
    fitts_slope_s: NotNegative = Field(
        0.15,
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
        0.022,
        description="Scatter of the end point along the movement a mean speed of 1 m/s, in "
        "metres, so in seconds: scatter grows with speed (Schmidt et al. 1979; Harris and "
        "Wolpert 1998; the value chosen). Across the movement it is 0.6 of that (ratio chosen; "
        "elongated as in Gordon, Ghilardi and Ghez 1994).",
    )
    curvature: NotNegative = Field(
        0.03,
        description="Standard deviation of the sideways bulge of a movement, share of its "
        "length (chosen).",
    )
    gain: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        0.95,
        description="Share of the remaining distance that one submovement covers: healthy "
        "primary submovements fall a little short (Meyer et al. 1988); after stroke a reach is "
        "broken into many (Rohrer et al. 2002).",
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
    drift_m: NotNegative = Field(
        0.001, description="Amplitude of the slow wander of the unsupported hand, metres (chosen)."
    )
    swing_s: Positive = Field(
        0.5,
        description="Duration of a foot's swing of no length, seconds (chosen; a swing of "
        "comfortable walking takes about 0.4 s, and stepping over takes longer).",
    )
    step_clearance_m: float = Field(
        0.12,
        description="Height of the foot over an obstacle, mean, metres; of the order of what "
        "healthy people keep over low obstacles (Said et al. 2001; the value chosen).",
    )
    step_clearance_sd_m: NotNegative = Field(
        0.02, description="Its standard deviation, metres (chosen)."
    )
    grip: Share = Field(1.0, description="How far the hand can close a trigger (chosen).")
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
        """The same person on a day (or at a stage of practice) when all is `by` times as hard.

        Durations, scatter and lapses grow by that factor, speed and strength shrink by it.
        """
        traits = self.model_dump()
        for name in _GROWING:
            traits[name] *= by
        for name in _SHRINKING:
            traits[name] /= by
        traits["lapse"] = min(1.0, traits["lapse"])
        return MotorProfile(**traits)


_GROWING: Final = (
    "reaction_s",
    "reaction_sd_s",
    "fitts_intercept_s",
    "fitts_slope_s",
    "noise_s",
    "curvature",
    "sag_m_s",
    "tremor_m",
    "drift_m",
    "swing_s",
    "step_clearance_sd_m",
    "lapse",
    "fatigue_per_m",
)
_SHRINKING: Final = ("peak_speed_m_s", "peak_acceleration_m_s2")


PROFILES: Final[Mapping[str, MotorProfile]] = MappingProxyType(
    {
        "healthy": MotorProfile(),
        "mild": MotorProfile(
            reaction_s=0.22,
            reaction_sd_s=0.05,
            fitts_intercept_s=0.25,
            fitts_slope_s=0.22,
            peak_speed_m_s=1.4,
            peak_acceleration_m_s2=9.0,
            noise_s=0.035,
            curvature=0.06,
            gain=0.85,
            pause_s=-0.08,
            reach_m=0.62,
            comfort=0.85,
            sag_m_s=0.002,
            tremor_m=0.001,
            tremor_hz=6.0,
            drift_m=0.002,
            lapse=0.01,
            fatigue_per_m=0.006,
            unpractised=0.2,
            swing_s=0.55,
            step_clearance_m=0.11,
            step_clearance_sd_m=0.03,
            grip=0.9,
            pain=1,
        ),
        "moderate": MotorProfile(
            reaction_s=0.32,
            reaction_sd_s=0.09,
            fitts_intercept_s=0.35,
            fitts_slope_s=0.32,
            peak_speed_m_s=0.8,
            peak_acceleration_m_s2=4.0,
            noise_s=0.06,
            curvature=0.1,
            gain=0.65,
            pause_s=0.0,
            reach_m=0.54,
            comfort=0.7,
            sag_m_s=0.006,
            tremor_m=0.0015,
            tremor_hz=5.0,
            drift_m=0.003,
            lapse=0.03,
            fatigue_per_m=0.015,
            recovery_s=120.0,
            unpractised=0.3,
            swing_s=0.65,
            step_clearance_m=0.09,
            step_clearance_sd_m=0.04,
            grip=0.75,
            pain=2,
        ),
        "severe": MotorProfile(
            reaction_s=0.48,
            reaction_sd_s=0.15,
            fitts_intercept_s=0.5,
            fitts_slope_s=0.45,
            peak_speed_m_s=0.4,
            peak_acceleration_m_s2=1.6,
            noise_s=0.09,
            curvature=0.15,
            gain=0.5,
            pause_s=0.08,
            reach_m=0.4,
            comfort=0.55,
            sag_m_s=0.015,
            tremor_m=0.002,
            tremor_hz=4.5,
            drift_m=0.005,
            lapse=0.06,
            lapse_s=3.0,
            fatigue_per_m=0.03,
            recovery_s=180.0,
            unpractised=0.4,
            swing_s=0.8,
            step_clearance_m=0.07,
            step_clearance_sd_m=0.05,
            grip=0.6,
            pain=3,
        ),
        "tremor": MotorProfile(
            reaction_s=0.22,
            fitts_intercept_s=0.25,
            fitts_slope_s=0.25,
            peak_speed_m_s=1.4,
            noise_s=0.05,
            gain=0.85,
            tremor_m=0.009,
            tremor_hz=5.0,
            drift_m=0.003,
        ),
    }
)


def profile(name: str) -> MotorProfile:
    """The shipped profile of that name. Raises KeyError that names the ones there are."""
    try:
        return PROFILES[name]
    except KeyError:
        raise KeyError(f"no profile {name!r}; there are {', '.join(PROFILES)}") from None
