"""Signing in and out: plain HTML, so that nothing of the program reaches a stranger."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from clinic.console.console import Console
from clinic.console.entering import Locked, enter
from clinic.console.gate import cookie_name, token_of
from clinic.console.logins import LONGEST, sign_out
from clinic.store import audit
from game.recording.info import now_utc

router = APIRouter(include_in_schema=False)

MOST_WAITING: Final = 20
"""Who comes when so many wait for their password to be checked is asked to come again."""

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in - Reachwell</title><link rel="stylesheet" href="/assets/console.css">
</head>
<body class="sign-in">
<main>
<h1>Reachwell</h1>
<form method="post" action="/sign-in">
{problem}
<label for="login">Login</label>
<input id="login" name="login" autocomplete="username" maxlength="32" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
 maxlength="200" required>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>
"""
_FORM: Final = "application/x-www-form-urlencoded"
_turn: Final = CapacityLimiter(2)


@router.get("/health")
async def health() -> PlainTextResponse:
    """Whether the console answers; says nothing else."""
    return PlainTextResponse("ok")


@router.get("/sign-in")
async def form() -> HTMLResponse:
    """The form."""
    return _form("")


@router.post("/sign-in")
async def take(request: Request) -> Response:
    """Check login and password."""
    console: Console = request.app.state.console
    fields = await _fields(request)
    if fields is None:
        return _form("This form can't be read.", 400)
    if _turn.statistics().tasks_waiting >= MOST_WAITING:
        console.refusals.note("unknown", "sign in refused", "too many at once")
        return _form("Many sign in just now. Try again in a moment.", 503)
    address = request.client.host if request.client else "unknown"
    login, password = fields.get("login", "").strip().lower(), fields.get("password", "")
    came_with = token_of(request.scope)
    token = await to_thread.run_sync(
        enter, console, login, password, address, came_with, limiter=_turn
    )
    if isinstance(token, Locked):
        return _form(f"Too many failures. Try again in {_wait(token.until)}.", 429)
    if token is None:
        return _form("Login or password is wrong.", 403)
    console.sockets.again.set()
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(
        cookie_name(request.scope),
        token,
        max_age=round(LONGEST.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """Forget this browser; its pages end."""
    console: Console = request.app.state.console
    state = request.scope["reachwell"]

    def work() -> None:
        with console.store.writing() as connection:
            sign_out(connection, state.token)
            audit(connection, state.visitor.login, "sign out", "")

    await run_in_threadpool(work)
    console.sockets.again.set()
    answer = RedirectResponse("/sign-in", status_code=303)
    name = cookie_name(request.scope)
    answer.delete_cookie(name, secure=request.url.scheme == "https", httponly=True)
    return answer


async def _fields(request: Request) -> dict[str, str] | None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    try:
        text = (await request.body()).decode("ascii")
        return dict(parse_qsl(text, max_num_fields=4, keep_blank_values=True, errors="strict"))
    except ValueError:
        return None


def _wait(until: datetime) -> str:
    seconds = max(1, round((until - now_utc()).total_seconds()))
    return f"{seconds} seconds" if seconds < 100 else f"{round(seconds / 60)} minutes"


def _form(problem: str, status: int = 200) -> HTMLResponse:
    told = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return HTMLResponse(_PAGE.format(problem=told), status)
