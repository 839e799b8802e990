"""What `reachwell station` does."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console as Terminal

from clinic.errors import ClinicError
from clinic.link.address import address_of
from clinic.station.config import config_folder
from clinic.station.handing import pending
from clinic.station.joined import Joined, forget, joined, keep
from clinic.station.keys import checked_name
from clinic.station.running import Running, Tools
from clinic.station.web import AwayError, RefusedError, Web
from game.datadir import data_directory
from game.recording.errors import RecordingError
from game.recording.info import software_versions
from game.recording.lock import SessionLock, hold
from reachwell.bar import bar
from reachwell.mending import mend
from reachwell.starting import play_command


def join_console(url: str, code: str, name: str, tls_ca: Path | None) -> None:
    """Join, and keep the key. Raises `ClinicError`, `RecordingError`."""
    terminal = _terminal()
    if found := joined():
        raise ClinicError(
            f"this machine has joined {found.url} as {found.name}; first: reachwell station leave"
        )
    address = address_of(url)
    checked_name(name)
    tls_ca = tls_ca.absolute() if tls_ca else None
    answer = Web(address, None, tls_ca).post("/join", json.dumps({"code": code, "name": name}))
    kept = Joined.model_validate({**answer, "url": str(address), "tls_ca": tls_ca})
    place = keep(kept)
    terminal.print(f"{name} has joined {address}. Its key is in {place}.")
    terminal.print("Wait to be asked for a game: reachwell station run")


def run_station(folder: Path | None) -> None:
    """Wait to be asked, play, hand over, until Ctrl-C. Raises `ClinicError`, `RecordingError`."""
    terminal = _terminal()
    found = _joined()
    data = data_directory(folder)
    lock = _alone()
    try:
        with bar("Handing over") as progress:
            version = software_versions()["reachwell"]
            tools = Tools(
                play_command,
                lambda: mend(data, terminal.print),
                terminal.print,
                progress,
                version,
            )
            tools.mend()
            Running(found, data, tools).run()
    finally:
        lock.release()


def leave_console(folder: Path | None, *, anyway: bool) -> None:
    """Have the console forget this station, and forget its key. Raises `ClinicError`."""
    terminal = _terminal()
    found = _joined()
    waiting = len(pending(data_directory(folder)))
    if waiting and not anyway:
        raise ClinicError(
            f"{waiting} sessions are not handed over: reachwell station run hands them over, "
            "--anyway leaves them here"
        )
    try:
        Web(address_of(found.url), found.key, found.tls_ca).post("/leave", "")
    except RefusedError as error:
        if error.status != 401:  # it was removed already
            raise
    except AwayError as error:
        terminal.print(f"{error}. Remove {found.name} on the console's page of stations too.")
    forget()
    terminal.print(f"{found.name} has left {found.url}.")


def _alone() -> SessionLock:
    try:
        return hold(config_folder())
    except RecordingError as error:
        raise ClinicError("a station runs on this machine already") from error


def _joined() -> Joined:
    found = joined()
    if found is None:
        raise ClinicError(
            "this machine has joined no console; first: reachwell station join URL CODE --name NAME"
        )
    return found


def _terminal() -> Terminal:
    return Terminal(stderr=True, markup=False, highlight=False, soft_wrap=True)
