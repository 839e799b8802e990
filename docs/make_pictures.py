"""Makes the pictures in docs/pictures by playing the game.

    python docs/make_pictures.py [NAME ...]

Needs a display (on a machine without one: xvfb-run). Simulated patients play shipped levels
with fixed seeds, so the same pictures come out each time.
"""

from __future__ import annotations

import math
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from controllers.controller import Side
from controllers.frame import InputFrame, Vec3
from controllers.gaze import RESTING, Gaze, orientation, turned_to
from game.clock import SimulatedClock
from game.commands import Command, Inbox
from game.context import Context
from game.patient import SKIN_TONES, SkinTone
from game.phases.menu import Menu
from game.pointing import asked_for
from game.session import Session
from game.view.camera import Camera
from game.view.meshes import load_meshes
from game.view.places import PLACES
from game.view.renderer import Renderer
from game.view.target import EyeTarget
from game.view.window import FOV_Y_DEG, Window
from game.words import Words
from levels.loader import find_level, load_level
from reachwell.menu import level_choices
from simulation import SimulatedPatient, profile
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Role, Scene

FOLDER: Final = Path(__file__).parent / "pictures"
SIZE: Final = (1280, 720)
EYE_SIZE: Final = (640, 720)
EYES_APART_M: Final = 0.063
RATE_HZ: Final = 90.0
COLOURS: Final = 256
NOISE: Final = 5.0
SHOWN_TONES: Final[tuple[SkinTone, ...]] = ("light", "medium", "dark")
LONGEST_S: Final = 900.0

Pixels = npt.NDArray[np.uint8]


class NotSeenError(LookupError):
    """What a picture is to show never came."""


