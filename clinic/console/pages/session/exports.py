"""The report, and exports in the formats of other programs."""

from __future__ import annotations

from nicegui import ui

from clinic.console.buttons import act, first_act
from clinic.console.exporting import Job
from clinic.console.frame import heading, told
from clinic.console.pages.session.opened import Opened
from clinic.console.pages.session.parts import session_page
from clinic.console.visit import AVisit, Visit
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions

_LOOKED_EVERY_S = 0.3
_NAMES = {
    "csv": "CSV",
    "parquet": "Parquet",
    "json": "JSON",
    "bids": "Motion-BIDS",
    "c3d": "C3D",
    "fhir": "FHIR",
    "xdf": "XDF",
}


@ui.page("/sessions/{session_id}/export")
async def page(session_id: str, visit: AVisit) -> None:
    """Report and exports."""

    async def show(found: Opened) -> None:
        code = found.session.info.patient_code
        with ui.element("section").classes("card"):
            heading("Report")
            ui.label("One to three pages with pictures, as PDF.")
            with ui.element("div").classes("acts"):
                _download("Report of this session", f"/sessions/{found.id}/report.pdf", first=True)
                _download(f"Progress of patient {code}", f"/patients/{code}/report.pdf")
        with ui.element("section").classes("card"):
            heading("Export")
            if visit.visitor.may("care"):
                _Exporting(visit, found).make()
            else:
                ui.label("Your role reads; exports are made by therapists and leads.")

    await session_page(visit, session_id, "/export", show)


class _Exporting:
    """The form and what runs of it."""

    def __init__(self, visit: Visit, found: Opened) -> None:
        self._visit = visit
        self._found = found
        self._job: Job | None = None

    def make(self) -> None:
        ui.label("For other programs. Several formats come as a folder each, all in one ZIP file.")
        with ui.element("fieldset").classes("formats"):
            with ui.element("legend"):
                ui.label("Formats")
            self._chosen = {
                name: ui.checkbox(f"{_NAMES.get(name, name)}: {each.describe}")
                for name, each in FORMATS.items()
            }
        self._dates = ui.checkbox(
            "Tell dates and session ids (left out, days and times are relative)"
        )
        with ui.element("div").classes("acts"):
            self._start_button = first_act("Make the export", self._start)
            self._stop_button = act("Call it off", self._stop)
            self._stop_button.visible = False
        self._bar = ui.linear_progress(0.0, show_value=False, size="1rem")
        self._bar.props('aria-label="Progress of the export"')
        self._bar.visible = False
        self._state = ui.label().props('role="status"')
        self._place = ui.element("div").classes("acts")
        self._timer = ui.timer(_LOOKED_EVERY_S, self._look, active=False)

    async def _start(self) -> None:
        with told():
            formats = [name for name, box in self._chosen.items() if box.value]
            found, exports = self._found, self._visit.console.exports
            options = ExportOptions(absolute_dates=bool(self._dates.value))
            dates = " with dates" if options.absolute_dates else ""
            owner = self._visit.visitor.login
            self._job = await self._visit.change(
                f"export {', '.join(formats)}{dates}"[:100],
                f"session {found.id}",
                lambda _: exports.start(owner, [found.folder], formats, options),
            )
            self._place.clear()
            self._running(on=True)
            self._look()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.call_off()
            self._state.text = "Being called off."

    def _look(self) -> None:
        job = self._job
        if job is None:
            return
        state = job.state  # before its share: it goes on meanwhile
        self._bar.value = job.share
        if state == "running":
            self._state.text = f"Being made: {100 * job.share:.0f} %"
            return
        self._running(on=False)
        if state == "ready":
            size = job.file.stat().st_size / 1e6
            self._state.text = f"Ready: {size:.1f} MB. It is kept for an hour."
            with self._place:
                _download("Download the export", f"/exports/{job.id}.zip", first=True)
        else:
            self._state.text = f"Failed: {job.problem}" if state == "failed" else "Called off."

    def _running(self, *, on: bool) -> None:
        self._start_button.set_enabled(not on)
        self._stop_button.visible = self._bar.visible = on
        (self._timer.activate if on else self._timer.deactivate)()


def _download(words: str, path: str, *, first: bool = False) -> None:
    link = ui.link(words, path).classes("go" if first else "go second")
    link.props("download")
