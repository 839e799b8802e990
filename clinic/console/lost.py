"""Pages for addresses where nothing is, and for faults of ours: plain HTML, with a way back."""

from __future__ import annotations

import logging
from html import escape
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from clinic.errors import ClinicError

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Reachwell</title><link rel="stylesheet" href="/assets/console.css">
</head>
<body class="sign-in">
<main>
<h1>{title}</h1>
<p>{words}</p>
<p><a class="go" href="/patients">To the patients</a></p>
</main>
</body>
</html>
"""


_log: Final = logging.getLogger(__name__)


def add_lost_pages(app: FastAPI, pages: FastAPI) -> None:
    """For `pages` in place of NiceGUI's own, which tell an exception's text to whoever looks."""
    app.add_exception_handler(ClinicError, _unusable)
    pages.add_exception_handler(404, _nowhere)
    pages.add_exception_handler(Exception, _fault)


def unusable(error: Exception) -> Response:
    """The database fails. The log tells why; a stranger is not told where it is."""
    _log.warning("%s", error)
    return _page(
        "The console can't be used just now",
        "Its database can't be read or written; the console's log says why. What was saved before "
        "is kept. Try again when that is mended.",
        503,
    )


async def _unusable(_request: Request, error: Exception) -> Response:
    return unusable(error)


async def _nowhere(_request: Request, _error: Exception) -> Response:
    return _page(
        "There is no such page", "The address may be misspelt, or of an older version.", 404
    )


async def _fault(request: Request, error: Exception) -> Response:
    _log.error("%s", request.url.path, exc_info=error)
    return _page(
        "Something went wrong here",
        "This is a fault of the program. What was saved before is kept; the console's log tells "
        "more. Go back and try once more.",
        500,
    )


def _page(title: str, words: str, status: int) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=escape(title), words=escape(words)), status)
