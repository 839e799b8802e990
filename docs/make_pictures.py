"""Makes the pictures in docs/pictures by playing the game.

    python docs/make_pictures.py [NAME ...]

Needs a display (on a machine without one: xvfb-run). Simulated patients play shipped levels
with fixed seeds, so the same pictures come out each time.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from played import Game
from small_png import Pixels, write_png

from controllers.frame import InputFrame, Vec3
from controllers.gaze import RESTING, Gaze, orientation
from game.commands import Command
from game.patient import SkinTone
from game.phases.menu import Menu
from game.view.camera import Camera
from game.view.meshes import load_meshes
from game.view.places import PLACES
from game.view.renderer import Renderer
from game.view.target import EyeTarget
from game.view.window import FOV_Y_DEG, Window
from game.words import Words
from reachwell.menu import level_choices
from tasks.body import BodyFrame
from tasks.scene import Role, Scene

FOLDER: Final = Path(__file__).parent / "pictures"
SIZE: Final = (1280, 720)
EYE_SIZE: Final = (640, 720)
WIDE_EYE_SIZE: Final = (720, 720)
WIDE_EYE_DEG: Final = 90.0
AHEAD: Final[Gaze] = (0.0, 0.0)
EYES_APART_M: Final = 0.063
SHOWN_TONES: Final[tuple[SkinTone, ...]] = ("light", "medium", "dark")


class Studio:
    """Draws scenes and keeps the pixels."""

    def __init__(self) -> None:
        self._window = Window((320, 180), vsync=False)
        self._renderer = Renderer(self._window.ctx, Words.load(), load_meshes(), PLACES)

    def picture(
        self,
        scene: Scene,
        eyes_m: Vec3,
        gaze: Gaze = RESTING,
        size: tuple[int, int] = SIZE,
        fov_y_deg: float = FOV_Y_DEG,
    ) -> Pixels:
        """What is seen from a place, (height, width, 3), top row first."""
        target = EyeTarget(self._window.ctx, size)
        camera = Camera()
        camera.perspective(fov_y_deg, size[0] / size[1])
        camera.place(eyes_m, orientation(gaze))
        self._renderer.update(scene)
        self._renderer.draw_eye(target, camera)
        pixels = np.frombuffer(target.read(), np.uint8).reshape(size[1], size[0], 3)[::-1]
        target.release()
        return pixels

    def eye_of(self, game: Game, gaze: Gaze = AHEAD) -> Pixels:
        """A game as it is now, in one eye of a headset that sees 90 degrees both ways."""
        return self.picture(game.scene, game.eyes_m, gaze, WIDE_EYE_SIZE, WIDE_EYE_DEG)

    def of(self, game: Game, gaze: Gaze | None = None) -> Pixels:
        """A game as it is now, in a window."""
        return self.picture(game.scene, game.eyes_m, game.gaze() if gaze is None else gaze)

    def close(self) -> None:
        """Give the display back."""
        self._window.close()


def in_the_orchard(studio: Studio) -> Pixels:
    """A hand about to pick, and the basket."""
    game = Game("taster", "right").reaching(fruit=9, within_m=0.13)
    yaw_deg, pitch_deg = game.gaze()
    return studio.of(game, (yaw_deg, pitch_deg - 10.0))


def menu(studio: Studio) -> Pixels:
    """The first page of the menu."""
    scene, frame = Scene("orchard"), InputFrame()
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    Menu(scene, body, level_choices()).enter(frame)
    return studio.picture(scene, body.eyes_m)


def stopped(studio: Studio) -> Pixels:
    """Someone pressed stop."""
    game = Game("taster", "right").reaching(fruit=2)
    game.inbox.put(Command("stop"))
    return studio.of(game.phase("pause", 0.5))


def helped(studio: Studio) -> Pixels:
    """The therapist's keys."""
    game = Game("taster", "right").phase("align", 0.3)
    game.inbox.put(Command("help"))
    return studio.of(game.until(lambda _: True))


