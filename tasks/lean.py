"""Whether the body helped: how far the head went from where it was at first."""

from __future__ import annotations

import math

from controllers.frame import InputFrame, Vec3


class Lean:
    """Watches the head; `leaned` once it was farther than the limit from where it was first seen.

    A headset shows the head alone: it stands for the trunk.
    """

    def __init__(self, limit_m: float) -> None:
        self.leaned = False
        self._limit_m = limit_m
        self._first_m: Vec3 | None = None

    def watch(self, frame: InputFrame) -> None:
        """Take one look, if the head is tracked."""
        head = frame.head
        if not head.position_tracked:
            return
        if self._first_m is None:
            self._first_m = head.position_m
        elif math.dist(head.position_m, self._first_m) > self._limit_m:
            self.leaned = True
