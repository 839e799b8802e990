"""The strips of a panel, over one axis of repetitions: skill, success, form of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from clinic.following.marks import Mark
from clinic.following.series import SideSeries
from clinic.plot.parts import (
    AIM_BAND,
    LETTERS,
    SKILL,
    SKILL_BAND,
    SMALL,
    TIRED,
    lost_at,
    number_at,
    tired_at,
    won_at,
)
from clinic.report.drawing import GREY, INK, WON, Place, Plot, ticks

_CROWDED: Final = 300
_APART: Final = 16.0
_LEAST_FORM: Final = 0.05
_LOWEST, _HIGHEST = -0.4, 1.6

Estimate = tuple[int, float, float]
"""After how many attempts; skill; its standard deviation."""


def skill_range(series: SideSeries) -> Place:
    """From 0 to 1, and as far beyond as skill and difficulty went, within reason."""
    values = [0.0, 1.0]
    for each in series.attempts:
        values.append(each.difficulty)
        if each.change is not None and each.change.skill is not None:
            values.append(each.change.skill)
    return max(min(values), _LOWEST), min(max(values), _HIGHEST)


def moods_of(series: SideSeries) -> list[Place]:
    """After how many attempts, and the form of the day as it was believed then."""
    return [
        (number, each.change.mood)
        for number, each in enumerate(series.attempts, start=1)
        if each.change is not None and each.change.mood is not None
    ]


def form_range(series: SideSeries) -> Place:
    """As far up as down."""
    most = max([_LEAST_FORM, *(abs(mood) for _, mood in moods_of(series))])
    return -most, most


def draw_skill(plot: Plot, series: SideSeries) -> None:
    """What was believed, with its standard deviation, and what was asked and how it went."""
    low, high = plot.y_range
    believed = list(_believed(series))
    for one in believed:
        upper = [(x, min(skill + sure, high)) for x, skill, sure in one]
        lower = [(x, max(skill - sure, low)) for x, skill, sure in one]
        plot.drawing.area(plot.all_at([*upper, *lower[::-1]]), SKILL_BAND)
    plot.frame((), ticks(low, high, 5))
    crowded = min(1.0, len(series.attempts) / _CROWDED)
    for number, each in enumerate(series.attempts, start=1):
        place = plot.at(number, min(max(each.difficulty, low), high))
        (won_at if each.success else lost_at)(plot.drawing, place, crowded)
    for one in believed:
        line = [(x, min(max(skill, low), high)) for x, skill, _ in one]
        plot.drawing.line(plot.all_at(line), SKILL, 2.0)


def _believed(series: SideSeries) -> Iterator[list[Estimate]]:
    """Visit by visit: nights change what is believed."""
    for numbers in series.by_visit.values():
        known: list[Estimate] = []
        for number in numbers:
            change = series.attempts[number].change
            if change and change.skill is not None and change.uncertainty is not None:
                known.append((number + 1, change.skill, change.uncertainty))
        if known:
            yield known


def draw_success(plot: Plot, series: SideSeries) -> None:
    """Percent won lately, before the band that is aimed at."""
    aim, (first, last) = series.aim, plot.x_range
    low, high = 100.0 * aim.lower, 100.0 * aim.upper
    plot.drawing.area(
        plot.all_at([(first, low), (last, low), (last, high), (first, high)]), AIM_BAND
    )
    plot.frame((), (0.0, 50.0, 100.0))
    target = ((first, 100.0 * aim.target), (last, 100.0 * aim.target))
    plot.drawing.line(plot.all_at(target), INK, 1.0, "4 3")
    shares = enumerate(series.lately, start=1)
    line = [(number, 100.0 * share) for number, share in shares if share is not None]
    plot.drawing.line(plot.all_at(line), WON, 1.6)
    _title(plot, f"Won of the last {series.window}, percent")


def draw_form(plot: Plot, series: SideSeries) -> None:
    """How much better or worse than usual the patient is just now, and signs of tiredness."""
    for numbers in series.by_visit.values():
        moods = [(x, mood) for x, mood in moods_of(series) if x - 1 in numbers]
        if moods:
            ends = ((moods[-1][0], 0.0), (moods[0][0], 0.0))
            plot.drawing.area(plot.all_at([*moods, *ends]), TIRED)
    low, high = plot.y_range
    plot.frame((), (low, 0.0, high))
    plot.drawing.line(plot.all_at(((plot.x_range[0], 0.0), (plot.x_range[1], 0.0))), INK, 0.6)
    for after in series.tired:
        x, _ = plot.at(after, 0.0)
        tired_at(plot.drawing, (x, plot.top + 8))
    _title(plot, "Form just now, against the usual (below 0: tired)")


def draw_borders(plot: Plot, series: SideSeries) -> None:
    """Lines between visits."""
    bottom = plot.top + plot.height
    for numbers in series.by_visit.values():
        if numbers.start:
            x, _ = plot.at(numbers.start, 0.0)
            plot.drawing.line(((x, plot.top), (x, bottom)), GREY, 0.6, "1 3")


def draw_sessions(plot: Plot, series: SideSeries) -> None:
    """The numbers of the visits below `plot`, as many as there is room for."""
    drawing, y, said = plot.drawing, plot.top + plot.height + 14, plot.left - 4
    drawing.text((said, y), "session", "end", size=SMALL)
    for visit, numbers in series.by_visit.items():
        middle, _ = plot.at((numbers.start + numbers.stop) / 2, 0.0)
        if middle - said >= _APART:
            drawing.text((middle, y), str(visit), "middle", size=SMALL)
            said = middle


def draw_marks(plot: Plot, marks: Sequence[Mark]) -> None:
    """Numbers above `plot`, each with a line down to its repetition."""
    places = [plot.at(mark.after, 0.0)[0] for mark in marks]
    for number, (x, shown) in enumerate(zip(places, _spread(places, plot), strict=True), start=1):
        ends = ((shown, plot.top - 9), (x, plot.top), (x, plot.top + plot.height))
        plot.drawing.line(ends, INK, 0.6, "2 3")
        number_at(plot.drawing, (shown, plot.top - 10), number)


def _spread(places: Sequence[float], plot: Plot) -> list[float]:
    """The same so far apart that no number covers another."""
    shown: list[float] = []
    for x in places:
        shown.append(max(x, shown[-1] + _APART) if shown else x)
    last = plot.left + plot.width
    for index in reversed(range(len(shown))):
        shown[index] = min(shown[index], last)
        last = shown[index] - _APART
    return shown


def _title(plot: Plot, words: str) -> None:
    plot.drawing.text((plot.left, plot.top - 6), words, size=LETTERS)
