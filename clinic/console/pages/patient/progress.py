"""A patient's progress: exercises and measures over time, both sides, difficulty beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Final

from nicegui import ui
from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from clinic.console.console import Console
from clinic.console.frame import frame, heading, told
from clinic.console.pages.patient.opened import Opened, opening
from clinic.console.pages.patient.top import show_top
from clinic.console.pages.session.parts import picture, table
from clinic.console.remembered import Remembered
from clinic.console.visit import AVisit, Visit
from clinic.errors import ClinicError
from clinic.following.reading import read_following
from clinic.plot.figure import following_picture
from clinic.progress.by_exercise import ExerciseProgress, PatientProgress, progress_of
from clinic.progress.history import read_history
from clinic.progress.statistics import median_interval
from clinic.progress.words import (
    NO_DIAGNOSIS,
    about_exercise,
    about_series,
    change_in_words,
    error_in_words,
)
from clinic.report.drawing import Figure
from clinic.report.sides_figure import sides_over_sessions
from clinic.store import refresh_patient
from clinic.store.index_tables import SessionRow
from metrics.entries.measure import Measure

_DRAWN: Final = Remembered[Figure](32)
_READ: Final = Remembered[tuple[PatientProgress, list[str]]](16)


@ui.page("/patients/{code}/progress")
async def page(code: str, visit: AVisit) -> None:
    """Choose an exercise and a measure; see how it went."""
    with frame(visit, f"Progress of {code[:32]}", "/patients"):
        console = visit.console
        read = opening(console, code)
        await visit.again(read)
        found = await visit.look(f"progress of patient {code}", read)
        show_top(found, "/progress")
        place = ui.element("div")
        with place:
            ui.label("Reading the sessions\u2026").props('role="status"').classes("small")
        ui.label(NO_DIAGNOSIS).classes("small")
        ui.timer(0.05, partial(_show, visit, found, place), once=True)


async def _show(visit: Visit, found: Opened, place: ui.element) -> None:
    """All of it, once it is read: of many sessions that takes longer than a page may."""
    console, code = visit.console, found.code
    progress: PatientProgress | None = None
    skipped: list[str] = []
    with told():
        await run_in_threadpool(refresh_patient, console.store, console.data, code)
        progress, skipped = await visit.again(_reading(console, code))
    place.clear()
    with place:
        if progress is None:
            ui.label("Nothing has been played yet.")
            return
        for line in [*about_series(progress), *skipped]:
            ui.label(line).classes("caution")
        if progress.exercises:
            _Chooser(progress, found)
            _difficulty(visit, code)


def _reading(
    console: Console, code: str
) -> Callable[[Connection], tuple[PatientProgress | None, list[str]]]:
    """Reads the sessions, or finds what was read of just these; with what had to be left out."""

    def work(connection: Connection) -> tuple[PatientProgress | None, list[str]]:
        key, folders = _sessions(console, connection, code)
        if not folders:
            return None, []

        def read() -> tuple[PatientProgress, list[str]]:
            skipped: list[str] = []
            return progress_of(code, read_history(folders, code, skipped.append)), skipped

        return _READ.get(key, read)

    return work


def _sessions(
    console: Console, connection: Connection, code: str
) -> tuple[tuple[str, ...], list[Path]]:
    """A patient's sessions: a key that changes when any of them does, and their folders."""
    rows = connection.execute(
        select(SessionRow.id, SessionRow.fingerprint)
        .where(SessionRow.patient_code == code)
        .order_by(SessionRow.start_utc, SessionRow.id)
    ).all()
    key = (str(console.data.root), code, *(row.fingerprint for row in rows))
    return key, [console.data.session(row.id) for row in rows]


class _Chooser:
    """One exercise and one of its measures, and what is told of them."""

    def __init__(self, progress: PatientProgress, found: Opened) -> None:
        self._affected = progress.visits[-1].info.affected_side
        if found.patient is not None:
            self._affected = found.patient.affected
        self._exercises: dict[str, list[ExerciseProgress]] = {}
        ranked = sorted(progress.exercises, key=lambda one: one.side != self._affected)
        for each in ranked:
            self._exercises.setdefault(f"{each.name} ({each.task})", []).append(each)
        names = sorted(
            self._exercises,
            key=lambda name: -max(len(each.attempts) for each in self._exercises[name]),
        )
        with ui.element("div").classes("roster-filter"):
            self._exercise = ui.select(
                names, value=names[0], label="Exercise", on_change=self._choose
            ).props("outlined options-dense")
            self._measure = ui.select({}, label="Measure", on_change=self._show).props(
                "outlined options-dense"
            )
        self._place = ui.element("div")
        self._choose()

    @property
    def _sides(self) -> list[ExerciseProgress]:
        return self._exercises[self._exercise.value]

    def _choose(self) -> None:
        """Offer what the exercise has, and stay with the measure where it has that too."""
        entries = {each.entry.name: each.entry for one in self._sides for each in one.measures}
        names = {name: entry.title for name, entry in entries.items()}
        before = self._measure.value
        value = before if before in names else next(iter(names), None)
        self._measure.set_options(names, value=value)
        if value == before:
            self._show()

    def _show(self) -> None:
        sides, name = self._sides, self._measure.value
        self._place.clear()
        with self._place:
            if name is None or not any(
                each.entry.name == name for one in sides for each in one.measures
            ):
                ui.label("Nothing was measured in this exercise.")
                return
            picture(sides_over_sessions(sides, name, self._affected))
            self._words(sides)
            table(
                "Each session", _HEADS, _by_session(sides, name),
                classes="number",
            )  # fmt: skip
            heading("All measures of this exercise")
            table(
                "First and last session", _SUMMARY, [row for one in sides for row in _summary(one)]
            )

    def _words(self, sides: Sequence[ExerciseProgress]) -> None:
        for one in sides:
            with ui.element("p"):
                side = f"{one.side} side{' (affected)' if one.side == self._affected else ''}"
                ui.label(f"{side.capitalize()}: {' '.join(about_exercise(one))}")