def both_eyes(studio: Studio) -> Pixels:
    """The two pictures of a headset, side by side: left eye left."""
    game = Game("taster", "right").reaching(fruit=3)
    x, y, z = game.eyes_m
    half_m = EYES_APART_M / 2
    return np.hstack(
        [
            studio.picture(game.scene, (x + eye_m, y, z), game.gaze(), EYE_SIZE)
            for eye_m in (-half_m, half_m)
        ]
    )


def distractors(studio: Studio) -> Pixels:
    """One fruit is ringed among several."""
    game = Game("reaching-4-firm", "right")
    return studio.of(game.until(lambda game: len(game.scene.of(Role.DISTRACTOR)) > 1, 0.2))


def sweeping(studio: Studio) -> Pixels:
    """How far an arm reaches, as it is being measured."""

    def well_on(game: Game) -> bool:
        balls = [thing for thing in game.scene.of(Role.DECOR) if thing.mesh == "ball"]
        return game.session.phase == "calibration" and sum(b.glow > 0 for b in balls) > 14

    game = Game("first-session-right", "right").measured().until(well_on, 0.4)
    return studio.of(game, (-4.0, -10.0))


def skin(studio: Studio, tone: SkinTone) -> Pixels:
    """A hand of a skin tone beside a fruit."""
    return studio.of(Game("taster", "right", tone).reaching(fruit=1, within_m=0.14))


def waiting(studio: Studio) -> Pixels:
    """Nobody has come to the start place for some seconds."""
    game = Game("taster", "right").until(lambda game: bool(game.scene.of(Role.START)))
    game.stay()
    return studio.of(game.until(lambda game: bool(game.scene.panels), 0.1))


def at_start(studio: Studio) -> Pixels:
    """The hand on its way to the start place."""
    return studio.of(Game("taster", "right").until(lambda game: bool(game.scene.of(Role.START))))


def grasping(studio: Studio, level_id: str, tone: SkinTone = "medium") -> Pixels:
    """Something is carried to its place."""

    def carried(game: Game) -> bool:
        goal = [thing.position_m for thing in game.scene.of(Role.TARGET)]
        return game.session.phase == "set" and any(
            thing.glow > 0.0 and 0.03 < math.dist(thing.position_m, goal[0]) < 0.12
            for thing in game.scene.of(Role.OBJECT)
            if goal
        )

    return studio.of(Game(level_id, "right", tone).until(carried, 0.05))


def laid(studio: Studio) -> Pixels:
    """Several things on the table, one to be taken."""
    game = Game("grasping-4-daily", "right").until(
        lambda game: game.session.phase == "set" and len(game.scene.of(Role.OBJECT)) > 1, 0.5
    )
    yaw_deg, pitch_deg = game.gaze()
    return studio.of(game, (yaw_deg, pitch_deg - 14.0))


def stepping(studio: Studio, level_id: str, nearest_m: float, farthest_m: float) -> Pixels:
    """Something to step over, or onto, so far ahead of the feet."""

    def near(game: Game) -> bool:
        return game.scene.wanted_side is not None and any(
            nearest_m < game.frame.left_foot.position_m[2] - thing.position_m[2] < farthest_m
            for role in (Role.OBSTACLE, Role.FOOTPRINT)
            for thing in game.scene.of(role)
            if thing.glow > 0.0 and thing.colour[3] > 0.9
        )

    return studio.of(Game(level_id, "right").until(near))


def board_of(level_id: str, phase: str, keys: tuple[str, ...]) -> Game:
    """A phase, once it shows boards whose keys begin so."""

    def shown(game: Game) -> bool:
        showing = [panel.key for panel in game.scene.panels if panel.visible]
        return game.session.phase == phase and all(
            any(one.startswith(key) for one in showing) for key in keys
        )

    return Game(level_id, "right").until(shown, 0.4)


def boards(studio: Studio, level_id: str, phase: str, keys: tuple[str, ...]) -> Pixels:
    """Such a phase in a window."""
    return studio.of(board_of(level_id, phase, keys))


def scale_in_an_eye(studio: Studio) -> Pixels:
    """A scale and the stop sign, in one eye."""
    return studio.eye_of(board_of("grasping-1-table", "check_in", ("pain.question",)))


