"""Machines without OpenXR: told in one line, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from controllers.controller import DeviceUnavailableError
from controllers.openxr import find_runtime, open_headset


@pytest.mark.parametrize("attempt", [find_runtime, lambda: open_headset(None)])
def test_no_runtime_is_told_in_one_line(
    attempt: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XR_RUNTIME_JSON", str(tmp_path / "none.json"))
    with pytest.raises(DeviceUnavailableError) as told:
        attempt()  # type: ignore[operator]
    assert "--input mouse" in str(told.value)
    assert "\n" not in str(told.value)


def _in_a_fresh_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout


def test_importing_the_package_does_not_load_openxr() -> None:
    said = _in_a_fresh_python(
        "import sys, controllers.openxr, controllers.controller\n"
        "print('xr' in sys.modules, 'numpy' in sys.modules)"
    )
    assert said.split()[0] == "False"


def test_a_python_without_pyopenxr_is_told_in_one_line() -> None:
    said = _in_a_fresh_python(
        "import sys\n"
        "sys.modules['xr'] = None\n"
        "from controllers.controller import DeviceUnavailableError\n"
        "import controllers.openxr as openxr\n"
        "for attempt in (openxr.find_runtime, openxr.current_context,\n"
        "                lambda: openxr.open_headset(None)):\n"
        "    try:\n"
        "        attempt()\n"
        "    except DeviceUnavailableError as told:\n"
        "        print(told)\n"
    )
    lines = said.splitlines()
    assert len(lines) == 3
    assert all("--input mouse" in line for line in lines)
