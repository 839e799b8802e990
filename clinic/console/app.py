"""The console as one ASGI application."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from nicegui import app as pages_app
from nicegui import ui
from starlette.types import ASGIApp

from clinic.console import sign_in
from clinic.console.console import Console
from clinic.console.gate import Gate
from clinic.link import serving as link

ASSETS: Final = Path(__file__).with_name("assets")
PAGES: Final = ("home", "patients", "session", "levels")
"""Modules of `clinic.console.pages`; importing one makes its pages."""


def make_app(console: Console) -> ASGIApp:
    """The application of one console; a process has one."""
    app = FastAPI(title="Reachwell console", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = pages_app.state.console = console
    app.include_router(sign_in.router)
    app.include_router(link.router)
    app.mount("/assets", StaticFiles(directory=ASSETS))
    for name in PAGES:
        import_module(f"clinic.console.pages.{name}")
    ui.add_head_html('<link rel="stylesheet" href="/assets/console.css">', shared=True)
    ui.run_with(
        app,
        title="Reachwell",
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=30.0,
    )
    return Gate(app, console)
