"""Stations and games call a console over TLS, and only one whose certificate they trust."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from support.certificates import Certificates, make_certificates
from support.console import REACHWELL, Served, add_account, console
from support.linked import LEVEL

from clinic.station.keys import make_join_code
from clinic.station.process import Call, GameProcess
from clinic.station.spec import StartSpec
from clinic.store import open_store
from game.datadir import DataDirectory
from game.patient import Patient, add_patient
from reachwell.starting import play_command

WITHIN_S = 60


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates):
    data = tmp_path_factory.mktemp("console")
    add_patient(DataDirectory(data).patients, Patient(code="P01", affected="left"))
    add_account(data, "lead", "lead")
    options = ["--tls-certificate", str(certificates.certificate), "--tls-key"]
    options += [str(certificates.key), "--host", "localhost"]
    config = data / "config"
    with console(data, *options, env={"REACHWELL_CONFIG": str(config)}) as found:
        yield found


def test_a_station_trusts_the_clinics_own_authority_only_when_it_is_told_to(
    tmp_path: Path, served: Served, certificates: Certificates
) -> None:
    with open_store(DataDirectory(served.data)) as store, store.writing() as connection:
        typed, _ = make_join_code(connection, 1)
    environment = {**os.environ, "REACHWELL_CONFIG": str(tmp_path)}
    join = [*REACHWELL, "station", "join", served.url, typed, "--name", "Room 1"]
    refused = subprocess.run(join, env=environment, capture_output=True, text=True)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "is not trusted here" in refused.stderr
    subprocess.run(
        [*join, "--tls-ca", str(certificates.authority)],
        env=environment,
        check=True,
        capture_output=True,
    )
    run = [*REACHWELL, "station", "run", "--data", str(tmp_path / "data")]
    with subprocess.Popen(run, env=environment, stderr=subprocess.PIPE, text=True) as station:
        assert station.stderr is not None
        try:
            said = station.stderr.readline()
        finally:
            station.kill()
    assert said == f"Room 1 waits to be asked by the console at {served.url}\n"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_game_of_the_consoles_own_machine_trusts_the_consoles_own_certificate(
    tmp_path: Path, served: Served, certificates: Certificates, *, trusted: bool
) -> None:
    key = (served.data / "config" / "console.key").read_text()
    level = LEVEL.replace("repetitions: 3", "repetitions: 1")
    spec = StartSpec(patient_code="P01", level_raw=level, input="simulated:healthy", seed=1)
    call = Call(served.url, key, served.data, certificates.certificate if trusted else None)
    problem = GameProcess(spec, call, play_command).wait()
    if trusted:
        assert problem is None
    else:
        assert "certificate is not trusted" in (problem or "")
