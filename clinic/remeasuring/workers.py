"""Who measures sessions anew: this process, a pool of processes, a Dask cluster.

All are executors of `concurrent.futures`, and what they do is the same function.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from clinic.errors import ClinicError
from tasks.formulas import formulas

_ANSWERS_WITHIN_S: Final = 10
_IS_ADDRESS: Final = re.compile(r"(?:tcp|tls)://([^/@\s]+):(\d{1,5})").fullmatch
_GO_ON: Final = "what is measured stays, and the same command goes on"


def here() -> Executor:
    """One session after the other, in this process."""
    return ThreadPoolExecutor(1)


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """A pool of processes of this machine. Raises `ClinicError` when one of them dies."""
    # Spawned everywhere, as Windows does: threads of libraries do not survive a fork.
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin_worker)
    try:
        with pool:
            try:
                yield pool
            finally:
                pool.shutdown(cancel_futures=True)
    except BrokenProcessPool as error:
        raise ClinicError(f"a worker process died; {_GO_ON}") from error


@contextmanager
def cluster(address: str, folder: Path) -> Iterator[Executor]:
    """The workers of a Dask scheduler, which reach the sessions in `folder` by the same path.

    Raises `ClinicError` when Dask is not installed, nobody answers, a worker is lost, does not
    see the folder, or has other formulas.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError as error:
        raise ClinicError("no Dask here: pip install 'reachwell[cluster]'") from error
    _require_answer(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_ANSWERS_WITHIN_S, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise ClinicError(f"no Dask scheduler answers at {address}") from error
    try:
        with client:
            _require_fit(address, client.run(look, str(folder), on_error="return"), folder)
            yield client.get_executor()
    except (CommClosedError, KilledWorker, CancelledError) as error:
        raise ClinicError(f"the Dask cluster at {address} lost a worker; {_GO_ON}") from error


def _require_answer(address: str) -> None:
    # Dask itself tries again and again until its time is over, and then tells much.
    parts = _IS_ADDRESS(address)
    if parts is None:
        raise ClinicError(
            f"{address!r:.80} is no address; allowed: tcp://HOST:PORT, tls://HOST:PORT"
        )
    host, port = parts[1].strip("[]"), int(parts[2])
    try:
        socket.create_connection((host, port), _ANSWERS_WITHIN_S).close()
    except (OSError, OverflowError, UnicodeError) as error:
        raise ClinicError(f"nobody answers at {address}: {error}") from error


def look(folder: str) -> tuple[bool, str]:
    """Whether a worker sees the folder, and by which formulas it measures."""
    return Path(folder).is_dir(), formulas()


def _require_fit(address: str, seen: dict[str, Any], folder: Path) -> None:
    if not seen:
        raise ClinicError(f"the Dask scheduler at {address} has no workers")
    for worker, answer in seen.items():
        if not isinstance(answer, tuple):
            raise ClinicError(f"worker {worker} can't measure: is Reachwell installed there?")
        there, its_formulas = answer
        if not there:
            raise ClinicError(
                f"worker {worker} does not see {folder}: sessions have to be on storage that all "
                "workers share, at the same path"
            )
        if its_formulas != formulas():
            raise ClinicError(f"worker {worker} measures by other formulas: update Reachwell there")


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end when it has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
