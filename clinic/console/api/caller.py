"""Which station calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from clinic.console.console import Console
from clinic.station.keys import Station, station_of

_bearer = HTTPBearer(auto_error=False, description="The station's key")


async def _caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Station:
    console: Console = request.app.state.console
    if credentials is not None:

        def work() -> Station | None:
            with console.store.reading() as connection:
                return station_of(connection, credentials.credentials)

        station = await run_in_threadpool(work)
        if station is not None:
            return station
    raise HTTPException(
        401, "this needs the key of a station", headers={"WWW-Authenticate": "Bearer"}
    )


Caller = Annotated[Station, Depends(_caller)]
"""A station whose key was shown; else the answer is 401."""
