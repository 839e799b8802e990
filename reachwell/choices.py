"""What was asked on the command line, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reachwell.errors import UsageError

WINDOW_INPUTS: Final = ("mouse", "keyboard", "gamepad")
INPUTS: Final = (*WINDOW_INPUTS, "openxr", "simulated", "replay")
REPLAYS_IN: Final = ("window", "none")


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of `play` as given; None is left to us."""

    level: str | None = None
    patient: str | None = None
    device: str | None = None
    view: str | None = None
    speed: str | None = None
    seed: int | None = None
    data: Path | None = None
    screenshot: Path | None = None
    screenshot_trial: int = 1
    window_if_possible: bool = False
    resume: str | None = None
    supervised: bool = False
    clear_space: bool = False
    lsl: bool = False
    lsl_network: bool = False
    lsl_wait_s: float = 0.0
    console: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """An input by name, with what follows the colon: a kind of patient, a recording."""

    name: str
    detail: str = ""

    @property
    def person(self) -> bool:
        """Whether a person uses it: who is simulated or replayed has a time of their own."""
        return self.name not in ("simulated", "replay")


def device_of(choices: Choices) -> Device:
    """The input that was asked for. Raises `UsageError`."""
    if choices.resume is not None and choices.level is not None:
        raise UsageError("LEVEL does not go with --resume: the session has its own")
    if choices.device is None:
        return Device("openxr" if choices.view == "headset" else "mouse")
    name, _, detail = choices.device.partition(":")
    if name not in INPUTS:
        raise UsageError(f"--input {choices.device}: no such input; allowed: {', '.join(INPUTS)}")
    if name == "replay" and not detail:
        raise UsageError("--input replay: which recording? allowed: replay:FOLDER")
    if name == "simulated" and detail:
        _check_kind(detail)
    if detail and name not in ("simulated", "replay"):
        raise UsageError(f"--input {choices.device}: {name} takes nothing after a colon")
    return Device(name, detail)


def _check_kind(kind: str) -> None:
    from simulation import PROFILES

    if kind not in PROFILES:
        raise UsageError(
            f"--input simulated:{kind}: no such kind of patient; allowed: {', '.join(PROFILES)}"
        )


def view_of(choices: Choices, device: Device) -> str:
    """Where the picture goes. Raises `UsageError` for what does not go together."""
    view = choices.view
    if view is None:
        if device.name == "openxr":
            return "headset"
        return "window" if device.person else "none"
    allowed = {"openxr": ("headset", "none"), "simulated": REPLAYS_IN, "replay": REPLAYS_IN}
    views = allowed.get(device.name, ("window",))
    if view not in views:
        raise UsageError(
            f"--view {view} does not go with --input {device.name}; allowed: {', '.join(views)}"
        )
    return str(view)


def check_picture(choices: Choices, view: str) -> None:
    """Raise `UsageError` where a picture is asked for and nothing is drawn."""
    if choices.screenshot is not None and view == "none":
        raise UsageError("--screenshot does not go with --view none; allowed: window, headset")


def speed_of(choices: Choices, device: Device, view: str) -> str:
    """How fast time runs. Raises `UsageError` where a person plays faster than real time."""
    if choices.speed is None:
        live = choices.lsl or choices.console is not None
        return "real" if device.person or view != "none" or live else "max"
    if choices.speed == "max" and choices.lsl:
        raise UsageError("--speed max does not go with --lsl: live streams run in real time")
    if choices.speed == "max" and device.person:
        raise UsageError(
            f"--speed max does not go with --input {device.name}; allowed with simulated, replay"
        )
    return str(choices.speed)
