"""Monado as a headset without a headset: the service, its remote driver, a display to draw on.

Used by the tests of everything that speaks OpenXR. Each service has a runtime folder, a
configuration and a TCP port of its own, so services never see each other.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from support.require import lack

RUNTIME_JSON = Path("/usr/share/openxr/1/openxr_monado.json")
INSTALL = "apt install monado-service libopenxr1-monado monado-cli xvfb (Debian 13, Ubuntu 24.04)"
START_S = 20.0

Vec3 = tuple[float, float, float]
Quat = tuple[float, float, float, float]

PACKET = struct.Struct("<8s 11f4x 11f4x 7f B3x" + 2 * " 7f 3f 3f 5f 3f 2f f 2f 13?3x")
assert PACKET.size == 376


def missing() -> str | None:
    """What a machine lacks to run these tests, None when nothing."""
    if not sys.platform.startswith("linux"):
        return "Monado runs on Linux only"
    if shutil.which("monado-service") is None or not RUNTIME_JSON.exists():
        return f"no Monado: {INSTALL}"
    if shutil.which("Xvfb") is None:
        return f"no Xvfb: {INSTALL}"
    return None


def need() -> None:
    """Skip with the reason where Monado is missing; fail where it is required."""
    reason = missing()
    if reason is None:
        return
    lack("monado", reason)


@dataclass(frozen=True, slots=True)
class Controller:
    """One controller as the remote driver takes it; poses in the stage frame."""

    position_m: Vec3 = (0.0, 0.0, 0.0)
    orientation: Quat = (0.0, 0.0, 0.0, 1.0)
    velocity_m_s: Vec3 = (0.0, 0.0, 0.0)
    curl: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)
    trigger: float = 0.0
    squeeze: float = 0.0
    thumbstick: tuple[float, float] = (0.0, 0.0)
    active: bool = True
    fingers: bool = False
    a: bool = False
    b: bool = False
    trigger_click: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """Head and both controllers at a moment."""

    head_position_m: Vec3 = (0.0, 1.2, 0.0)
    head_orientation: Quat = (0.0, 0.0, 0.0, 1.0)
    left: Controller = field(default_factory=lambda: Controller((-0.2, 0.9, -0.3)))
    right: Controller = field(default_factory=lambda: Controller((0.2, 0.9, -0.3)))

    def packet(self) -> bytes:
        """The 376 bytes of the remote driver's protocol, third version."""
        view = (-0.8, 0.8, 0.8, -0.8, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
        return PACKET.pack(
            b"mndrmt3\0",
            *view,
            *view,
            *self.head_orientation,
            *self.head_position_m,
            0,
            *_controller(self.left),
            *_controller(self.right),
        )


def _controller(hand: Controller) -> tuple[float | bool, ...]:
    return (
        *hand.orientation,
        *hand.position_m,
        *hand.velocity_m_s,
        *(0.0, 0.0, 0.0),
        *hand.curl,
        *(hand.trigger, hand.squeeze, hand.squeeze),
        *hand.thumbstick,
        *(0.0, 0.0, 0.0),
        *(hand.fingers, hand.active, False, False, hand.a, False, hand.b, False),
        *(hand.trigger_click, False, False, False, False),
    )


class RemotePatient:
    """A client of the remote driver; `sent` keeps (perf_counter_ns, Patient) of every packet."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10.0)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.now = Patient()
        self.sent: list[tuple[int, Patient]] = []

    def be(self, patient: Patient) -> None:
        """Take this pose at once."""
        self.now = patient
        self.sent.append((time.perf_counter_ns(), patient))
        self._socket.sendall(patient.packet())

    def change(self, **fields: object) -> None:
        """Take a pose that differs from the present one in these fields of `Patient`."""
        self.be(replace(self.now, **fields))  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go: Monado then holds the last pose."""
        self._socket.close()


class MonadoService:
    """A running service. `environment` is what a program needs to find it."""

    def __init__(self, folder: Path, extra: Mapping[str, str]) -> None:
        self.folder = folder
        self.port = _free_port()
        self.validation_log = folder / "validation.txt"
        config = folder / "config" / "monado"
        config.mkdir(parents=True)
        (config / "config_v0.json").write_text(
            json.dumps(
                {"active": "remote", "remote": {"version": 0, "port": self.port, "view_count": 2}}
            ),
            encoding="utf-8",
        )
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XR_RUNTIME_JSON": str(RUNTIME_JSON),
            **_validation(self.validation_log),
        }
        self._log = (folder / "monado.log").open("wb")
        self.process = subprocess.Popen(
            ["monado-service"],
            env={**os.environ, **self.environment, "XRT_COMPOSITOR_NULL": "1", **extra},
            stdin=subprocess.PIPE,  # with a closed one the service stops at once
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait_until_started()

    @property
    def log(self) -> str:
        """What the service has printed so far."""
        return (self.folder / "monado.log").read_text(encoding="utf-8", errors="replace")

    def control(self, *arguments: str) -> str:
        """Run monado-ctl."""
        done = subprocess.run(
            ["monado-ctl", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            encoding="utf-8",
            timeout=20,
            check=True,
        )
        return done.stdout

    def give_focus(self, process_id: int) -> None:
        """Put the program with this process id in front, as a user would in the dashboard."""
        for line in self.control().splitlines():
            words = line.replace(":", " ").split()
            if "pid" in words and int(words[words.index("pid") + 1]) == process_id:
                self.control("-p", words[words.index("id") + 1])
                return
        raise LookupError(f"no program {process_id} in the headset")

    def change_space(self) -> None:
        """Move the reference space, as a user's recentring does."""
        self.control("-c")

    def validation_errors(self) -> list[str]:
        """What the validation layer has complained about, a line each.

        Raises AssertionError when it never ran: silence would then mean nothing.
        """
        entries = [
            line
            for line in self.validation_log.read_text(encoding="utf-8").splitlines()
            if line.startswith("[")
        ]
        notices = ("VUID-CoreValidation-Initialize", "VUID-CoreValidation-Destroy")
        assert any(notices[0] in entry for entry in entries), "the validation layer did not run"
        return [entry for entry in entries if not any(notice in entry for notice in notices)]

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait(20)

    def close(self) -> None:
        """End it and free what it held."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self._log.close()

    def _wait_until_started(self) -> None:
        until = time.monotonic() + START_S
        while "service has started" not in self.log:
            if self.process.poll() is not None or time.monotonic() > until:
                self.close()
                raise RuntimeError(f"Monado did not start:\n{self.log}")
            time.sleep(0.02)


@contextmanager
def monado(**extra: str) -> Iterator[MonadoService]:
    """A service in a private folder; `extra` are more variables of its environment."""
    # Sockets have short paths, so not pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="monado-") as folder:
        service = MonadoService(Path(folder), extra)
        try:
            yield service
        finally:
            service.close()


@contextmanager
def display() -> Iterator[str]:
    """An X display of our own; its name, such as ":7"."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader, encoding="ascii") as names:
            yield ":" + names.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


def _validation(log: Path) -> dict[str, str]:
    spec = find_spec("xr")
    if spec is None or spec.origin is None:
        return {}
    layers = Path(spec.origin).parent / "api_layer" / f"linux_{os.uname().machine}"
    return {
        "XR_API_LAYER_PATH": str(layers),
        "XR_ENABLE_API_LAYERS": "XR_APILAYER_LUNARG_core_validation",
        "XR_CORE_VALIDATION_EXPORT_TYPE": "text",
        "XR_CORE_VALIDATION_FILE_NAME": str(log),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