class Silent:
    """A journal that nobody reads."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        """Forget it."""

    def trial(self, row: Mapping[str, object]) -> None:
        """Forget it."""


class Game:
    """A level as a simulated patient plays it, frame by frame."""

    def __init__(
        self, level_id: str, affected: Side, skin: SkinTone = "medium", kind: str = "mild"
    ) -> None:
        level = load_level(find_level(level_id))
        self.scene = Scene("orchard")
        self.inbox = Inbox()
        self.frame = InputFrame()
        self._still = False
        self._clock = SimulatedClock(RATE_HZ)
        self._patient = SimulatedPatient(
            profile(kind), 3, lambda: self.scene, affected, level.eye_height_m
        )
        self._context = context = Context(
            self.scene,
            Silent(),
            np.random.default_rng(3),
            affected,
            ReachEnvelope(level.body.reach_left_m, level.body.reach_right_m),
            BodyFrame((0.0, level.eye_height_m, 0.0), 0.0),
        )
        self.session = Session(level, context, self.inbox, SKIN_TONES[skin])
        self.eyes_m: Vec3 = context.frame_of_body.eyes_m

    def until(self, wanted: Callable[[Game], bool], seconds: float = 0.0) -> Game:
        """Play until `wanted` has held for so long without a break. Raises `NotSeenError`."""
        held = 0.0
        for _ in range(round(LONGEST_S * RATE_HZ)):
            self._clock.wait(self.frame)
            if not self._still:
                self._patient.read(self.frame)
            self.scene.sounds.clear()
            self.session.step(self.frame)
            held = held + 1.0 / RATE_HZ if wanted(self) else 0.0
            if held > seconds:
                return self
        raise NotSeenError("this never comes in the game")

    def measured(self) -> Game:
        """The device is one that measures the body."""
        self._context.features = self._patient.features
        return self

    def stay(self) -> None:
        """From now on the patient keeps still, with the hands far from the work."""
        self._still = True
        x, y, z = self.eyes_m
        self.frame.right_hand.set((x + 0.25, y - 0.55, z - 0.35))
        self.frame.left_hand.set((x - 0.25, y - 0.6, z - 0.2))

    def phase(self, name: str, seconds: float = 1.5) -> Game:
        """Play until a phase has lasted for so long."""
        return self.until(lambda game: game.session.phase == name, seconds)

    def gaze(self) -> Gaze:
        """Where a player before a window looks: ahead, or so that the work is in view."""
        goal_m = asked_for(self.scene)
        if goal_m is None:
            return RESTING
        x, y, z = (there - here for there, here in zip(goal_m, self.eyes_m, strict=True))
        return turned_to(RESTING, (x, y, z), 18.0, 16.0)

    def reaching(self, fruit: int = 0, within_m: float = 0.25) -> Game:
        """Play until a hand comes near a target, with so much fruit in the basket."""

        def near(game: Game) -> bool:
            picked = game.session.tally.won
            hands = [hand.position_m for hand in game.scene.of(Role.HAND)]
            return any(
                target.radius_m < math.dist(target.position_m, hand) < within_m
                for target in game.scene.of(Role.TARGET)
                for hand in hands
                if picked >= fruit
            )

        return self.until(near)


class Studio:
    """Draws scenes and keeps the pixels."""

    def __init__(self) -> None:
        self._window = Window((320, 180), vsync=False)
        self._renderer = Renderer(self._window.ctx, Words.load(), load_meshes(), PLACES)

    def picture(
        self, scene: Scene, eyes_m: Vec3, gaze: Gaze = RESTING, size: tuple[int, int] = SIZE
    ) -> Pixels:
        """What is seen from a place, (height, width, 3), top row first."""
        target = EyeTarget(self._window.ctx, size)
        camera = Camera()
        camera.perspective(FOV_Y_DEG, size[0] / size[1])
        camera.place(eyes_m, orientation(gaze))
        self._renderer.update(scene)
        self._renderer.draw_eye(target, camera)
        pixels = np.frombuffer(target.read(), np.uint8).reshape(size[1], size[0], 3)[::-1]
        target.release()
        return pixels

    def of(self, game: Game, gaze: Gaze | None = None) -> Pixels:
        """A game as it is now, in a window."""
        return self.picture(game.scene, game.eyes_m, game.gaze() if gaze is None else gaze)

    def close(self) -> None:
        """Give the display back."""
        self._window.close()


def palette_of(pixels: Pixels) -> tuple[npt.NDArray[np.uint8], Pixels]:
    """Index of every pixel and the colours, by cutting the fullest box of colours in two.

    Heckbert, Color image quantization for frame buffer display, SIGGRAPH 1982.
    """
    # An even pattern of little noise keeps skies and apples from falling into bands.
    rows, columns = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    noise = ((rows * 2 + columns * 5) % 8 - 3.5) * NOISE / 4
    noisy = np.clip(pixels + noise[:, :, None], 0, 255)
    flat = noisy.reshape(-1, 3).astype(np.int64)
    coarse, back = np.unique(flat >> 2, axis=0, return_inverse=True)
    count = np.bincount(back.ravel())
    boxes = [np.arange(len(coarse))]
    while len(boxes) < COLOURS:
        spread = [np.ptp(coarse[box], axis=0).max() * count[box].sum() ** 0.35 for box in boxes]
        widest = boxes.pop(int(np.argmax(spread)))
        if len(widest) < 2:
            boxes.append(widest)
            break
        axis = int(np.ptp(coarse[widest], axis=0).argmax())
        inner = widest[np.argsort(coarse[widest, axis], kind="stable")]
        half = np.searchsorted(np.cumsum(count[inner]), count[inner].sum() / 2)
        cut = min(max(int(half), 1), len(inner) - 1)
        boxes += [inner[:cut], inner[cut:]]
    box_of = np.zeros(len(coarse), np.uint8)
    for number, box in enumerate(boxes):
        box_of[box] = number
    index = box_of[back.ravel()]
    sums = np.stack([np.bincount(index, flat[:, c], COLOURS) for c in range(3)], axis=1)
    colours = sums / np.maximum(np.bincount(index, minlength=COLOURS), 1)[:, None]
    return index.reshape(pixels.shape[:2]), np.round(colours).astype(np.uint8)


def write_png(path: Path, pixels: Pixels) -> None:
    """Write a small PNG of 256 colours (ISO/IEC 15948)."""
    index, colours = palette_of(pixels)
    height, width = index.shape
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = index
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", colours.tobytes())
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


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
    return studio.of(game, (-8.0, -16.0))


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
