"""Opening what the patient moves: a device and the clock that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from controllers.controller import Clock, Controller, Limb, Side
from controllers.frame import Vec3
from controllers.mounting import Mounting
from controllers.worn import WornFeet
from game.clock import PacedClock, RealClock, SimulatedClock
from game.recording.reading import Recording
from reachwell.choices import Device
from reachwell.display import Display
from tasks.scene import Scene

SIMULATED_RATE_HZ = 90.0


Wear = Callable[[Mounting | None], None]


def nothing_worn(mounting: Mounting | None) -> None:
    """For devices that nobody wears at the ankles; a recording's feet are in it already."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A controller, its clock, and the rate that the clock aims at (None: the headset knows).

    `wear` tells the device how it is worn at the ankles from now on.
    """

    controller: Controller
    clock: Clock
    rate_hz: float | None
    wear: Wear = nothing_worn


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits there: what a device without a tracked head has to assume."""

    affected: Side
    eye_height_m: float


def open_rig(
    device: Device,
    display: Display,
    scene: Scene,
    seat: Seat,
    seed: int,
    speed: str,
    recording: Recording | None,
) -> Rig:
    """Open the device by name. Raises `DeviceUnavailableError`."""
    match device.name:
        case "openxr":
            return _headset(display)
        case "simulated":
            return _simulated(device.detail, scene, seat, seed, speed)
        case "replay":
            assert recording is not None
            return _replay(recording, speed)
        case name:
            return _by_hand(name, display, scene, seat)


def _headset(display: Display) -> Rig:
    headset = display.headset
    if headset is None:
        from controllers.openxr import open_headset

        headset = open_headset(None)
    worn = WornFeet(headset)
    return Rig(worn, headset, None, worn.wear)


def _simulated(kind: str, scene: Scene, seat: Seat, seed: int, speed: str) -> Rig:
    from simulation import SimulatedPatient, profile

    patient = SimulatedPatient(
        profile(kind or "mild"), seed, lambda: scene, seat.affected, seat.eye_height_m
    )
    clock: Clock = RealClock(SIMULATED_RATE_HZ)
    if speed == "max":
        clock = SimulatedClock(SIMULATED_RATE_HZ)
    return Rig(patient, clock, SIMULATED_RATE_HZ)


def _replay(recording: Recording, speed: str) -> Rig:
    from controllers.replay import ReplayController

    replay = ReplayController(recording.info.features, recording.samples(), recording.joints())
    clock = replay if speed == "max" else PacedClock(replay)
    return Rig(replay, clock, recording.info.rate_hz)


def _by_hand(name: str, display: Display, scene: Scene, seat: Seat) -> Rig:
    from controllers.gamepad import GamepadController
    from controllers.keyboard import KeyboardController
    from controllers.mouse import MouseController
    from game.wanted import asked_for, depth_along, heading_asked

    events = display.events
    assert events is not None

    def side() -> Side:
        return scene.wanted_side or seat.affected

    def limb() -> Limb:
        return scene.wanted_limb

    def heading() -> float | None:
        return heading_asked(scene)

    def depth(origin_m: Vec3, direction: Vec3) -> float | None:
        return depth_along(scene, origin_m, direction)

    def goal() -> Vec3 | None:
        return asked_for(scene)

    openers: dict[str, Callable[[], Controller]] = {
        "mouse": lambda: MouseController(
            events,
            display.viewport,
            side,
            limb=limb,
            facing=heading,
            depth_hint=depth,
            look_at=goal,
            eye_height_m=seat.eye_height_m,
        ),
        "keyboard": lambda: KeyboardController(
            events,
            side,
            limb=limb,
            facing=heading,
            depth_hint=depth,
            look_at=goal,
            eye_height_m=seat.eye_height_m,
        ),
        "gamepad": lambda: GamepadController(
            events,
            side,
            limb=limb,
            facing=heading,
            depth_hint=depth,
            look_at=goal,
            eye_height_m=seat.eye_height_m,
        ),
    }
    return Rig(openers[name](), RealClock(display.rate_hz), display.rate_hz)
