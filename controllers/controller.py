"""What the program asks of a device, a clock and a sound of touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

from controllers.frame import InputFrame

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")
Limb = Literal["hand", "foot"]


def other_side(side: Side) -> Side:
    """The side across."""
    return "right" if side == "left" else "left"


@dataclass(frozen=True, slots=True)
class Features:
    """What a device can give; declared before it is opened.

    `feet`: it tracks the feet themselves (worn controllers do not count). `bounds_m` is width and
    depth of the clear rectangle around the stage's origin, None where nobody has measured one.
    """

    name: str
    hands: tuple[Side, ...] = ("left", "right")
    orientation: bool = False
    aim: bool = False
    feet: bool = False
    hand_joints: bool = False
    haptics: bool = False
    bounds_m: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Haptic:
    """One vibration: where, how strong (0..1), how long."""

    side: Side
    amplitude: float
    duration_s: float


class DeviceLostError(Exception):
    """The device or its runtime is gone for good in this session; says what a person can do."""


class DeviceUnavailableError(Exception):
    """The device can't be opened; the message is one line that says what to do."""


class EndOfInput(Exception):  # noqa: N818 - an end, as StopIteration is, and no fault
    """A finite input (a recording) has no further frame."""


class Controller(Protocol):
    """A device: fills the frame in place, once a frame, without blocking."""

    @property
    def features(self) -> Features:
        """What the device gives."""
        ...

    def read(self, frame: InputFrame) -> None:
        """Fill poses, buttons and flags of an already stamped frame.

        Raises `DeviceLostError` when the device is gone for good; a device that may come back
        reports `connected` false instead.
        """
        ...

    def pulse(self, haptic: Haptic) -> None:
        """Vibrate, where the device can; do nothing where it can't."""
        ...

    def close(self) -> None:
        """Give the device back. May be called twice."""
        ...


class Clock(Protocol):
    """Decides when the next frame is: real time, a headset's runtime, simulated, replayed."""

    def wait(self, frame: InputFrame) -> None:
        """Block until the next frame is due, then stamp it.

        Raises `EndOfInput` when there is none, `DeviceLostError` when the runtime is gone.
        """
        ...
