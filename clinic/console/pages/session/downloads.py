"""Files that go out of the console: reports as PDF, exports as ZIP. Each is in the audit."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import FileResponse, PlainTextResponse, Response
from nicegui import app
from sqlalchemy import Connection

from clinic.console.frame import EXPECTED
from clinic.console.roles import RefusedError
from clinic.console.visit import AVisit
from clinic.progress.by_exercise import progress_of
from clinic.progress.history import read_history
from clinic.report.patient import patient_report
from clinic.report.render import pdf
from clinic.report.session import session_report
from clinic.session import read_session
from clinic.store import sessions_of
from game.patient import checked_code
from game.recording.reading import open_recording

_PRIVATE = {"Cache-Control": "no-store"}


@app.get("/sessions/{session_id}/report.pdf")
async def session_pdf(session_id: str, visit: AVisit) -> Response:
    """The report of a session."""
    data = visit.console.data

    def work(_: Connection) -> bytes:
        recording = open_recording(data.session(session_id))
        return pdf(session_report(read_session(recording)), recording.info.start_utc)

    return await _pdf(visit, f"session {session_id}"[:60], f"report-{session_id}.pdf", work)


@app.get("/patients/{code}/report.pdf")
async def patient_pdf(code: str, visit: AVisit) -> Response:
    """The report of a patient's progress."""
    data = visit.console.data

    def work(connection: Connection) -> bytes:
        folders = [data.session(each.id) for each in sessions_of(connection, checked_code(code))]
        visits = read_history(folders, code, lambda _: None, None)
        return pdf(patient_report(progress_of(code, visits)), visits[-1].start_utc)

    return await _pdf(visit, f"patient {code}"[:60], "progress.pdf", work)


@app.get("/exports/{job_id}.zip")
async def export_zip(job_id: str, visit: AVisit) -> Response:
    """An export of the visitor's own."""
    job = visit.console.exports.find(job_id, visit.visitor.login)
    if job is None or job.state != "ready":
        return PlainTextResponse("there is no such export, or no longer", status_code=404)
    try:
        await visit.change("download export", ", ".join(job.formats), _nothing)
    except RefusedError as error:
        return PlainTextResponse(str(error), status_code=403)
    return FileResponse(
        job.file, media_type="application/zip", filename="reachwell-export.zip", headers=_PRIVATE
    )


async def _pdf(
    visit: AVisit, subject: str, name: str, work: Callable[[Connection], bytes]
) -> Response:
    try:
        await visit.change("report", subject, _nothing, right="look")
        content = await visit.again(work)
    except RefusedError as error:
        return PlainTextResponse(str(error), status_code=403)
    except EXPECTED as error:
        return PlainTextResponse(str(error), status_code=404)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} | _PRIVATE
    return Response(content, media_type="application/pdf", headers=headers)


def _nothing(_: Connection) -> None:
    """Only the audit's line."""
