"""A recorded session as a device and a clock: the same frames again, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from controllers.controller import EndOfInput, Features, Haptic
from controllers.frame import FRAME_DTYPE, JOINTS_DTYPE, InputFrame

_NO_JOINTS = np.empty(0, JOINTS_DTYPE)


class ReplayController:
    """Gives recorded rows one after the other, both as clock and as controller.

    `rows` are `FRAME_DTYPE` scalars, `joints` `JOINTS_DTYPE` scalars in the same order, each
    an array or any iterator; `features` are those of the recorded device. Use one object as
    both the session's clock and its controller. Raises ValueError on a row of another type.
    """

    def __init__(
        self,
        features: Features,
        rows: Iterable[np.void],
        joints: Iterable[np.void] = _NO_JOINTS,
    ) -> None:
        self.features = features
        self._rows = iter(rows)
        self._joints = iter(joints)
        self._row = b""
        self._next_joints = next(self._joints, None)

    def wait(self, frame: InputFrame) -> None:
        """Take the next row and stamp the frame with its times. Never blocks.

        Raises `EndOfInput` after the last.
        """
        row = next(self._rows, None)
        if row is None:
            raise EndOfInput("the recording has no further frame")
        if row.dtype != FRAME_DTYPE:
            raise ValueError("a replay takes rows of FRAME_DTYPE")
        self._row = row.tobytes()
        frame.memory[:24] = self._row[:24]

    def read(self, frame: InputFrame) -> None:
        """Fill the whole frame as it was recorded, with the fingers where they were recorded."""
        frame.memory[:] = self._row
        joints = self._next_joints
        if joints is not None and joints["frame_index"] == frame.frame_index:
            frame.joints[0] = joints
            self._next_joints = next(self._joints, None)

    def pulse(self, haptic: Haptic) -> None:
        """Do nothing: nobody holds a recording."""

    def close(self) -> None:
        """Let go of the rows."""
        self._rows = self._joints = iter(())
