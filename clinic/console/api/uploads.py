"""Sessions that stations hand over: announced, sent in pieces, checked and put in place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from clinic.console.api.caller import Caller
from clinic.console.api.problems import Problem
from clinic.station.manifest import Learned, Manifest
from clinic.station.receiving import Growing, Uploads
from game.resume_point import SESSION_ID_PATTERN

_AT_ONCE: Final = 256 * 1024
"""Bytes that are written in one go."""

_REFUSALS: Final = (400, 401, 404, 408, 409, 413, 422, 429, 507)

router = APIRouter(
    prefix="/uploads",
    responses={code: {"model": Problem} for code in _REFUSALS},
)

SessionIdInPath = Annotated[str, Path(pattern=SESSION_ID_PATTERN)]
Offset = Annotated[int, Query(ge=0, lt=2**40)]


class Progress(BaseModel):
    """Bytes that are there of each file, by name; `there` where the session is in place already."""

    session_id: str
    files: dict[str, int]
    there: bool


class Grown(BaseModel):
    """Where the file goes on."""

    offset: int


class Finished(BaseModel):
    """The session is in place; `new` is False where it was before."""

    session_id: str
    new: bool


class Busy:
    """Lets one request at a time change a session's upload; the others wait for it."""

    def __init__(self) -> None:
        self._locks: dict[tuple[int, str], tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def alone(self, station_id: int, session_id: str) -> AsyncIterator[None]:
        """Nobody else changes this upload within."""
        place = (station_id, session_id)
        lock, waiting = self._locks.get(place, (asyncio.Lock(), 0))
        self._locks[place] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[place]
            if waiting == 1:
                del self._locks[place]
            else:
                self._locks[place] = (lock, waiting - 1)


@router.post("")
async def begin(request: Request, manifest: Manifest, caller: Caller) -> Progress:
    """Announce a session; may be done again at any time."""
    async with _alone(request, caller.id, manifest.session_id) as uploads:
        found = await run_in_threadpool(uploads.begin, caller.id, manifest)
    return Progress(session_id=manifest.session_id, files=found.files, there=found.there)


@router.get("/{session_id}")
async def progress(request: Request, session_id: SessionIdInPath, caller: Caller) -> Progress:
    """How far a session has come."""
    async with _alone(request, caller.id, session_id) as uploads:
        found = await run_in_threadpool(uploads.received, caller.id, session_id)
    return Progress(session_id=session_id, files=found.files, there=found.there)


_BYTES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.put("/{session_id}/{file}", openapi_extra=_BYTES)
async def add(
    request: Request, session_id: SessionIdInPath, file: str, offset: Offset, caller: Caller
) -> Grown:
    """Send bytes of a file from `offset` on, 4 MiB at most; what came before a cut is kept."""
    async with _alone(request, caller.id, session_id) as uploads:
        growing = await run_in_threadpool(uploads.place, caller.id, session_id, file, offset)
        await _receive(request, growing)
    return Grown(offset=growing.at)


@router.post("/{session_id}/finish")
async def finish(
    request: Request, session_id: SessionIdInPath, learned: Learned, caller: Caller
) -> Finished:
    """Have every hash checked and the session put in place, with what it has taught."""
    async with _alone(request, caller.id, session_id) as uploads:
        new = await run_in_threadpool(uploads.finish, caller.id, caller.name, session_id, learned)
    return Finished(session_id=session_id, new=new)


async def _receive(request: Request, growing: Growing) -> None:
    waiting = bytearray()
    try:
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _AT_ONCE:
                piece, waiting = bytes(waiting), bytearray()
                await run_in_threadpool(growing.add, piece)
    except ClientDisconnect:
        pass  # it will ask how far it has come
    await run_in_threadpool(growing.add, bytes(waiting))


@asynccontextmanager
async def _alone(request: Request, station_id: int, session_id: str) -> AsyncIterator[Uploads]:
    busy: Busy = request.app.state.busy
    async with busy.alone(station_id, session_id):
        yield request.app.state.uploads
