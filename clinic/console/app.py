"""The console as one ASGI application."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from nicegui import app as pages_app
from nicegui import ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from clinic.console import api, sign_in
from clinic.console.bounds import Bounds
from clinic.console.console import Console
from clinic.console.gate import Gate
from clinic.console.headers import Headers
from clinic.console.hosts import Hosts
from clinic.console.lost import add_lost_pages
from clinic.console.pages import audit
from clinic.console.tidying import tidy
from clinic.console.watchman import look_after, watch
from clinic.link import serving as link
from clinic.station import serving as stations

ASSETS: Final = Path(__file__).with_name("assets")
PAGES: Final = (
    "home",
    "patients",
    "patient",
    "cohort",
    "session",
    "levels",
    "play",
    "accounts",
    "account",
    "audit",
    "stations",
)
"""Modules of `clinic.console.pages`; importing one makes its pages."""


def make_app(console: Console, hosts: Hosts) -> ASGIApp:
    """The application of one console; a process has one."""
    app = FastAPI(title="Reachwell console", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = pages_app.state.console = console
    app.include_router(sign_in.router)
    app.include_router(link.router)
    app.include_router(stations.router)
    app.mount(api.PREFIX, api.make_api(console))
    app.mount("/assets", StaticFiles(directory=ASSETS))
    for name in PAGES:
        import_module(f"clinic.console.pages.{name}")
    app.include_router(audit.router)
    add_lost_pages(app, pages_app)
    ui.add_head_html('<link rel="stylesheet" href="/assets/console.css">', shared=True)
    ui.run_with(
        app,
        title="Reachwell",
        dark=None,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=30.0,
        gzip_middleware_factory=None,
    )
    pages_app.config.socket_io_js_transports = ["websocket"]
    console.sockets.guard()
    pages_app.on_startup(lambda: watch(console))
    pages_app.on_startup(tidy)
    pages_app.on_shutdown(console.readings.stop)
    pages_app.on_shutdown(lambda: look_after(console))  # what was refused last is written too
    return GZipMiddleware(Headers(Bounds(Gate(app, console, hosts))), compresslevel=5)
