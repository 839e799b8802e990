"""What the command line says of consoles that can't be linked to: one line, and no session."""

from __future__ import annotations

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from support.command import command

from reachwell.link import KEY

WAIT_S = 60.0


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "allowed: https://HOST:PORT"),
        ("ws://127.0.0.1:1", "allowed: https://HOST:PORT"),
        ("http://127.0.0.1:99999", "allowed: https://HOST:PORT"),
        ("http://[::1", "allowed: https://HOST:PORT"),
        ("http://10.0.0.1:8042", "only https:// leaves this machine"),
        ("https://lead:secret@clinic.example", "an address alone"),
        ("https://clinic.example/page", "allowed: https://HOST:PORT"),
    ],
)
def test_an_address_that_is_none_is_one_line(url: str, why: str, tmp_path: Path) -> None:
    told = play(tmp_path, url, "a-key")
    assert told.returncode == 2
    assert why in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("key", ["", "  ", "kéy"])
def test_without_a_key_there_is_one_line(key: str, tmp_path: Path) -> None:
    told = play(tmp_path, "http://127.0.0.1:1", key)
    assert told.returncode == 2
    assert KEY in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b'{"protocols": [2, 3]}', "speaks link protocol 2, 3, this program 1"),
        (200, b"<html>", "no Reachwell console answers there"),
        (200, b"[" * 9000, "no Reachwell console answers there"),
        (404, b"", "no Reachwell console answers there"),
        (303, b"", "no Reachwell console answers there"),
        (401, b"", "does not take this key"),
    ],
)
def test_who_answers_otherwise_is_told_before_play(
    status: int, body: bytes, why: str, tmp_path: Path
) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        told = play(tmp_path, f"http://127.0.0.1:{server.server_port}", "a-key")
        thread.join(WAIT_S)
    assert told.returncode == 2
    assert why in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "sessions").exists()


def play(data: Path, url: str, key: str) -> subprocess.CompletedProcess[str]:
    """The command, with this key in its environment."""
    arguments = ("--input", "simulated", "--speed", "max", "--data", data, "--console", url)
    return command("play", "taster", *arguments, **{KEY: key})


def test_a_rerun_is_played_as_it_was(tmp_path: Path) -> None:
    told = command(
        *("play", "--input", f"replay:{tmp_path}", "--console", "http://127.0.0.1:1"), **{KEY: "k"}
    )
    assert told.returncode == 2
    assert "--console does not go with --input replay" in told.stderr
