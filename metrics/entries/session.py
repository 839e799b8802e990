"""What is told of a session or an exercise as a whole, and not of a repetition."""

from __future__ import annotations

from typing import Final

from metrics.entries.measure import Measure, MeasurementError

SESSION: Final = (
    Measure(
        name="pain",
        task="session",
        label="Pain (0 to 10)",
        unit="1",
        decimals=0,
        better="lower",
        definition="The patient's own answer at check-in, when asked during play, or at check-out.",
        formula="as answered; 0 no pain, 10 the worst",
        valid_when="The patient understands the scale and answered by themself. Compare answers of "
        "the same moment: before with before.",
        source="Farrar et al. 2001",
        known="A fall of 2 points or 30 % was one that patients with chronic pain call much better "
        "(2724 people, pain that is not of stroke; Farrar et al. 2001).",
        error=MeasurementError(
            detectable_change=2.2,
            percent=False,
            where="50 outpatients over 3 months after stroke, a vertical 0 to 10 scale with faces, "
            "a week between. From the published standard error of measurement of 0.81: "
            "1.96 sqrt(2) 0.81; the paper's own figure of 1.87 is for 90 %.",
            source="Chuang et al. 2014",
        ),
        shown=True,
    ),
    Measure(
        name="exertion",
        task="session",
        label="Exertion (0 to 10)",
        unit="1",
        decimals=0,
        better="neither",
        definition="The patient's own answer to how hard it was, on the modified Borg scale, at "
        "check-in, when asked during play, or at check-out.",
        formula="as answered; 0 nothing at all, 10 as hard as can be",
        valid_when="The patient understands the scale and answered by themself.",
        source="Borg 1982",
        shown=True,
    ),
    Measure(
        name="repetitions",
        task="session",
        label="Repetitions",
        unit="1",
        decimals=0,
        better="neither",
        definition="Repetitions that were scored; familiarisation, interrupted and invalid ones, "
        "and those that a therapist took out, are not counted.",
        formula="count of scored repetitions",
        valid_when="Always.",
        source="this program",
        known="In usual care 32 arm repetitions a session were observed (Lang et al. 2009); in a "
        "programme of high dose 340 in 48.5 minutes (Connell et al. 2014).",
        shown=True,
    ),
    Measure(
        name="success_share",
        task="session",
        label="Success",
        unit="1",
        decimals=2,
        better="higher",
        definition="Share of the scored repetitions that were won.",
        formula="won / scored; 0 to 1",
        valid_when="At least one repetition was scored. Difficulty follows success, so it stays "
        "near the level's goal by design: read it together with the difficulty.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="difficulty",
        task="session",
        label="Difficulty",
        unit="1",
        decimals=2,
        better="higher",
        definition="How hard the level's adaptation had made a repetition, between the level's "
        "easiest and hardest.",
        formula="0 easiest, 1 hardest",
        valid_when="Within one exercise of one level: 0.5 of another level is another movement. "
        "A therapist may have moved it.",
        source="this program",
        shown=True,
    ),
    Measure(
        name="active_min",
        task="session",
        label="Active time",
        unit="min",
        decimals=1,
        better="neither",
        definition="Minutes of sets and of familiarisation. A question in the midst of a set is "
        "counted as active.",
        formula="sum of the spans of sets and familiarisation, pauses and rests left out",
        valid_when="Not what a therapist may bill: those minutes are attested by hand.",
        source="this program",
        known="In a programme of high dose 64 % of the time was active (Connell et al. 2014).",
        shown=True,
    ),
    Measure(
        name="rest_min",
        task="session",
        label="Rest",
        unit="min",
        decimals=1,
        better="neither",
        definition="Minutes of rest between sets and at the patient's wish.",
        formula="sum of the rests' durations",
        valid_when="As active time.",
        source="this program",
    ),
    Measure(
        name="setup_min",
        task="session",
        label="Set-up",
        unit="min",
        decimals=1,
        better="neither",
        definition="Minutes of everything else: calibration, looking ahead, instruction, choosing, "
        "questions at the start and at the end, the summary.",
        formula="total - active - rest - paused",
        valid_when="As active time. What happened before the program was started is not in it.",
        source="this program",
    ),
    Measure(
        name="paused_min",
        task="session",
        label="Paused",
        unit="min",
        decimals=1,
        better="neither",
        definition="Minutes in which the session stood still.",
        formula="sum of the pauses' durations",
        valid_when="As active time.",
        source="this program",
    ),
    Measure(
        name="total_min",
        task="session",
        label="Total time",
        unit="min",
        decimals=1,
        better="neither",
        definition="Minutes from the session's first event to its end.",
        formula="active + rest + set-up + paused",
        valid_when="Of a session that broke off it ends with the last that was recorded.",
        source="this program",
    ),
)
