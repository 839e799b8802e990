"""Signing in and out: plain HTML, so that nothing of the program reaches a stranger."""

from __future__ import annotations

from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from clinic.console.accounts import visitor_with
from clinic.console.console import Console
from clinic.console.gate import COOKIE
from clinic.console.logins import LONGEST, sign_in, sign_out
from clinic.store import audit

router = APIRouter(include_in_schema=False)

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


@router.get("/sign-in")
async def form() -> HTMLResponse:
    """The form."""
    return _form("")


@router.post("/sign-in")
async def enter(
    request: Request, login: Annotated[str, Form()], password: Annotated[str, Form()]
) -> Response:
    """Check login and password."""
    console: Console = request.app.state.console
    address = request.client.host if request.client else "unknown"
    token = await run_in_threadpool(_enter, console, login, password, address)
    if token is None:
        return _form("Login or password is wrong.", 403)
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=round(LONGEST.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """Forget this browser."""
    console: Console = request.app.state.console
    state = request.scope["reachwell"]

    def work() -> None:
        with console.store.writing() as connection:
            sign_out(connection, state.token)
            audit(connection, state.visitor.login, "sign out", "")

    await run_in_threadpool(work)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def _enter(console: Console, login: str, password: str, address: str) -> str | None:
    with console.store.writing() as connection:
        visitor = visitor_with(connection, login, password)
        if visitor is None:
            audit(connection, login, "sign in refused", address)
            return None
        audit(connection, login, "sign in", address)
        return sign_in(connection, visitor, address)


def _form(problem: str, status: int = 200) -> HTMLResponse:
    told = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return HTMLResponse(_PAGE.format(problem=told), status)
