"""`reachwell doctor`: what this machine has for playing, and what to do about the rest."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from reachwell.output import print_json, print_table

PATIENCE_S: Final = 15.0
LITTLE_SPACE_GB: Final = 1.0
OLDEST_PYTHON: Final = (3, 11)
PARTS: Final = ("numpy", "pyarrow", "pydantic", "pygame-ce", "moderngl")
SOFTWARE_GL: Final = ("llvmpipe", "softpipe", "SwiftShader", "GDI Generic")
NO_MAC: Final = "use Linux or Windows for a headset; window, mouse and gamepad work here"
MONADO: Final = (
    "without a headset, Monado can stand in: apt install monado-service "
    "(Debian 13, Ubuntu 24.04 and newer)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination. `advice` is empty where nothing needs doing."""

    name: str
    works: bool
    found: str
    advice: str = ""


def doctor(
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of all data, instead of the usual one.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Examine this machine: Python, graphics, sound, voice, gamepads, OpenXR, space for data."""
    findings = examine(data)
    if as_json:
        print_json([asdict(finding) for finding in findings])
        return
    print_table(
        ("PART", "", "FOUND", "WHAT TO DO"),
        [
            (finding.name, "ok" if finding.works else "--", finding.found, finding.advice)
            for finding in findings
        ],
    )


def examine(data: Path | None) -> list[Finding]:
    """Everything that is looked at, in order; nothing here raises or hangs."""
    return [
        python(),
        packages(),
        graphics(),
        sound(),
        voice(),
        gamepads(),
        runtime_file(),
        headset(),
        data_folder(data),
    ]


def python() -> Finding:
    """The interpreter."""
    version = sys.version_info[:2]
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    advice = "" if version >= OLDEST_PYTHON else "install Python 3.11 or newer"
    return Finding("Python", not advice, found, advice)


def packages() -> Finding:
    """Reachwell and what it is built on."""
    from importlib import metadata

    parts = ("reachwell", *PARTS, *(() if sys.platform == "darwin" else ("pyopenxr",)))
    found, missing = [], []
    for part in parts:
        try:
            found.append(f"{part} {metadata.version(part)}")
        except metadata.PackageNotFoundError:
            missing.append(part)
    advice = f"install the missing: {', '.join(missing)}" if missing else ""
    return Finding("packages", not missing, ", ".join(found), advice)


def graphics() -> Finding:
    """Display and OpenGL."""
    if sys.platform.startswith("linux") and not _display():
        return Finding(
            "graphics",
            works=False,
            found="no display (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            advice="log in to a desktop, or play with --view none",
        )
    works, found = probe("gl")
    if not works:
        return Finding("graphics", works, found, "install a graphics driver with OpenGL 3.3")
    slow = any(name in found for name in SOFTWARE_GL)
    advice = "drawn by the processor, so slowly: install the graphics card's driver"
    return Finding("graphics", works, found, advice if slow else "")


def sound() -> Finding:
    """The default sound output."""
    works, found = probe("audio")
    return Finding("sound", works, found, "" if works else "plug in or choose a sound output")


def voice() -> Finding:
    """The system's own voice, which reads out what the boards say."""
    from game.view.voice import find_program

    program = find_program()
    if program is not None:
        return Finding("voice", works=True, found=program.name)
    advice = "to have boards read out: apt install espeak-ng" if _linux() else "none is needed"
    return Finding("voice", works=False, found="none", advice=advice)


def gamepads() -> Finding:
    """Gamepads that are plugged in."""
    works, found = probe("gamepads")
    return Finding("gamepads", works, found, "" if works else "plug one in, to play with one")


def runtime_file() -> Finding:
    """The OpenXR runtime that is set up on this machine, running or not."""
    if platform.system() == "Darwin":
        return Finding("OpenXR runtime", works=False, found="none for macOS", advice=NO_MAC)
    named = os.environ.get("XR_RUNTIME_JSON")
    path = named or next(_active_runtimes(), None)
    if path is None:
        return Finding(
            "OpenXR runtime",
            works=False,
            found="none is set up",
            advice="install SteamVR, the Quest Link app, ALVR or WiVRn" + _or_monado(),
        )
    if not Path(path).is_file():
        where = "XR_RUNTIME_JSON names" if named else "the system names"
        return Finding(
            "OpenXR runtime",
            works=False,
            found=f"{where} {path}, which is not there",
            advice="set the runtime anew in its own settings",
        )
    return Finding("OpenXR runtime", works=True, found=path)


def headset() -> Finding:
    """A headset that the runtime offers now."""
    if platform.system() == "Darwin":
        return Finding("headset", works=False, found="none for macOS", advice=NO_MAC)
    works, found = probe("openxr")
    if works:
        return Finding("headset", works, found)
    advice = found if "--input" in found else f"{found}; restart the runtime, or the machine"
    return Finding("headset", works, "none answers", advice)


def data_folder(data: Path | None) -> Finding:
    """Where recordings go, and whether there is room."""
    from game.datadir import data_directory

    root = data_directory(data).root
    # Not Path.exists: it raises for a name that is too long.
    there = next(folder for folder in (root, *root.parents) if os.path.exists(folder))  # noqa: PTH110
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"reachwell")
    except OSError as error:
        return Finding(
            "data folder",
            works=False,
            found=f"{root} can't be written: {error.strerror}",
            advice="choose another: --data DIR or REACHWELL_DATA",
        )
    free_gb = shutil.disk_usage(there).free / 1e9
    advice = "make room: an hour of play takes about 0.2 GB" if free_gb < LITTLE_SPACE_GB else ""
    return Finding("data folder", not advice, f"{root}, {free_gb:.1f} GB free", advice)


def probe(name: str, patience_s: float = PATIENCE_S) -> tuple[bool, str]:
    """Try one part in a process of its own: whether it works, and what was found.

    One that crashes or gives no answer in time does not work.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "reachwell.probes", name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, f"gave no answer in {patience_s:g} s"
    except OSError as error:
        return False, f"can't be tried: {error.strerror}"
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
        return bool(answer["works"]), str(answer["found"])
    except (IndexError, ValueError, KeyError, TypeError):
        return False, f"crashed when tried (exit code {done.returncode})"


def _linux() -> bool:
    return sys.platform.startswith("linux")


def _display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _or_monado() -> str:
    return f"; {MONADO}" if sys.platform.startswith("linux") else ""


def _active_runtimes() -> Iterator[str]:
    """Where the OpenXR loader looks, in its order."""
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Khronos\OpenXR\1") as key,
        ):
            yield str(winreg.QueryValueEx(key, "ActiveRuntime")[0])
    else:
        folders = [
            os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config"),
            *(os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":"),
            "/usr/local/etc",
            "/etc",
        ]
        for folder in folders:
            for name in (f"active_runtime.{platform.machine()}.json", "active_runtime.json"):
                file = Path(folder) / "openxr" / "1" / name
                if file.is_file():
                    yield str(file)
