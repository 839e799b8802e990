"""What a repetition of reaching puts into the scene, and takes away again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from controllers.frame import Vec3
from controllers.rotation import about_up, looking_along, unit
from tasks.scene import Instance, Rgba, Role, Scene, SoundCue

TARGET_MESH: Final = "apple"
DISTRACTOR_MESHES: Final = ("pear", "lemon", "plum")
WHITE: Final[Rgba] = (1.0, 1.0, 1.0, 1.0)
RING_COLOUR: Final[Rgba] = (0.1, 0.6, 0.25, 1.0)
TRACK_COLOUR: Final[Rgba] = (1.0, 1.0, 1.0, 1.0)
PAD_COLOUR: Final[Rgba] = (0.3, 0.65, 1.0, 1.0)
RING_WIDTH: Final = 1.3
BEFORE_TRACK_M: Final = 0.004
"""What fills lies this much before its track, or the two would flicker."""

TARGET_GLOW: Final = 0.25
PAD_GLOW: Final = 0.5


class Props:
    """Start pad, target with its ring, distractors; all face the patient, rings the eyes."""

    def __init__(self, scene: Scene, yaw_rad: float, eyes_m: Vec3) -> None:
        self._scene = scene
        self._facing = about_up(yaw_rad)
        self._eyes_m = eyes_m
        self._things: list[Instance] = []
        self._pad: Instance | None = None
        self._fruit: Instance | None = None
        self._track: Instance | None = None
        self._ring: Instance | None = None
        self._held = False

    def show_start(self, place_m: Vec3, radius_m: float) -> None:
        """Show where the hand waits."""
        self._pad = self._add(Role.START, "pad", place_m, radius_m, PAD_COLOUR)
        self._pad.glow = PAD_GLOW

    def show_rest(self, progress: float) -> None:
        """Show how much of the rest at the start is done."""
        if self._pad is not None:
            self._pad.amount = progress

    def show_target(self, place_m: Vec3, radius_m: float) -> None:
        """Show the next target in place of the start or of the target before."""
        for thing in (self._pad, self._fruit, self._track, self._ring):
            if thing is not None:
                thing.visible = False
        self._fruit = self._add(Role.TARGET, TARGET_MESH, place_m, radius_m, WHITE)
        self._fruit.glow = TARGET_GLOW
        # Seen from the side a ring is a line: it turns its whole width to the eyes.
        x, y, z = place_m
        ahead = unit((x - self._eyes_m[0], y - self._eyes_m[1], z - self._eyes_m[2]))
        facing = looking_along(ahead)
        nearer_m = (
            x - BEFORE_TRACK_M * ahead[0],
            y - BEFORE_TRACK_M * ahead[1],
            z - BEFORE_TRACK_M * ahead[2],
        )
        self._track = self._add(Role.DECOR, "ring", place_m, RING_WIDTH * radius_m, TRACK_COLOUR)
        self._track.amount = 1.0
        self._ring = self._add(Role.DECOR, "ring", nearer_m, RING_WIDTH * radius_m, RING_COLOUR)
        self._track.orientation = self._ring.orientation = facing
        self._held = False
        self.sound("target", place_m)

    def show_dwell(self, progress: float, *, held: bool) -> None:
        """Fill the ring by the share of the dwell that is done."""
        if self._fruit is None or self._ring is None:
            return
        if held and not self._held:
            self.sound("near", self._fruit.position_m)
        self._held = held
        self._ring.amount = progress
        self._fruit.glow = TARGET_GLOW + 0.5 * progress

    def show_distractors(self, places_m: Sequence[Vec3], radius_m: float) -> None:
        """Hang other fruit beside the target: other shapes, and without a ring."""
        for index, place_m in enumerate(places_m):
            mesh = DISTRACTOR_MESHES[index % len(DISTRACTOR_MESHES)]
            self._add(Role.DISTRACTOR, mesh, place_m, radius_m, WHITE)

    def sound(self, name: str, place_m: Vec3) -> None:
        """Let something be heard from a place."""
        self._scene.sounds.append(SoundCue(name, place_m))

    def clear(self) -> None:
        """Take everything away."""
        for thing in self._things:
            self._scene.remove(thing)
        self._things.clear()

    def _add(self, role: Role, mesh: str, place_m: Vec3, radius_m: float, colour: Rgba) -> Instance:
        width_m = 2 * radius_m
        thing = self._scene.add(
            role,
            mesh,
            place_m,
            orientation=self._facing,
            scale=(width_m, width_m, width_m),
            colour=colour,
        )
        self._things.append(thing)
        return thing
