"""Over a network: only with TLS, of 1.2 or newer, with cookies that no other host can set."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest
from support.certificates import Certificates, make_certificates
from support.command import command
from support.console import PASSWORD, Served, add_account, console
from support.hostile import place

from clinic.console.serving import key_is_open, tls


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    add_account(data, "lead", "lead")
    options = ["--host", "localhost", "--tls-certificate", str(certificates.certificate)]
    with console(data, *options, "--tls-key", str(certificates.key)) as found:
        yield found


def test_the_cookie_is_bound_to_this_host_and_to_tls(served, certificates):
    trusting = ssl.create_default_context(cafile=str(certificates.authority))
    with httpx.Client(
        base_url=served.url, headers={"Origin": served.url}, verify=trusting
    ) as client:
        answer = client.post("/sign-in", data={"login": "lead", "password": PASSWORD})
        told = answer.headers["set-cookie"]
        assert told.startswith("__Host-reachwell_console=")
        assert "secure" in told.lower()
        assert "path=/" in told.lower()
        assert "domain" not in told.lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert client.get("/patients").status_code == 200
        plain = {"Cookie": f"reachwell_console={client.cookies['__Host-reachwell_console']}"}
    with httpx.Client(base_url=served.url, headers=plain, verify=trusting) as client:
        assert client.get("/patients").status_code == 303


def test_older_tls_is_refused(served):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSVersion"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(place(served.url), timeout=20) as talk,
        pytest.raises(ssl.SSLError),
    ):
        old.wrap_socket(talk)


@pytest.mark.parametrize(
    "options",
    [
        ("--host", "0.0.0.0"),
        ("--host", "10.0.0.5", "--tls-certificate", "cert.pem"),
        ("--tls-certificate", "none.pem", "--tls-key", "none.pem"),
        ("--allowed-host", "https://x"),
    ],
)
def test_options_that_would_not_be_safe_are_told_in_a_line(tmp_path, options):
    done = command("clinic", "--no-browser", "--data", tmp_path, *options)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_certificate_and_a_key_that_do_not_belong_together_are_told(tmp_path, certificates):
    from clinic.errors import ClinicError

    other = make_certificates(tmp_path)
    with pytest.raises(ClinicError, match="no certificate and its key"):
        tls(certificates.certificate, other.key)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="Windows keeps no modes")
def test_a_key_that_others_may_read_is_told(tmp_path, certificates):
    key = tmp_path / "key.pem"
    key.write_bytes(certificates.key.read_bytes())
    key.chmod(0o644)
    assert key_is_open(key)
    key.chmod(0o600)
    assert not key_is_open(key)