_HEADS: Final = (
    "Session",
    "Day",
    "Side",
    "Median",
    "95 % interval",
    "Quartiles",
    "Repetitions",
    "Difficulty",
    "Won",
)
_SUMMARY: Final = ("Measure", "Side", "First", "Last", "Change", "Verdict", "Measurement error")


def _by_session(sides: Sequence[ExerciseProgress], name: str) -> list[list[str]]:
    rows = [row for one in sides for row in _rows(one, name)]
    return sorted(rows, key=lambda row: int(row[0]))


def _rows(exercise: ExerciseProgress, name: str) -> list[list[str]]:
    rows = []
    for progress in exercise.measures:
        if progress.entry.name != name:
            continue
        for point in progress.points:
            attempt, one = point.attempt, point.spread
            within = median_interval(attempt.values(name))
            rows.append(
                [
                    str(attempt.visit.number),
                    f"{attempt.visit.start_utc:%Y-%m-%d}",
                    exercise.side,
                    progress.entry.text(one.median),
                    _between(progress.entry, within.low, within.high) if within else "too few",
                    _between(progress.entry, one.lower_quartile, one.upper_quartile),
                    str(one.count),
                    f"{attempt.difficulty.median:.2f}",
                    f"{attempt.won} of {attempt.done}",
                ]
            )
    return rows


def _summary(exercise: ExerciseProgress) -> list[list[str]]:
    rows = []
    for progress in exercise.measures:
        entry, change = progress.entry, progress.change
        told = ""
        if change is not None:
            told = f"{change.value:+.{entry.decimals}f}"
            if change.interval is not None:
                told += f" [{_between(entry, change.interval.low, change.interval.high)}]"
        several = change is not None
        rows.append(
            [
                entry.title,
                exercise.side,
                f"{progress.first.spread.median:z.{entry.decimals}f}",
                f"{progress.last.spread.median:z.{entry.decimals}f}" if several else "",
                told,
                change_in_words(progress),
                error_in_words(progress),
            ]
        )
    return rows


def _between(entry: Measure, low: float, high: float) -> str:
    return f"{low:z.{entry.decimals}f} to {high:z.{entry.decimals}f}"


def _difficulty(visit: Visit, code: str) -> None:
    """How difficulty followed; drawn after the page is there, for it takes longest."""
    heading("How difficulty followed")
    place = ui.element("div").classes("following")
    with place:
        ui.label("Drawing the picture\u2026").props('role="status"').classes("small")

    async def draw() -> None:
        with told():
            try:
                drawn = await visit.again(_drawing(visit.console, code))
            except ClinicError as error:
                place.clear()
                with place:
                    ui.label(str(error)).classes("small")
                return
            place.clear()
            with place:
                _wide(drawn)
                with ui.expansion("What the picture tells, in words").classes("whole"):
                    ui.label(drawn.alt)

    ui.timer(0.05, draw, once=True)


def _wide(drawn: Figure) -> None:
    """A picture too wide for a tablet: it keeps its letters' size, and can be moved sideways."""
    title, alt = escape(drawn.title, quote=True), escape(drawn.alt, quote=True)
    ui.html(
        f'<figure class="paper"><figcaption>{title}</figcaption>'
        f'<div class="sideways" tabindex="0" role="group" aria-label="{title}">'
        f'<div role="img" aria-label="{alt}">{drawn.svg}</div></div></figure>',
        sanitize=False,
    )


def _drawing(console: Console, code: str) -> Callable[[Connection], Figure]:
    """Draws the picture, or finds the one that was drawn of just these sessions."""

    def work(connection: Connection) -> Figure:
        key, folders = _sessions(console, connection, code)

        def draw() -> Figure:
            visits = read_history(folders, code, _ignored)
            return following_picture(read_following(visits, _ignored))

        return _DRAWN.get(key, draw)

    return work


def _ignored(_: str) -> None:
    """The page has told of it above."""
