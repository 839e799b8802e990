"""The one record of input: what every device fills and everything downstream reads.

Frames, units and times are OpenXR's: right-handed, metres, +Y up, -Z forward, the stage's
origin on the floor; quaternions are x, y, z, w; times are integer nanoseconds on the
monotonic clock of `time.perf_counter_ns`.

Every tracked point is located twice: at the time the frame will be displayed (what the
patient sees, so what the task judges) and at the time it was sampled (not extrapolated, so
what the measures use).
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import numpy as np
import numpy.typing as npt

Vec3 = tuple[float, float, float]
Quat = tuple[float, float, float, float]

IDENTITY: Final[Quat] = (0.0, 0.0, 0.0, 1.0)


class PoseFlag(IntFlag):
    """The runtime's word on a pose; the bits are those of XrSpaceLocationFlags.

    Valid but not tracked means held or guessed: such a pose is shown but never scores.
    """

    ORIENTATION_VALID = 1
    POSITION_VALID = 2
    ORIENTATION_TRACKED = 4
    POSITION_TRACKED = 8


NO_POSE: Final = 0
GUESSED: Final = int(PoseFlag.ORIENTATION_VALID | PoseFlag.POSITION_VALID)
TRACKED: Final = GUESSED | int(PoseFlag.ORIENTATION_TRACKED | PoseFlag.POSITION_TRACKED)


class Button(IntFlag):
    """What a patient can press, whatever the device calls it."""

    SELECT = 1
    BACK = 2
    UP = 4
    DOWN = 8
    LEFT = 16
    RIGHT = 32
    STOP = 64
    RECENTRE = 128


POINTS: Final = ("head", "left_hand", "right_hand", "left_foot", "right_foot")
"""Points located at the display time and, with the prefix `sampled_`, at the sample time."""

AIMS: Final = ("left_aim", "right_aim")
"""Pointing rays (along -Z of the pose), located at the display time only."""

POSES: Final = (*POINTS, *AIMS, *(f"sampled_{point}" for point in POINTS))

FRAME_DTYPE: Final = np.dtype(
    [
        ("frame_index", "<i8"),
        ("sample_time_ns", "<i8"),
        ("display_time_ns", "<i8"),
        *[
            field
            for pose in POSES
            for field in ((f"{pose}_position_m", "<f4", 3), (f"{pose}_orientation", "<f4", 4))
        ],
        ("left_hand_velocity_m_s", "<f4", 3),
        ("right_hand_velocity_m_s", "<f4", 3),
        ("trigger", "<f4", 2),
        ("squeeze", "<f4", 2),
        ("aperture_m", "<f4", 2),
        ("buttons", "<u4"),
        *[(f"{pose}_flags", "u1") for pose in POSES],
        ("focused", "u1"),
        ("connected", "u1"),
    ]
)
"""One frame. Pairs are (left, right). `aperture_m` is thumb tip to index tip, NaN without
hand tracking. `focused`: the runtime gives us input; `connected`: the device is there."""

JOINT_COUNT: Final = 26
JOINTS_DTYPE: Final = np.dtype(
    [
        ("frame_index", "<i8"),
        ("sample_time_ns", "<i8"),
        *[
            field
            for side in ("left", "right")
            for field in (
                (f"{side}_position_m", "<f4", (JOINT_COUNT, 3)),
                (f"{side}_orientation", "<f4", (JOINT_COUNT, 4)),
                (f"{side}_radius_m", "<f4", (JOINT_COUNT,)),
                (f"{side}_flags", "u1", (JOINT_COUNT,)),
            )
        ],
    ]
)
"""The optional second stream: both hands' joints in XrHandJointEXT order, stage frame."""


