"""Pages for addresses where nothing is, and for faults of ours: plain HTML, with a way back."""

from __future__ import annotations

import logging
from html import escape
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

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


def add_lost_pages(pages: FastAPI) -> None:
    """In place of NiceGUI's own, which tell the text of an exception to whoever looks."""
    pages.add_exception_handler(404, _nowhere)
    pages.add_exception_handler(Exception, _fault)


async def _nowhere(_request: Request, _error: Exception) -> Response:
    return _page(
        "There is no such page", "The address may be misspelt, or of an older version.", 404
    )


async def _fault(request: Request, error: Exception) -> Response:
    logging.getLogger("nicegui").error("%s", request.url.path, exc_info=error)
    return _page(
        "Something went wrong here",
        "This is a fault of the program. What was saved before is kept; the console's log tells "
        "more. Go back and try once more.",
        500,
    )


def _page(title: str, words: str, status: int) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=escape(title), words=escape(words)), status)
