"""How far an arm reaches in each direction, by a slow free sweep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from controllers.controller import Side
from controllers.frame import InputFrame
from game.context import Context
from game.petals import Petals
from game.sweep import Sweep
from tasks.reach import CELLS, Cell, direction_of
from tasks.scene import SoundCue

WORKING: Final = tuple(
    cell
    for cell in CELLS
    if -20.0 <= direction_of(cell)[0] <= 60.0 and -40.0 <= direction_of(cell)[1] <= 20.0
)
"""Where most work lies: dots show these directions."""

ENOUGH: Final = 12
"""Working directions that make a map complete enough to end without asking."""

LEAST: Final = 5
"""Fewer directions than this, anywhere, make no map."""

NOTHING_NEW_S: Final = 3.0
THERE_M: Final = 0.03
AHEAD_M: Final = 0.05
FARTHEST_M: Final = 0.85
"""Farther than this nobody is lured; whoever reaches farther does so freely."""

NO_FARTHER_S: Final = 1.0
GIVEN_UP_S: Final = 5.0
UNSEEN_S: Final = 10.0
HINT_S: Final = 2.0
"""The word about leaning stays so long after the lean: words that come and go are not read."""


class Reach:
    """The hand goes where it likes, as far as is comfortable; each direction keeps its farthest.

    One direction after the other is proposed, the nearest first, by a ball that hangs as far as
    the reach that was assumed so far and gives way a little when the hand gets there. A direction
    is left when the hand comes no farther in it for a second, and given up after five.
    """

    limit_s = 45.0

    def __init__(self, context: Context, side: Side) -> None:
        self.name = f"reach_{side}"
        self._context = context
        self._side: Side = side
        self._begin()
        self._asked_ns = self._news_ns = self._seen_ns = 0
        self._hangs_m = 0.0
        self._leaned_ns: int | None = None

    @property
    def words(self) -> tuple[str, str]:
        """The sweep, or to sit back from leaning."""
        if self._leaned_ns is not None:
            return ("hint.sit_back", "sit_back")
        return (f"calibrate.reach.{self._side}", f"hand_{self._side}")

    def enter(self, frame: InputFrame) -> None:
        """Show where the hand may go."""
        now_ns = frame.sample_time_ns
        self._begin()
        self._context.scene.wanted_side = self._side
        self._asked_ns = self._news_ns = self._seen_ns = now_ns
        self._petals.wait_at(WORKING, self._assumed_m)

    def step(self, frame: InputFrame) -> float:
        """Follow the hand. Done when most is known and nothing new comes."""
        sweep, now_ns = self._sweep, frame.sample_time_ns
        cell = sweep.step(frame)
        if cell is not None:
            self._petals.reached(cell, sweep.cells_m[cell])
            if sweep.news_ns[cell] == now_ns:
                self._news_ns = now_ns
        self._watch(frame, now_ns)
        self._propose(now_ns)
        known = sum(cell in sweep.cells_m for cell in WORKING)
        quiet_s = (now_ns - self._news_ns) * 1e-9
        if quiet_s >= NOTHING_NEW_S and (known >= ENOUGH or not self._open):
            return 1.0
        if (now_ns - self._seen_ns) * 1e-9 >= UNSEEN_S:
            return 1.0
        return 0.99 * min(1.0, known / ENOUGH)

    def measured(self) -> Mapping[str, object]:
        """The map, if the hand went anywhere."""
        if len(self._sweep.cells_m) < LEAST:
            return {}
        return {f"reach_{self._side}": self._sweep.map}

    def interrupt(self) -> None:
        """What was reached stays; the hand has to be seen again for a moment."""
        self._sweep.interrupt()

    def leave(self) -> None:
        """Take the dots away."""
        self._petals.clear()
        self._context.scene.wanted_side = None

    def _begin(self) -> None:
        body = self._context.frame_of_body
        self._sweep = Sweep(self._side, body)
        self._petals = Petals(self._context.scene, body, self._side)
        self._open = list(WORKING)
        self._next: Cell | None = None

    @property
    def _assumed_m(self) -> float:
        envelope = self._context.envelope
        return envelope.left_m if self._side == "left" else envelope.right_m

    def _watch(self, frame: InputFrame, now_ns: int) -> None:
        hand = frame.sampled_left_hand if self._side == "left" else frame.sampled_right_hand
        if hand.position_tracked:
            self._seen_ns = now_ns
        if self._sweep.leaning:
            self._leaned_ns = now_ns
        elif self._leaned_ns is not None and now_ns - self._leaned_ns >= HINT_S * 1e9:
            self._leaned_ns = None

    def _propose(self, now_ns: int) -> None:
        """Keep the ball ahead of the hand; leave a direction that is done for the nearest other."""
        sweep, asked = self._sweep, self._next
        if asked is not None:
            reached_m = sweep.cells_m.get(asked)
            since_ns = max(sweep.news_ns.get(asked, 0), self._asked_ns)
            patience_s = GIVEN_UP_S if reached_m is None else NO_FARTHER_S
            if now_ns - since_ns < patience_s * 1e9:
                self._give_way(reached_m)
                return
            self._open.remove(asked)
            if reached_m is not None:
                place_m = sweep.body.along(self._side, *direction_of(asked), reached_m)
                self._context.scene.sounds.append(SoundCue("near", place_m))
        self._open = [
            cell for cell in self._open if sweep.cells_m.get(cell, 0.0) < self._assumed_m - THERE_M
        ]
        self._next = min(self._open, key=self._turn_to, default=None)
        self._asked_ns = now_ns
        self._hangs_m = self._assumed_m
        if self._next is not None or asked is not None:
            self._petals.ask_for(self._next, self._hangs_m)

    def _give_way(self, reached_m: float | None) -> None:
        if reached_m is not None and reached_m > self._hangs_m - THERE_M:
            hangs_m = min(reached_m + AHEAD_M, FARTHEST_M)
            if hangs_m > self._hangs_m:
                self._hangs_m = hangs_m
                self._petals.move_next(hangs_m)

    def _turn_to(self, cell: Cell) -> float:
        """How far a direction is from where the hand is, roughly, degrees."""
        azimuth_deg, elevation_deg = direction_of(cell)
        from_deg = self._sweep.direction_deg or (60.0, -40.0)
        return math.hypot(azimuth_deg - from_deg[0], elevation_deg - from_deg[1])