class PoseField:
    """One pose inside a frame's memory, read and written in place."""

    __slots__ = ("_flags", "_values")

    def __init__(self, values: memoryview[float], flags: memoryview[int]) -> None:
        self._values = values
        self._flags = flags

    @property
    def position_m(self) -> Vec3:
        """Position in the stage frame, metres, as stored (float32)."""
        values = self._values
        return (values[0], values[1], values[2])

    @property
    def orientation(self) -> Quat:
        """Unit quaternion x, y, z, w, as stored (float32)."""
        values = self._values
        return (values[3], values[4], values[5], values[6])

    @property
    def values(self) -> memoryview[float]:
        """Position and orientation in place: the seven floats themselves."""
        return self._values

    @property
    def flags(self) -> int:
        """`PoseFlag` bits as a plain integer."""
        return self._flags[0]

    @property
    def position_tracked(self) -> bool:
        """Whether the position is valid and was truly measured."""
        return self._flags[0] & 10 == 10

    @property
    def position_valid(self) -> bool:
        """Whether there is a position at all, measured or guessed."""
        return self._flags[0] & 2 != 0

    @property
    def orientation_valid(self) -> bool:
        """Whether there is an orientation at all, measured or guessed."""
        return self._flags[0] & 1 != 0

    def set(self, position_m: Vec3, orientation: Quat = IDENTITY, flags: int = TRACKED) -> None:
        """Write the whole pose."""
        values = self._values
        values[0], values[1], values[2] = position_m
        values[3], values[4], values[5], values[6] = orientation
        self._flags[0] = flags

    def copy_from(self, other: PoseField) -> None:
        """Take another pose, flags and all."""
        self._values[:] = other._values
        self._flags[0] = other._flags[0]

    def lose(self) -> None:
        """Say that there is no pose; the last values stay where they are."""
        self._flags[0] = NO_POSE


