"""The clinic's answer as tables and pictures."""

from __future__ import annotations

from nicegui import ui

from clinic.cohort.comparing import Group
from clinic.cohort.doses import DoseGroup
from clinic.console.frame import heading
from clinic.console.pages.cohort.answer import SMALLEST, Answer
from clinic.console.pages.session.parts import picture, table
from clinic.progress.statistics import Spread
from clinic.report.groups_figure import GroupLine, groups_picture

_MOST_LINES = 20


def show_answer(answer: Answer) -> None:
    """Doses and adherence, then how it went."""
    heading("Dose and adherence")
    if answer.doses:
        _doses(answer)
    else:
        ui.label("No session with a scored repetition, and no plan, in this period.")
    heading("How it went")
    if answer.groups:
        _groups(answer)
    else:
        ui.label("No scored repetition in this period.")
    ui.label(
        f"Hidden: groups of fewer than {SMALLEST} patients, and those that would give them away. "
        "Conditions are those of today's profiles. These figures describe; they test nothing and "
        "compare no treatments."
    ).classes("small")


def _doses(answer: Answer) -> None:
    lines = [
        GroupLine(_title(answer, each.name), _quartiles(each.minutes_a_week))
        for each in answer.doses[:_MOST_LINES]
    ]
    picture(groups_picture("Minutes a week", "minutes a week, of each patient", lines, zero=False))
    table(
        "Dose and adherence",
        (
            "Group", "Patients", "Sessions", "Minutes a week", "Repetitions a week",
            "Planned", "Done", "Kept of the plan",
        ),
        [_dose_cells(answer, each) for each in answer.doses],
    )  # fmt: skip
    ui.label(
        "Minutes: the sessions' length. A week: from a patient's first week in the period to the "
        "last. Medians over patients, with quartiles. Planned and done: sessions of patients with "
        "a plan, on its days, of its level; kept: each patient's share of the plan, at most all."
    ).classes("small")


def _dose_cells(answer: Answer, group: DoseGroup) -> list[str]:
    kept = group.adherence
    name = _title(answer, group.name)
    doses = (
        ["hidden", "", "", ""]
        if group.patients is None
        else [
            str(group.patients),
            str(group.sessions),
            _spread(group.minutes_a_week, 0),
            _spread(group.repetitions_a_week, 0),
        ]
    )
    if kept is None:
        return [name, *doses, "none or hidden", "", ""]
    share = kept.share
    told = f"{share.median:.0%} ({share.lower_quartile:.0%} to {share.upper_quartile:.0%})"
    return [
        name,
        *doses,
        f"{kept.planned:.0f}",
        str(kept.done),
        f"{told}, {kept.patients} patients",
    ]


def _groups(answer: Answer) -> None:
    measure, groups = answer.measure, answer.groups
    heads = ["Group", "Patients", "Sessions", "Repetitions", "Won", "Difficulty"]
    if measure is not None:
        lines = [_change_line(answer, each) for each in groups[:_MOST_LINES]]
        better = {"higher": "; higher is better", "lower": "; lower is better", "neither": ""}
        words = f"change of {measure.title}{better[measure.better]}"
        picture(groups_picture(f"{measure.label}: first session to last", words, lines, zero=True))
        heads += [measure.title, "First to last", "Of patients", "Harder by"]
    table("How it went", heads, [_cells(answer, each) for each in groups])


def _change_line(answer: Answer, group: Group) -> GroupLine:
    change = group.change
    quartiles = (change.quartile_1, change.median, change.quartile_3) if change else None
    return GroupLine(_name(answer, group), quartiles)


def _cells(answer: Answer, group: Group) -> list[str]:
    measure, name = answer.measure, _name(answer, group)
    if group.patients is None:
        return [name, "hidden", *([""] * (8 if measure else 4))]
    assert group.success_share is not None
    assert group.difficulty_mean is not None
    cells = [
        name,
        str(group.patients),
        str(group.sessions),
        str(group.repetitions),
        f"{group.success_share:.0%}",
        f"{group.difficulty_mean:.2f}",
    ]
    if measure is None:
        return cells
    digits, one, change = measure.decimals, group.measure, group.change
    cells.append(
        "too few"
        if one is None
        else f"{one.median:z.{digits}f} "
        f"({one.quartile_1:z.{digits}f} to {one.quartile_3:z.{digits}f})"
    )
    if change is None:
        return [*cells, "too few", "", ""]
    span = f"{change.quartile_1:+z.{digits}f} to {change.quartile_3:+z.{digits}f}"
    return [
        *cells,
        f"{change.median:+z.{digits}f} ({span})",
        str(change.patients),
        f"{change.difficulty:+.2f}",
    ]


def _name(answer: Answer, group: Group) -> str:
    return _title(answer, group.name[0]) if group.name else "everybody"


def _title(answer: Answer, name: str) -> str:
    return answer.titles.get(name, name)


def _spread(one: Spread | None, digits: int) -> str:
    if one is None:
        return ""
    low, high = one.lower_quartile, one.upper_quartile
    return f"{one.median:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _quartiles(one: Spread | None) -> tuple[float, float, float] | None:
    return (one.lower_quartile, one.median, one.upper_quartile) if one else None
