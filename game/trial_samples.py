"""The samples of the running repetition, kept for its measures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from controllers.frame import FRAME_DTYPE, InputFrame

_ROW = FRAME_DTYPE.itemsize
_FIRST_CAPACITY = 2048


class TrialSamples:
    """A growing block of frames; appending is one copy."""

    def __init__(self) -> None:
        self._count = 0
        self._allocate(np.zeros(_FIRST_CAPACITY, FRAME_DTYPE))

    def clear(self) -> None:
        """Forget all samples and keep the memory."""
        self._count = 0

    def append(self, frame: InputFrame) -> None:
        """Add one frame."""
        count = self._count
        if count == len(self._rows):
            self._allocate(np.concatenate((self._rows, np.zeros_like(self._rows))))
        self._bytes[count * _ROW : (count + 1) * _ROW] = frame.memory
        self._count = count + 1

    @property
    def rows(self) -> npt.NDArray[np.void]:
        """The samples so far (n,), valid until the next `clear`."""
        return self._rows[: self._count]

    def _allocate(self, rows: npt.NDArray[np.void]) -> None:
        self._rows = rows
        self._bytes = memoryview(rows.view(np.uint8).data)
