"""The HTTP API of stations before made-up requests: it keeps to its schema and never falls over."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support.console import Served, add_account, console

from clinic.console.api import PREFIX, schema
from clinic.station.keys import join, make_join_code
from clinic.store import open_store
from game.datadir import DataDirectory
from game.patient import Patient, add_patient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
api = schemathesis.openapi.from_dict(schema())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    add_account(data, "lead", "lead")
    add_patient(DataDirectory(data).patients, Patient(code="P01", affected="left"))
    with console(data) as found:
        yield found
        assert httpx.get(f"{found.url}/health").text == "ok"
        assert "Traceback" not in "".join(found.told)


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    with open_store(DataDirectory(served.data)) as store, store.writing() as connection:
        typed, _ = make_join_code(connection, 1)
        return join(connection, typed, "Room 1")[1]


@api.parametrize()
@BOUNDED
def test_whatever_a_stranger_asks(case, served):
    case.call_and_validate(base_url=served.url + PREFIX, checks=CHECKS)


@api.parametrize()
@BOUNDED
def test_whatever_a_station_asks(case, served, key):
    case.call_and_validate(
        base_url=served.url + PREFIX,
        headers={"Authorization": f"Bearer {key}"},
        checks=CHECKS,
    )
