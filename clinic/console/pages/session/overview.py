"""What a session was and what came of it: the facts, the answers, the pictures of the report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from clinic.console.frame import heading, told
from clinic.console.pages.play.left import left_to_offer
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import clock, picture, session_page, table
from clinic.console.visit import AVisit, Visit
from clinic.dose import Dose, dose_of
from clinic.report.page import plural
from clinic.report.session import exercises, measures, overview, response, warnings
from clinic.report.session_movements import movement_figures


@ui.page("/sessions/{session_id}")
async def page(session_id: str, visit: AVisit) -> None:
    """The overview."""
    await session_page(visit, session_id, "", partial(_show, visit))


async def _show(visit: Visit, found: Opened) -> None:
    session = found.session
    for line in warnings(session):
        ui.label(line).classes("caution")
    with ui.element("div").classes("columns"):
        with ui.element("section").classes("card"):
            heading("What was done")
            _facts(found)
            if not found.locked and found.closed:
                ui.link("Write and sign the note", f"/sessions/{found.id}/note").classes("go")
            await _offer_rest(visit, found.id)
        with ui.element("section").classes("card"):
            heading("How the patient felt")
            answers = response(session)
            if answers:
                heads = ("Asked", "Before", "During", "After")
                table("Answers of the patient", heads, [[c or "-" for c in row] for row in answers])
            else:
                ui.label("The patient was asked nothing, or answered nothing.")
    if drawn := list(overview(session)):
        with ui.element("div").classes("pictures"):
            for each in drawn:
                picture(each)
    heading("Exercises")
    rows = [[f"{number}. {name}", *rest] for number, name, *rest in exercises(session)]
    if rows:
        heads = ("Exercise", "Scored of planned", "Won", "Difficulty, first to last")
        table("Exercises begun", heads, rows)
    else:
        ui.label("No repetition was begun.")
    heading("Movements")
    with ui.element("div").classes("pictures") as pictures:
        waiting = ui.label("Movements are being drawn.").props('role="status"')
    heading("Measures")
    for of in measures(session):
        title = f"{of['task'].capitalize()}: median (quartiles), number of repetitions"
        table(title, of["heads"], of["rows"])

    async def draw() -> None:
        with told(), pictures:
            drawn, problems = await run_in_threadpool(movement_figures, session)
            for each in drawn:
                picture(each)
            for line in problems:
                ui.label(line).classes("caution")
            if not drawn and not problems:
                ui.label("There are no pictures of this session's movements.")
        waiting.delete()

    ui.timer(0.0, draw, once=True)


async def _offer_rest(visit: Visit, session_id: str) -> None:
    """Where it ended early and something is left, going on with it is one click away."""
    if visit.visitor.may("care"):
        data = visit.console.data
        left = await visit.again(lambda connection: left_to_offer(connection, data, session_id))
        if left is not None:
            ui.label(left.where).classes("small")
            ui.link("Go on with this session", f"/play?resume={session_id}").classes("go second")


def _facts(found: Opened) -> None:
    with ui.element("dl").classes("facts"):
        for name, value in _pairs(found):
            with ui.element("dt"):
                ui.label(name)
            with ui.element("dd"):
                ui.label(value)


def _pairs(found: Opened) -> Iterator[tuple[str, str]]:
    session, info = found.session, found.session.info
    yield "Affected side", info.affected_side
    yield "Level", info.level_title
    yield "When", clock(info.start_utc)
    if info.end is not None:
        yield "Ended", _ENDS.get(info.end.status, info.end.status.replace("_", " "))
    yield "Played with", _DEVICES.get(info.input_device, info.input_device)
    confirmed = ", ".join(f"{_CONFIRMED.get(k, k)} ({v})" for k, v in info.confirmed.items())
    if confirmed:
        yield "Confirmed before", confirmed
    yield "Dose", _dose(dose_of(session))
    scored = [each for each in session.repetitions if each.scored]
    if scored:
        won = sum(each.success for each in scored)
        yield "Success", f"{won} of {len(scored)} won ({100 * won / len(scored):.0f} %)"
        low = min(each.difficulty for each in scored)
        high = max(each.difficulty for each in scored)
        first, last = scored[0].difficulty, scored[-1].difficulty
        yield (
            "Difficulty",
            f"{first:.2f} first, {last:.2f} last ({low:.2f} to {high:.2f}; of 0 to 1)",
        )
    if found.taken_out:
        yield "Taken out", f"{plural(len(found.taken_out), 'repetition')}, each with a reason"


def _dose(dose: Dose) -> str:
    practice = f", {dose.practice} for practice" if dose.practice else ""
    return (
        f"{dose.repetitions} repetitions{practice}; {dose.active_s / 60:.0f} min active, "
        f"{dose.rest_s / 60:.0f} min rest, {dose.total_s / 60:.0f} min in all"
    )


_ENDS = {
    "completed": "completed",
    "stopped": "stopped by the patient",
    "ended": "ended by the therapist",
    "device_lost": "the device was lost",
    "recovered": "broke off in a crash, mended",
}
_DEVICES = {"openxr": "headset", "simulated": "a simulated patient"}
_CONFIRMED = {"supervised": "somebody is with the patient", "clear_space": "the floor is clear"}
