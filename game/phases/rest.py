"""A rest, with a countdown that can be cut short or lengthened."""

from __future__ import annotations

import math
from typing import Final

from controllers.frame import InputFrame
from game.choosing import Choice, Choosing, Option
from game.context import Context
from game.phases.placing import board, spot
from game.phases.tile import DWELL_S, HEIGHT_M, WIDTH_M
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

LONGER_S: Final = 30.0
LONGER_AT_MOST: Final = 3

TILE_ELEVATION_DEG: Final = -14.0
BESIDE_DEG: Final = 10.5
_LONGEST_STEP_NS: Final = 100_000_000

GO_ON: Final = Choice("go_on", "go_on", "play")
LONGER: Final = Choice("longer", "rest.longer", "longer")


class Rest:
    """Counts down `duration_s` seconds; its tiles go on at once, or rest for longer."""

    name = "rest"

    def __init__(self, context: Context, duration_s: float) -> None:
        self._context = context
        self._duration_s = duration_s
        self._left_s = duration_s
        self._lengthened = 0
        self._before_ns = 0
        self._panel: Panel | None = None
        self._choosing: Choosing | None = None
        self.done = duration_s <= 0

    def enter(self, frame: InputFrame) -> None:
        """Show the countdown."""
        self._before_ns = frame.display_time_ns
        self._show()
        self._context.journal.event("rest_start", frame, duration_s=self._duration_s)

    def step(self, frame: InputFrame) -> Scene:
        """Count down one frame."""
        if self._choosing is None:
            self._show()
        now_ns = frame.display_time_ns
        shown = math.ceil(self._left_s)
        self._left_s -= min(now_ns - self._before_ns, _LONGEST_STEP_NS) * 1e-9
        self._before_ns = now_ns
        chosen = self._choosing.step(frame) if self._choosing else None
        if chosen == LONGER.id:
            self.longer(frame)
        elif chosen == GO_ON.id or self._left_s <= 0:
            self.done = True
        elif math.ceil(self._left_s) != shown:
            self._count()
        return self._context.scene

    def longer(self, frame: InputFrame) -> None:
        """Rest half a minute longer; at most three times."""
        if self._lengthened == LONGER_AT_MOST:
            return
        self._lengthened += 1
        self._left_s += LONGER_S
        self._duration_s += LONGER_S
        self._context.journal.event("rest_longer", frame, left_s=self._left_s)
        if self._choosing is not None:
            self._hide()
            self._show()

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Take the countdown away until the next step. A pause is a rest too: nothing is lost."""
        self._hide()

    def leave(self, frame: InputFrame) -> None:
        """Take the countdown away."""
        self._hide()
        self._context.scene.sounds.append(SoundCue("start"))
        self._context.journal.event("rest_end", frame, left_s=max(0.0, self._left_s))

    def _show(self) -> None:
        self._count()
        if self._panel is not None:
            self._panel.spoken = True
        choices = [LONGER, GO_ON] if self._lengthened < LONGER_AT_MOST else [GO_ON]
        columns = [column - (len(choices) - 1) / 2 for column in range(len(choices))]
        self._choosing = Choosing(
            self._context.scene,
            [
                Option(
                    choice,
                    spot(
                        self._context.frame_of_body,
                        WIDTH_M,
                        HEIGHT_M,
                        azimuth_deg=2.0 * column * BESIDE_DEG,
                        elevation_deg=TILE_ELEVATION_DEG,
                    ),
                    (column, 0.0),
                )
                for choice, column in zip(choices, columns, strict=True)
            ],
            DWELL_S,
        )

    def _count(self) -> None:
        """Show the seconds that are left."""
        panels = self._context.scene.panels
        if self._panel is not None:
            panels.remove(self._panel)
        self._panel = board(
            "rest",
            self._context.frame_of_body,
            icon="rest",
            values={"seconds": max(0, math.ceil(self._left_s))},
        )
        self._panel.progress = max(0.0, 1.0 - self._left_s / self._duration_s)
        panels.append(self._panel)

    def _hide(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None
        if self._choosing is not None:
            self._choosing.remove()
            self._choosing = None
