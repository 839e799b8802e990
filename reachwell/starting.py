"""The command by which a console or a station starts a game."""

from __future__ import annotations

import sys
from pathlib import Path

from clinic.station.process import Call
from clinic.station.spec import StartSpec


def play_command(spec: StartSpec, level: Path, call: Call) -> list[str]:
    """This program, playing what is asked for; the key goes by the environment."""
    line = [sys.executable, "-m", "reachwell", "play"]
    line += ["--resume", spec.resume] if spec.resume else [str(level)]
    line += ["--patient", spec.patient_code, "--input", spec.input, "--view", spec.picture]
    line += ["--speed", "real", "--console", call.url, "--data", str(call.data)]
    if spec.supervised:
        line.append("--supervised")
    if spec.clear_space:
        line.append("--clear-space")
    if spec.seed is not None:
        line += ["--seed", str(spec.seed)]
    return line
