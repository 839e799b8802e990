"""What goes wrong, told as JSON: {"problem": "one line"}."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from clinic.errors import ClinicError
from clinic.station.keys import JoinError
from clinic.station.receiving import UploadError
from game.patient import PatientError
from game.recording.errors import RecordingError, cannot, one_line

_LONGEST = 500


class Problem(BaseModel):
    """Why something was not done; `offset` where a file goes on."""

    problem: str
    offset: int | None = None


def tell_problems(api: FastAPI) -> None:
    """Have every expected problem told in one way."""
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(UploadError, _upload)
    api.add_exception_handler(JoinError, _refused)
    for kind in (ClinicError, PatientError, RecordingError):
        api.add_exception_handler(kind, _ours)
    api.add_exception_handler(OSError, _disk)


def answer(status: int, problem: str, **more: object) -> JSONResponse:
    """A problem as an answer."""
    return JSONResponse({"problem": one_line(problem)[:_LONGEST], **more}, status)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return answer(422, f"{where}: {first['msg']}")  # never what stood there


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answered = answer(error.status_code, error.detail)
    answered.headers.update(error.headers or {})
    return answered


async def _upload(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UploadError)
    more = {} if error.offset is None else {"offset": error.offset}
    return answer(error.status, str(error), **more)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return answer(403, str(error))


async def _ours(_: Request, error: Exception) -> JSONResponse:
    return answer(409, str(error))


async def _disk(_: Request, error: Exception) -> JSONResponse:
    from pathlib import Path

    assert isinstance(error, OSError)
    return answer(507, str(cannot("write in", Path("uploads"), error)))