def asked(studio: Studio) -> Pixels:
    """How to go on, when it is hard going."""
    return studio.of(Game("reaching-5-hard", "right", kind="severe").phase("ask", 0.3))


SHOTS: Final[Mapping[str, Callable[[Studio], Pixels]]] = {
    "orchard": in_the_orchard,
    "menu": menu,
    "align": lambda studio: studio.of(Game("taster", "right").phase("align", 1.0)),
    "instruct": lambda studio: studio.of(
        Game("first-session-right", "right").phase("instruct", 1.6)
    ),
    "calibration": sweeping,
    "start": at_start,
    "start-waiting": waiting,
    "distractors": distractors,
    "pause": stopped,
    "rest": lambda studio: studio.of(Game("first-session-right", "right").phase("rest")),
    "summary": lambda studio: studio.of(Game("taster", "right").phase("summary")),
    "help": helped,
    "affected-left": lambda studio: studio.of(
        Game("first-session-left", "left").phase("instruct", 2.0)
    ),
    "affected-right": lambda studio: studio.of(
        Game("first-session-right", "right").phase("instruct", 2.0)
    ),
    "both-eyes": both_eyes,
    "kitchen": partial(grasping, level_id="grasping-1-table"),
    "kitchen-skin-light": partial(grasping, level_id="grasping-1-table", tone="light"),
    "kitchen-skin-dark": partial(grasping, level_id="grasping-1-table", tone="dark"),
    "kitchen-shelf": partial(grasping, level_id="grasping-2-shelf"),
    "kitchen-fine": partial(grasping, level_id="grasping-3-fine"),
    "kitchen-table": laid,
    "kitchen-instruct": lambda studio: studio.of(
        Game("grasping-1-table", "right").phase("instruct", 2.0)
    ),
    "forest": lambda studio: studio.of(
        Game("stepping-2-in-place", "right").phase("instruct", 2.0), RESTING
    ),
    "stepping": partial(stepping, level_id="stepping-2-in-place", nearest_m=0.4, farthest_m=0.6),
    "stepping-seated": partial(
        stepping, level_id="stepping-1-seated", nearest_m=0.3, farthest_m=0.6
    ),
    "stepping-footprints": partial(
        stepping, level_id="stepping-3-footprints", nearest_m=-0.2, farthest_m=0.8
    ),
    "stepping-walk": partial(stepping, level_id="stepping-4-walk", nearest_m=0.3, farthest_m=0.9),
    "check-in-pain": partial(
        boards, level_id="grasping-1-table", phase="check_in", keys=("pain.question",)
    ),
    "check-in-eye": scale_in_an_eye,
    "check-in-exertion": partial(
        boards, level_id="grasping-1-table", phase="check_in", keys=("exertion.question",)
    ),
    "check-in-ready": partial(
        boards, level_id="grasping-1-table", phase="check_in", keys=("check.ready",)
    ),
    "check-out-comfort": partial(
        boards, level_id="grasping-1-table", phase="check_out", keys=("comfort.question",)
    ),
    "check-out-word": partial(
        boards, level_id="grasping-1-table", phase="check_out", keys=("word.question",)
    ),
    "ask": asked,
    "supervision": partial(
        boards, level_id="stepping-2-in-place", phase="supervision", keys=("supervision",)
    ),
    **{f"skin-{tone.replace('_', '-')}": partial(skin, tone=tone) for tone in SHOWN_TONES},
}


def wanted(names: list[str]) -> Iterator[str]:
    """The names given, or all of them. Raises KeyError for one that there is not."""
    for name in names or SHOTS:
        if name not in SHOTS:
            raise KeyError(f"no picture {name!r}; there are: {', '.join(SHOTS)}")
        yield name


def main() -> None:
    """Make the pictures named on the command line, or all."""
    studio = Studio()
    for name in wanted(sys.argv[1:]):
        path = FOLDER / f"{name}.png"
        write_png(path, SHOTS[name](studio))
        sys.stdout.write(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB\n")
    studio.close()


if __name__ == "__main__":
    main()
