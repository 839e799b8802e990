"""What has to be done now and then while the console is open."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from starlette.concurrency import run_in_threadpool

from clinic.console.console import Console
from clinic.console.lockouts import forget_old
from clinic.console.logins import remove_ended, seen, still_in
from clinic.console.passwords import prepare
from clinic.errors import ClinicError
from game.recording.info import now_utc

EACH_S: Final = 5.0
_CLEANED_EVERY: Final = 60

_log: Final = logging.getLogger(__name__)


async def watch(console: Console) -> None:
    """Until it is cancelled: end pages whose sign-in has ended, write down what was refused."""
    await run_in_threadpool(prepare)
    round_ = 0
    while True:
        try:
            await look_after(console, clean=round_ % _CLEANED_EVERY == 0)
        except ClinicError as error:  # the database may come back
            _log.warning("%s", error)
        except Exception:  # whatever it was: sign-ins have to go on ending
            _log.exception("looking after the console failed")
        round_ += 1
        try:
            async with asyncio.timeout(EACH_S):
                await console.sockets.again.wait()
        except TimeoutError:
            pass
        console.sockets.again.clear()


async def look_after(console: Console, *, clean: bool = False) -> None:
    """One round. Raises `ClinicError` when the database fails."""
    tokens, active = console.sockets.tokens(), console.sockets.active()
    gone = await run_in_threadpool(_round, console, tokens, active, clean)
    if gone:
        await console.sockets.end(gone)


def _round(console: Console, tokens: set[str], active: set[str], clean: bool) -> set[str]:  # noqa: FBT001
    with console.store.reading() as connection:
        there = still_in(connection, tokens | active)
    if active & there or clean or console.refusals.any():
        with console.store.writing() as connection:
            seen(connection, *(active & there))
            console.refusals.write(connection)
            if clean:
                remove_ended(connection)
                forget_old(connection, now_utc())
    return tokens - there
