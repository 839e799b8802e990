"""Pictures of a session as a whole: difficulty and success, where the time went; and of feet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from clinic.dose import Dose
from clinic.repetition import Repetition
from clinic.report.drawing import (
    GREY,
    NOT_WON,
    WON,
    Drawing,
    Figure,
    Plot,
    around,
    ticks,
    whole_ticks,
)
from clinic.report.movements import Target

FULL: Final = 493.0
HALF: Final = 240.0
_OBSTACLE: Final = "#b9b9b9"


def difficulty_and_success(exercises: Sequence[tuple[int, Sequence[Repetition]]]) -> Figure:
    """Difficulty of each scored repetition in order, and whether it was won."""
    drawing = Drawing(FULL, 128.0)
    count = sum(len(repetitions) for _, repetitions in exercises)
    plot = Plot(drawing, 26, 34, FULL - 34, 64, (0.5, max(count, 8) + 0.5), (0.0, 1.0))
    plot.frame(whole_ticks(1, max(count, 1), 12), (0.0, 0.5, 1.0), "scored repetition", "")
    first = 1
    for number, repetitions in exercises:
        places = plot.all_at((first + i, each.difficulty) for i, each in enumerate(repetitions))
        edge, _ = plot.at(first - 0.5, 0.0)
        if first > 1:
            drawing.line(((edge, 24), (edge, 98)), GREY, 0.8, "3 2")
        drawing.text((edge + 3, 30), f"exercise {number}")
        drawing.line(places, GREY, 0.8)
        for place, each in zip(places, repetitions, strict=True):
            if each.success:
                drawing.dot(place, 2.6, WON)
            else:
                drawing.cross(place, 2.8, NOT_WON)
        first += len(repetitions)
    drawing.text((0, 12), "difficulty (0 easiest, 1 hardest)")
    drawing.dot((FULL - 110, 8.5), 2.6, WON)
    drawing.text((FULL - 103, 12), "won")
    drawing.cross((FULL - 62, 8.5), 2.8, NOT_WON)
    drawing.text((FULL - 54, 12), "not won")
    won = sum(each.success for _, repetitions in exercises for each in repetitions)
    return Figure(
        "Difficulty and success",
        drawing.svg(),
        f"Difficulty of {count} scored repetitions in order; {won} were won.",
        FULL,
    )


def dose_bar(dose: Dose) -> Figure:
    """Minutes of a session by what they were spent on."""
    parts = [
        ("active", dose.active_s, "#2f6db5"),
        ("rest", dose.rest_s, "#9dbfe6"),
        ("set-up", dose.setup_s, "#e3e3e3"),
        ("paused", dose.paused_s, "#ffffff"),
    ]
    drawing = Drawing(FULL, 34.0)
    left, scale = 0.0, (FULL - 1.0) / max(dose.total_s, 1e-9)
    label = 0.0
    for name, spent_s, fill in parts:
        if spent_s > 0:
            drawing.box(left + 0.5, 1, spent_s * scale, 13, fill)
            left += spent_s * scale
            drawing.box(label + 0.5, 21, 9, 9, fill)
            drawing.text((label + 13, 29), f"{name} {spent_s / 60:.1f} min")
            label += 104.0
    told = ", ".join(f"{name} {spent_s / 60:.1f} minutes" for name, spent_s, _ in parts if spent_s)
    return Figure("Where the time went", drawing.svg(), f"Time in the game: {told}.", FULL)


def clearances(steps: Sequence[tuple[Repetition, float]]) -> Figure:
    """How high the feet went over each obstacle; with each repetition its obstacle's height."""
    drawing = Drawing(HALF, 176.0)
    over = [
        (
            each,
            height_m,
            each.measures.get("lead_clearance_m"),
            each.measures.get("trail_clearance_m"),
        )
        for each, height_m in steps
    ]
    feet = [
        (height + foot) * 100
        for _, height, lead, trail in over
        for foot in (lead, trail)
        if foot is not None
    ]
    top = max([*feet, *(height * 100 for _, height, _, _ in over)])
    plot = Plot(drawing, 26, 18, HALF - 30, 106, (0.4, len(over) + 0.6), (0.0, top * 1.08))
    plot.frame(whole_ticks(1, len(over), 8), ticks(0, top, 4), "step", "height, cm")
    for number, (each, height_m, lead, trail) in enumerate(over, start=1):
        x0, y = plot.at(number - 0.35, height_m * 100)
        x1, bottom = plot.at(number + 0.35, 0)
        drawing.box(x0, y, x1 - x0, bottom - y, _OBSTACLE)
        for foot, fill in ((trail, "#ffffff"), (lead, WON)):
            if foot is not None:
                place = plot.at(number, (height_m + foot) * 100)
                if foot < 0 or each.measures.get("collisions"):
                    drawing.cross(place, 3.0)
                else:
                    drawing.dot(place, 2.6, fill, WON)
    y = 170.0
    drawing.box(0.5, y - 8, 9, 9, _OBSTACLE)
    drawing.text((13, y), "obstacle")
    drawing.dot((62, y - 3.5), 2.6, WON)
    drawing.text((68, y), "leading foot")
    if any(trail is not None for *_, trail in over):
        drawing.dot((128, y - 3.5), 2.6, "#ffffff", WON)
        drawing.text((134, y), "other foot")
    drawing.cross((194, y - 3.5), 3.0)
    drawing.text((201, y), "touched")
    return Figure(
        "Height of the foot over the obstacle",
        drawing.svg(),
        f"Lowest height of the foot over the obstacle in {len(over)} steps, with the obstacle's.",
        HALF,
    )


def footprints(repetitions: Sequence[Repetition]) -> Figure:
    """Where the foot came down, seen from the middle of the print."""
    drawing = Drawing(HALF, 176.0)
    missed = [
        (
            each.measures["placement_medio_lateral_m"] or 0.0,
            each.measures["placement_fore_aft_m"] or 0.0,
            each.success,
        )
        for each in repetitions
    ]
    farthest = max(around([abs(value) * 100 for x, y, _ in missed for value in (x, y)])[1], 5.0)
    span = (-farthest, farthest)
    plot = Plot(drawing, 62, 18, 116, 116, span, span)
    marks = ticks(*span, 4)
    plot.frame(marks, marks, "cm, outward to the right", "cm, forward up")
    drawing.line((plot.at(0, span[0]), plot.at(0, span[1])), GREY, 0.8, "3 2")
    drawing.line((plot.at(span[0], 0), plot.at(span[1], 0)), GREY, 0.8, "3 2")
    for x, y, won in missed:
        place = plot.at(x * 100, y * 100)
        if won:
            drawing.dot(place, 2.6, WON)
        else:
            drawing.cross(place, 2.8)
    drawing.dot((66, 168), 2.6, WON)
    drawing.text((72, 172), "won")
    drawing.cross((108, 168), 2.8)
    drawing.text((115, 172), "not won")
    return Figure(
        "Where the foot came down on the print",
        drawing.svg(),
        f"Distance of the foot from the middle of the footprint in {len(missed)} repetitions.",
        HALF,
    )


def heights_of(targets: Sequence[Target]) -> list[tuple[Repetition, float]]:
    """Repetitions over an obstacle with its height, metres."""
    found = []
    for target in targets:
        size = target.event.get("size_m")
        if target.repetition.labels.get("what") == "obstacle" and isinstance(size, list):
            found.append((target.repetition, float(size[1])))
    return found
