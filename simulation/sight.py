"""What a simulated patient sees of the scene, and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from controllers.controller import Side
from controllers.frame import Vec3
from tasks.scene import Instance, Role, Scene


@dataclass(frozen=True, slots=True)
class Goal:
    """A place to bring the hand to, as seen; `seen_s` is when it was noticed.

    `id` tells things apart, `hand` is the side of the patient's hand that glows, if one does.
    """

    id: int
    role: Role
    place_m: Vec3
    radius_m: float
    hand: Side | None
    seen_s: float


class Sight:
    """The first visible target, or else the first start place, as it was `delay_s` ago.

    There is none where feet are asked for, or a thing to grasp.
    """

    __slots__ = ("_coming", "_delay_s", "_goal", "_hand", "_place_m", "_scene", "_thing",
                 "_version", "see")  # fmt: skip

    def __init__(self, see: Callable[[], Scene], delay_s: float) -> None:
        self.see = see
        self._delay_s = delay_s
        self._scene: Scene | None = None
        self._version = -1
        self._thing: Instance | None = None
        self._hand: Side | None = None
        self._place_m: Vec3 | None = None
        self._coming: deque[tuple[float, Goal | None]] = deque()
        self._goal: Goal | None = None

    def look(self, shown_s: float, now_s: float) -> Goal | None:
        """The goal seen at `now_s`; `shown_s` is when the present picture reached the eyes."""
        scene = self.see()
        if (
            scene.layout_version != self._version
            or scene.wanted_side != self._hand
            or scene is not self._scene
        ):
            self._scene, self._version = scene, scene.layout_version
            self._search(scene)
        thing = self._thing
        place_m = thing.position_m if thing is not None else None
        if place_m != self._place_m:
            self._place_m = place_m
            noticed_s = shown_s + self._delay_s
            goal = None
            if thing is not None and place_m is not None:
                goal = Goal(thing.id, thing.role, place_m, thing.radius_m, self._hand, noticed_s)
            self._coming.append((noticed_s, goal))
        coming = self._coming
        while coming and coming[0][0] <= now_s:
            self._goal = coming.popleft()[1]
        return self._goal

    def _search(self, scene: Scene) -> None:
        found: dict[Role, Instance] = {}
        for _, thing in scene.rows():
            role = thing.role
            if scene.wanted_limb == "foot" or (role is Role.OBJECT and thing.glow > 0.0):
                found.clear()  # nothing to point at: the feet step, or the hand grasps
                break
            if role is Role.TARGET or role is Role.START:
                first = found.get(role)
                if first is None or thing.id < first.id:
                    found[role] = thing
        thing_now = found.get(Role.TARGET) or found.get(Role.START)
        if thing_now is not self._thing or (thing_now and scene.wanted_side != self._hand):
            self._place_m = None if thing_now else self._place_m
            self._thing = thing_now
        self._hand = scene.wanted_side
