"""The HTTP API of stations, under /api/v1."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from clinic.console.api import joining, states, uploads
from clinic.console.api.bounded import Bounded
from clinic.console.api.problems import tell_problems
from clinic.console.console import Console
from clinic.station.receiving import Uploads

PREFIX: Final = "/api/v1"


def make_api(console: Console) -> FastAPI:
    """The API as an application of its own, to be mounted at `PREFIX`."""
    api = _routes()
    api.state.console = console
    api.state.joins = joining.Joins()
    api.state.uploads = Uploads(console.data, console.store)
    api.state.busy = uploads.Busy()
    return api


def schema() -> dict[str, Any]:
    """OpenAPI, as for tools that try the API; paths are below `PREFIX`."""
    return _routes().openapi()


def _routes() -> FastAPI:
    api = FastAPI(
        title="Reachwell console: stations",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for part in (joining, states, uploads):
        api.include_router(part.router)
    api.add_middleware(Bounded)
    tell_problems(api)
    return api
