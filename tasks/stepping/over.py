"""Stepping over an obstacle with one foot, or with both in turn."""

from __future__ import annotations

from typing import Final

from controllers.controller import Side
from tasks.scene import Scene
from tasks.stepping.challenge import SMALLEST_MARGIN, Ending, Soles, Tell
from tasks.stepping.feet import TOE_AHEAD_M
from tasks.stepping.obstacles import Crossing, Obstacle
from tasks.stepping.path import Path
from tasks.stepping.props import FADE_OUT_S, Props
from tasks.trial import EndReason

FULL_CLEARANCE_M: Final = 0.1
"""A clearance of this much or more has the margin 1; as much inside the obstacle has -1."""

GONE_M: Final = -0.8
"""An obstacle that came has gone by when its far edge is so far behind the start."""


class Over:
    """One obstacle and the feet that have to cross it, the leading one first."""

    def __init__(
        self,
        obstacle: Obstacle,
        mesh: str,
        feet: tuple[Side, ...],
        limit_s: float,
        path: Path,
        props: Props,
        scene: Scene,
        tell: Tell,
    ) -> None:
        self.obstacle = obstacle
        self._mesh = mesh
        self.feet = feet
        self._moving = obstacle.speed_m_s > 0.0
        self._limit_s = limit_s
        self._path = path
        self._props = props
        self._scene = scene
        self._tell = tell
        self._crossings = {side: Crossing(obstacle) for side in feet}
        self._told: set[tuple[Side, str]] = set()
        self._ending: Ending | None = None

    def show(self, now_ns: int) -> None:
        """Let it appear, at first as faint as can be."""
        obstacle = self.obstacle
        self._props.show_obstacle(obstacle, self._mesh)
        arrives_ns = None
        if self._moving:
            way_m = obstacle.near_m - TOE_AHEAD_M
            arrives_ns = now_ns + round(way_m / obstacle.speed_m_s * 1e9)
        size_m = (obstacle.width_m, obstacle.height_m, obstacle.depth_m)
        data: dict[str, object] = {
            "position_m": self._place(obstacle.near_m + obstacle.depth_m / 2),
            "radius_m": obstacle.depth_m / 2,
            "side": self.feet[0],
            "what": "obstacle",
            "size_m": size_m,
            "speed_m_s": obstacle.speed_m_s,
            "arrives_ns": arrives_ns,
            "yaw_rad": self._path.yaw_rad,
            "on_path_m": (obstacle.across_m, obstacle.near_m),
            "place_in_sequence": 0,
        }
        self._tell("target_shown", 0.0, data)
        self._props.sound("target", obstacle.across_m, obstacle.near_m)

    def step(self, before: Soles, before_s: float, after: Soles, after_s: float) -> Ending | None:
        """Judge one move; once it is decided, let the obstacle fade away first."""
        if self._ending is None:
            for side in self.feet:
                self._crossings[side].step(before[side], before_s, after[side], after_s)
                self._tell_about(side)
            self._ending = self._decide(after_s)
        left = 1.0
        if self._ending is not None:
            left = 1.0 - (after_s - self._ending.end_s) / FADE_OUT_S
        self._props.move_obstacle(self.obstacle, after_s, left)
        return self._ending if left <= 0.0 else None

    def interrupt(self) -> None:
        """The obstacle has stood still meanwhile; the feet are taken up where they are."""

    def _decide(self, now_s: float) -> Ending | None:
        crossings = self._crossings
        crossed = [c.crossed_s for c in crossings.values() if c.crossed_s is not None]
        if len(crossed) == len(crossings):
            ending = self._judge(max(crossed))
        elif self._moving:
            gone_s = self._gone_s()
            if now_s < gone_s:
                return None
            ending = self._judge(gone_s)
        elif now_s >= self._limit_s:
            share = 1.0 - len(crossed) / len(crossings)
            ending = self._end(EndReason.TIMEOUT, -share, self._limit_s)
        else:
            return None
        self._props.sound(
            "hit" if ending.reason is EndReason.SUCCESS else "wrong",
            self.obstacle.across_m,
            self.obstacle.near_at(ending.end_s),
        )
        return ending

    def _gone_s(self) -> float:
        obstacle = self.obstacle
        return (obstacle.near_m + obstacle.depth_m - GONE_M) / obstacle.speed_m_s

    def _judge(self, end_s: float) -> Ending:
        """What it was, now that all feet are past it or it is past them."""
        crossings = self._crossings.values()
        touched = [c for c in crossings if c.touched_s is not None]
        deepest_m = min(c.clearance_m for c in crossings)
        if any(c.lifted_s is None for c in touched):
            return self._end(EndReason.MISS, -1.0, end_s, "not_lifted")
        if touched:
            margin = min(-SMALLEST_MARGIN, max(-1.0, deepest_m / FULL_CLEARANCE_M))
            if self._moving and all(_late(c) for c in touched):
                return self._end(EndReason.TIMEOUT, margin, end_s, "late")
            return self._end(EndReason.COLLISION, margin, end_s)
        if any(c.aside or c.crossed_s is None for c in crossings):
            return self._end(EndReason.MISS, -1.0, end_s, "aside")
        return self._end(EndReason.SUCCESS, min(1.0, max(0.0, deepest_m / FULL_CLEARANCE_M)), end_s)

    def _end(self, reason: EndReason, margin: float, end_s: float, *flags: str) -> Ending:
        times_s: dict[str, float] = {}
        lead = self._crossings[self.feet[0]]
        found = [
            ("reached_ns", lead.entered_s),
            ("lifted_ns", lead.lifted_s),
            ("crossed_ns", lead.crossed_s),
            ("touched_ns", min((c.touched_s for c in self._crossings.values()
                                if c.touched_s is not None), default=None)),
        ]  # fmt: skip
        if len(self.feet) > 1:
            trail = self._crossings[self.feet[1]]
            found.append(("trail_crossed_ns", trail.crossed_s))
            if trail.crossed_s is not None and (
                lead.crossed_s is None or trail.crossed_s < lead.crossed_s
            ):
                flags = (*flags, "other_foot_led")
        times_s.update({name: time_s for name, time_s in found if time_s is not None})
        touches = tuple(
            f"touched_{side}_{c.part}" for side, c in self._crossings.items() if c.part is not None
        )
        collisions = sum(c.touches for c in self._crossings.values())
        return Ending(reason, margin, end_s, times_s, (*flags, *touches), collisions)

    def _tell_about(self, side: Side) -> None:
        crossing = self._crossings[side]
        if crossing.touched_s is not None and (side, "touched") not in self._told:
            self._told.add((side, "touched"))
            self._tell(
                "touched",
                crossing.touched_s,
                {
                    "position_m": self._place(self.obstacle.near_at(crossing.touched_s)),
                    "side": side,
                    "part": crossing.part,
                },
            )
            self._props.sound(
                "near", self.obstacle.across_m, self.obstacle.near_at(crossing.touched_s)
            )
        if crossing.crossed_s is not None and (side, "crossed") not in self._told:
            self._told.add((side, "crossed"))
            clear = crossing.touched_s is None and not crossing.aside
            self._tell(
                "cleared" if clear else "crossed",
                crossing.crossed_s,
                {
                    "position_m": self._place(self.obstacle.near_at(crossing.crossed_s)),
                    "side": side,
                    "clearance_m": crossing.clearance_m if crossing.clearance_m < 9.0 else None,
                },
            )
            waiting = [foot for foot in self.feet if self._crossings[foot].crossed_s is None]
            if waiting:
                self._scene.wanted_side = waiting[0]

    def _place(self, ahead_m: float) -> tuple[float, float, float]:
        return self._path.to_stage(self.obstacle.across_m, 0.0, ahead_m)


def _late(crossing: Crossing) -> bool:
    """Whether the foot was only lifted when the obstacle had come."""
    assert crossing.touched_s is not None
    return crossing.lifted_s is not None and crossing.lifted_s > crossing.touched_s
