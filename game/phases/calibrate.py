"""One part of the calibration: a board that asks, a measurement, and how it compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from pydantic import ValidationError

from controllers.frame import InputFrame
from game.calibration import Drift, drift
from game.context import Context
from game.phases.placing import board
from game.phases.tile import Tile
from tasks.body import sign_of
from tasks.scene import Panel, Scene, SoundCue
from tasks.trial import EndReason

DRIFT_SHOWN_S: Final = 4.0
BOARD_ELEVATION_DEG: Final = 8.0
BOARD_M: Final = 1.15
TILE_AZIMUTH_DEG: Final = 29.0
TILE_ELEVATION_DEG: Final = -5.0
LONGEST_GAP_S: Final = 0.1

# No strap is put on twice the same way: of the ankles nothing is said.
_DRIFT_KEYS: Final[Mapping[str, str]] = {
    "floor_m": "calibrate.drift.floor",
    "eye_height_seated_m": "calibrate.drift.eyes",
    "eye_height_standing_m": "calibrate.drift.eyes",
    "reach_left": "calibrate.drift.reach",
    "reach_right": "calibrate.drift.reach",
    "rest_left_m": "calibrate.drift.rest",
    "rest_right_m": "calibrate.drift.rest",
}


class Part(Protocol):
    """What is measured, and what is said meanwhile."""

    @property
    def name(self) -> str:
        """Name in the recording."""
        ...

    @property
    def limit_s(self) -> float:
        """It ends after so long, with what there is."""
        ...

    @property
    def words(self) -> tuple[str, str]:
        """Key and icon of the board that asks for it now."""
        ...

    def enter(self, frame: InputFrame) -> None:
        """Begin, and put into the scene what is to be seen besides the board."""
        ...

    def step(self, frame: InputFrame) -> float:
        """Measure one frame. Returns how much is done; 1 ends it."""
        ...

    def measured(self) -> Mapping[str, object]:
        """Fields of a `Calibration`, as far as they are known; empty for none."""
        ...

    def interrupt(self) -> None:
        """Begin to measure anew what must not be broken off."""
        ...

    def leave(self) -> None:
        """Take away what `enter` put into the scene."""
        ...


class Calibrate:
    """Asks for one part, takes it over at once, and says what changed by more than 3 cm.

    Nothing has to be pressed; choosing the tile ends it with what is known so far. The tile hangs
    where the hand that is measured does not come, towards the other side.
    """

    name = "calibration"

    def __init__(self, context: Context, part: Part) -> None:
        self.part = part.name
        self._context = context
        self._measuring = part
        self._body = context.frame_of_body
        self._panel: Panel | None = None
        self._words = ("", "")
        self._tile: Tile | None = None
        self._spent_s = 0.0
        self._before_ns = 0
        self._comparing_s: float | None = None
        self._told = False
        self.done = False

    def enter(self, frame: InputFrame) -> None:
        """Ask."""
        self._before_ns = frame.display_time_ns
        self._body = self._context.frame_of_body
        self._measuring.enter(frame)
        self._ask()
        self._tile = Tile(
            self._context,
            "go_on",
            "play",
            azimuth_deg=-sign_of(self._context.scene.wanted_side or self._context.affected)
            * TILE_AZIMUTH_DEG,
            elevation_deg=TILE_ELEVATION_DEG,
        )

    def step(self, frame: InputFrame) -> Scene:
        """Measure one frame, or let the comparison be read."""
        now_ns = frame.display_time_ns
        elapsed_s = min((now_ns - self._before_ns) * 1e-9, LONGEST_GAP_S)
        self._before_ns = now_ns
        if self._body != self._context.frame_of_body and self._comparing_s is None:
            self._move(frame)
        if self._comparing_s is not None:
            self._comparing_s -= elapsed_s
            self.done = self._comparing_s <= 0.0
        elif not self.done:
            self._measure(frame, elapsed_s)
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:  # noqa: ARG002
        """Begin the two seconds again; what a sweep has reached is kept."""
        self._measuring.interrupt()

    def leave(self, frame: InputFrame) -> None:
        """Take everything away; what was left early is written down as skipped."""
        if not self._told:
            self._tell(frame, "skipped")
        self._measuring.leave()
        self._take_panel()
        self._take_tile()

    def _move(self, frame: InputFrame) -> None:
        """Begin again around where the patient sits and faces now."""
        self._measuring.interrupt()
        self._measuring.leave()
        self._words = ("", "")
        self._take_panel()
        self._take_tile()
        self.enter(frame)

    def _measure(self, frame: InputFrame, elapsed_s: float) -> None:
        self._spent_s += elapsed_s
        progress = self._measuring.step(frame)
        self._ask()
        assert self._panel is not None
        self._panel.progress = progress
        if progress >= 1.0:
            self._settle(frame, "measured")
        elif self._tile is not None and self._tile.chosen(frame):
            self._settle(frame, "gone_on")
        elif self._spent_s >= self._measuring.limit_s:
            self._settle(frame, "time")

    def _settle(self, frame: InputFrame, reason: str) -> None:
        """Take over what is known; `reason` tells why it ended."""
        measured, context = self._measuring.measured(), self._context
        if not measured:
            self._tell(frame, reason)
            self.done = True
            return
        before = context.calibration
        try:
            after = before.having(**measured, device=context.features.name)
        except ValidationError:
            self._tell(frame, "implausible")
            self.done = True
            return
        changes = [change for change in drift(before, after) if change.part in measured]
        context.calibration = after
        context.keep(after)
        self._tell(
            frame,
            reason,
            after.model_dump(mode="json", include=set(measured)),
            {change.part: change.change_cm for change in changes},
        )
        context.scene.sounds.append(SoundCue("done"))
        self._measuring.leave()
        self._compare(changes)

    def _compare(self, changes: list[Drift]) -> None:
        shown = [change for change in changes if change.noteworthy and change.part in _DRIFT_KEYS]
        largest = max(shown, key=lambda change: abs(change.change_cm), default=None)
        if largest is None:
            self.done = True
            return
        self._take_panel()
        self._take_tile()
        sign = "+" if largest.change_cm > 0 else "\N{MINUS SIGN}"
        self._panel = board(
            _DRIFT_KEYS[largest.part],
            self._context.frame_of_body,
            values={"change": f"{sign}{abs(largest.change_cm):.0f}"},
            width_m=BOARD_M,
            elevation_deg=BOARD_ELEVATION_DEG,
        )
        self._context.scene.panels.append(self._panel)
        self._comparing_s = DRIFT_SHOWN_S

    def _tell(
        self,
        frame: InputFrame,
        reason: str,
        values: Mapping[str, object] | None = None,
        changes_cm: Mapping[str, float] | None = None,
    ) -> None:
        self._told = True
        self._context.journal.event(
            "calibration",
            frame,
            part=self.part,
            reason=reason,
            values=dict(values or {}),
            drift=dict(changes_cm or {}),
        )

    def _ask(self) -> None:
        words = self._measuring.words
        if words == self._words:
            return
        self._words = words
        progress = self._panel.progress if self._panel else 0.0
        self._take_panel()
        key, icon = words
        self._panel = board(
            key,
            self._context.frame_of_body,
            icon=icon,
            width_m=BOARD_M,
            elevation_deg=BOARD_ELEVATION_DEG,
        )
        self._panel.spoken = True
        self._panel.progress = progress
        self._context.scene.panels.append(self._panel)

    def _take_panel(self) -> None:
        if self._panel is not None:
            self._context.scene.panels.remove(self._panel)
            self._panel = None

    def _take_tile(self) -> None:
        if self._tile is not None:
            self._tile.remove()
            self._tile = None


class NotMeasured:
    """Says in the recording why nothing is measured, and is over at once."""

    name = "calibration"
    part = "none"
    done = True

    def __init__(self, context: Context, reason: str) -> None:
        self._context = context
        self._reason = reason

    def enter(self, frame: InputFrame) -> None:
        """Write it down."""
        self._context.journal.event(
            "calibration", frame, part=self.part, reason=self._reason, values={}, drift={}
        )

    def step(self, frame: InputFrame) -> Scene:  # noqa: ARG002
        """Nothing runs here."""
        return self._context.scene

    def interrupt(self, reason: EndReason, frame: InputFrame) -> None:
        """Nothing runs here."""

    def leave(self, frame: InputFrame) -> None:
        """Nothing to take away."""