class InputFrame:
    """One preallocated frame. Devices fill it in place; its `memory` is what gets stored.

    `record` (one `FRAME_DTYPE` scalar), `memory` (its bytes) and the properties are the same
    storage: writing one shows in the others. `joints` is filled only by devices that track
    fingers (`hand_joints` in their features).
    """

    __slots__ = (
        "_buttons",
        "_bytes",
        "_floats",
        "_points",
        "_sampled_points",
        "_times",
        "_velocities",
        "joints",
        "memory",
        "record",
        *POSES,
    )

    head: PoseField
    left_hand: PoseField
    right_hand: PoseField
    left_foot: PoseField
    right_foot: PoseField
    left_aim: PoseField
    right_aim: PoseField
    sampled_head: PoseField
    sampled_left_hand: PoseField
    sampled_right_hand: PoseField
    sampled_left_foot: PoseField
    sampled_right_foot: PoseField

    def __init__(self) -> None:
        array = np.zeros(1, FRAME_DTYPE)
        self.record: np.void = array[0]
        self.joints: npt.NDArray[np.void] = np.zeros(1, JOINTS_DTYPE)
        self.memory: memoryview[int] = memoryview(array.view(np.uint8).data)

        def part(name: str, size: int) -> memoryview[int]:
            offset = FRAME_DTYPE.fields[name][1]  # type: ignore[index]
            return self.memory[offset : offset + size]

        self._velocities = part("left_hand_velocity_m_s", 24).cast("f")
        self._times = part("frame_index", 24).cast("q")
        self._floats = part("trigger", 24).cast("f")
        self._buttons = part("buttons", 4).cast("I")
        self._bytes = part("focused", 2)
        self._points = _point_bytes(self.memory, "")
        self._sampled_points = _point_bytes(self.memory, "sampled_")
        for pose in POSES:
            values = part(f"{pose}_position_m", 28).cast("f")
            values[6] = 1.0
            setattr(self, pose, PoseField(values, part(f"{pose}_flags", 1)))
        self._floats[4] = self._floats[5] = float("nan")
        self.focused = self.connected = True

    @property
    def frame_index(self) -> int:
        """Number of this frame since the session began."""
        return self._times[0]

    @property
    def sample_time_ns(self) -> int:
        """When the `sampled_` poses were true."""
        return self._times[1]

    @property
    def display_time_ns(self) -> int:
        """When this frame reaches the patient's eyes."""
        return self._times[2]

    def set_times(self, frame_index: int, sample_time_ns: int, display_time_ns: int) -> None:
        """Stamp the frame; a clock does this first."""
        times = self._times
        times[0] = frame_index
        times[1] = sample_time_ns
        times[2] = display_time_ns

    def set_sample_time(self, sample_time_ns: int) -> None:
        """Stamp the moment of locating; a device that locates later than the clock ticked."""
        self._times[1] = sample_time_ns

    @property
    def trigger(self) -> tuple[float, float]:
        """Trigger pull 0..1, (left, right)."""
        return (self._floats[0], self._floats[1])

    @trigger.setter
    def trigger(self, pair: tuple[float, float]) -> None:
        self._floats[0], self._floats[1] = pair

    @property
    def squeeze(self) -> tuple[float, float]:
        """Grip squeeze 0..1, (left, right)."""
        return (self._floats[2], self._floats[3])

    @squeeze.setter
    def squeeze(self, pair: tuple[float, float]) -> None:
        self._floats[2], self._floats[3] = pair

    @property
    def aperture_m(self) -> tuple[float, float]:
        """Thumb tip to index tip, (left, right), NaN without hand tracking."""
        return (self._floats[4], self._floats[5])

    @aperture_m.setter
    def aperture_m(self, pair: tuple[float, float]) -> None:
        self._floats[4], self._floats[5] = pair

    @property
    def buttons(self) -> int:
        """`Button` bits held down now, as a plain integer."""
        return self._buttons[0]

    @buttons.setter
    def buttons(self, bits: int) -> None:
        self._buttons[0] = bits

    @property
    def focused(self) -> bool:
        """Whether input and display are ours (headset worn, window or runtime in focus)."""
        return self._bytes[0] != 0

    @focused.setter
    def focused(self, value: bool) -> None:
        self._bytes[0] = value

    @property
    def connected(self) -> bool:
        """Whether the device is plugged in and answering."""
        return self._bytes[1] != 0

    @connected.setter
    def connected(self, value: bool) -> None:
        self._bytes[1] = value

    def set_hand_velocities(self, left_m_s: Vec3, right_m_s: Vec3) -> None:
        """Write the runtime's own linear velocities, stage frame."""
        speeds = self._velocities
        speeds[0], speeds[1], speeds[2] = left_m_s
        speeds[3], speeds[4], speeds[5] = right_m_s

    def settle_samples(self) -> None:
        """Copy every display pose to its sampled twin, for devices that do not extrapolate."""
        for sampled, shown in zip(self._sampled_points, self._points, strict=True):
            sampled[:] = shown

    def hand(self, side: str) -> PoseField:
        """The hand of `side` ("left" or "right") at the display time."""
        return self.left_hand if side == "left" else self.right_hand

    def foot(self, side: str) -> PoseField:
        """The foot of `side` ("left" or "right") at the display time."""
        return self.left_foot if side == "left" else self.right_foot

    def sampled_hand(self, side: str) -> PoseField:
        """The hand of `side` ("left" or "right") at the sample time."""
        return self.sampled_left_hand if side == "left" else self.sampled_right_hand

    def sampled_foot(self, side: str) -> PoseField:
        """The foot of `side` ("left" or "right") at the sample time."""
        return self.sampled_left_foot if side == "left" else self.sampled_right_foot

    def aim(self, side: str) -> PoseField:
        """The pointing ray of `side` ("left" or "right") at the display time."""
        return self.left_aim if side == "left" else self.right_aim


def _point_bytes(memory: memoryview[int], prefix: str) -> tuple[memoryview[int], memoryview[int]]:
    """The bytes of all points' poses, and of their flags: both lie side by side in a frame."""
    fields = FRAME_DTYPE.fields
    first, last = f"{prefix}{POINTS[0]}", f"{prefix}{POINTS[-1]}"
    assert fields is not None
    poses_at, poses_to = fields[f"{first}_position_m"][1], fields[f"{last}_orientation"][1] + 16
    flags_at, flags_to = fields[f"{first}_flags"][1], fields[f"{last}_flags"][1] + 1
    return memory[poses_at:poses_to], memory[flags_at:flags_to]
