"""Kitchen and forest: what stands where, and what weak eyes make of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from support.display import need_display
from support.gl import luminance, pixels

from assets.forest import PATH_HALF_M, forest_height
from assets.kitchen import HEIGHT_M
from controllers.frame import Vec3
from controllers.gaze import orientation
from game.phases.placing import board
from game.view import forest, kitchen
from game.view.camera import Camera
from game.view.detail import Detail
from game.view.meshes import load_meshes
from game.view.places import PLACES
from game.view.renderer import Renderer
from game.view.target import EyeTarget
from game.view.window import FOV_Y_DEG, Window
from game.words import Words
from tasks.body import BodyFrame
from tasks.grasping.catalogue import KINDS
from tasks.scene import (
    COLOUR,
    FLOATS_PER_INSTANCE,
    ORIENTATION,
    POSITION,
    SCALE,
    Instance,
    Role,
    Scene,
)

MESHES = load_meshes()
MAKERS = {"kitchen": kitchen.kitchen, "forest": forest.forest}
SEATED_M: Vec3 = (0.0, 1.2, 0.0)
STANDING_M: Vec3 = (0.0, 1.6, 0.0)
TABLE_M = 0.73
LEAST_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.11 (things that must be seen to be used)."""


def _corners(name: str, row: np.ndarray) -> np.ndarray:
    """A mesh's corners where the row puts them; every row of a place is upright."""
    sine, cosine = 2.0 * row[4] * row[6], row[6] ** 2 - row[4] ** 2
    x, y, z = (MESHES[name].position_m * row[SCALE]).T
    turned = np.stack([cosine * x + sine * z, y, cosine * z - sine * x], axis=1)
    return turned + row[POSITION]


@pytest.mark.parametrize("name", MAKERS)
def test_rows_are_what_a_renderer_takes(name: str) -> None:
    for mesh, rows in MAKERS[name]().items():
        assert mesh in MESHES
        assert rows.dtype == np.float32
        assert rows.shape[1] == FLOATS_PER_INSTANCE
        assert len(rows) > 0
        assert np.isfinite(rows).all()
        np.testing.assert_allclose(np.linalg.norm(rows[:, ORIENTATION], axis=1), 1.0, atol=1e-5)
        assert (rows[:, SCALE] > 0.0).all()
        assert (rows[:, COLOUR.stop - 1] == 1.0).all()


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_seed_gives_the_same_place(name: str) -> None:
    first, again, other = MAKERS[name](3), MAKERS[name](3), MAKERS[name](4)
    assert all(rows.tobytes() == again[mesh].tobytes() for mesh, rows in first.items())
    assert any(rows.tobytes() != other[mesh].tobytes() for mesh, rows in first.items())


def test_names_of_what_lets_light_in_are_names_of_things_there() -> None:
    for place in PLACES.values():
        assert place.lets_light_in <= place.stands().keys()


def test_nothing_stands_in_the_middle_of_the_kitchen() -> None:
    for seed in (1, 3, 9):
        for name, rows in kitchen.kitchen(seed).items():
            for row in rows:
                corners = _corners(name, row)
                inside = (corners[:, 1] > 0.01) & (corners[:, 1] < HEIGHT_M - 0.2)
                away = np.hypot(corners[inside, 0], corners[inside, 2])
                assert away.size == 0 or away.min() > kitchen.FREE_RADIUS_M, name


def test_the_path_and_the_clearing_are_free_and_flat() -> None:
    """3 m x 3 m about the origin, and the path ahead as far as it is seen, to above the head."""
    x, z = np.meshgrid(np.linspace(-1.5, 1.5, 31), np.linspace(-1.5, 1.5, 31))
    assert np.abs(forest_height(x, z)).max() == 0.0
    x, z = np.meshgrid(np.linspace(-PATH_HALF_M, PATH_HALF_M, 9), np.linspace(2.0, -50.0, 200))
    assert np.abs(forest_height(x, z)).max() == 0.0
    for seed in (1, 5, 9):
        for name, rows in forest.forest(seed).items():
            if name in ("forest_ground", "cloud"):
                continue
            for row in rows:
                corners = _corners(name, row)
                corners = corners[corners[:, 1] < 2.3]
                across, along = np.abs(corners[:, 0]), corners[:, 2]
                on_path = (across < PATH_HALF_M) & (along < 2.0)
                in_clearing = (across < 1.5) & (np.abs(along) < 1.5)
                assert not (on_path | in_clearing).any(), name


def test_the_forests_things_stand_on_its_ground() -> None:
    for name, rows in forest.forest().items():
        if name == "cloud":
            continue
        height = forest_height(rows[:, 0].astype(float), rows[:, 2].astype(float))
        apart = rows[:, 1] - height
        assert np.abs(apart).max() < 0.08, name
    mesh = MESHES["forest_ground"].position_m.astype(float)
    made = forest_height(mesh[:, 0], mesh[:, 2])
    np.testing.assert_allclose(mesh[:, 1], made, atol=1e-3)


@pytest.mark.parametrize("name", MAKERS)
def test_a_laptop_can_draw_it(name: str) -> None:
    count = sum(len(rows) * len(MESHES[m].index) // 3 for m, rows in MAKERS[name]().items())
    assert count <= 150_000


@pytest.mark.parametrize("name", MAKERS)
def test_less_detail_keeps_the_ground_the_walls_and_the_air(name: str) -> None:
    low = Detail.LOW.of(PLACES[name])
    less, whole = low.stands(), PLACES[name].stands()
    for mesh, rows in whole.items():
        if len(rows) == 1:
            assert less[mesh].tobytes() == rows.tobytes()
    assert sum(map(len, less.values())) < 0.7 * sum(map(len, whole.values()))
    assert low.fog_per_m == PLACES[name].fog_per_m


class Studio:
    """The places as the game draws them, into a window's picture or one eye's."""

    def __init__(self) -> None:
        self.window = Window((320, 240), vsync=False)
        self.renderer = Renderer(self.window.ctx, Words.load(), MESHES, PLACES)

    def look(self, scene: Scene, view: View) -> np.ndarray:
        """Luminance, (height, width)."""
        target = EyeTarget(self.window.ctx, view.size)
        self.renderer.update(scene)
        self.renderer.draw_eye(target, view.camera)
        seen: np.ndarray = luminance(pixels(target))
        target.release()
        return seen


class View:
    """From where, and with what eye: "window" (1280 x 720) or "headset" (one of two eyes)."""

    def __init__(self, eye: str, eyes_m: Vec3, pitch_deg: float) -> None:
        self.size = (1280, 720) if eye == "window" else (1024, 1024)
        self.camera = Camera()
        if eye == "window":
            self.camera.perspective(FOV_Y_DEG, 1280 / 720)
        else:
            self.camera.field_of_view(-0.8, 0.7, 0.75, -0.8)
        self.camera.place(eyes_m, orientation((0.0, pitch_deg)))

    def window_of(self, thing: Instance) -> tuple[slice, slice]:
        """The part of the picture that an upright thing lies in."""
        corners = MESHES[thing.mesh].position_m * thing.scale + thing.position_m
        seen = np.array([self.camera.project(tuple(map(float, c))) for c in corners])
        width, height = self.size
        columns = (seen[:, 0] + 1.0) / 2.0 * width
        rows = (1.0 - seen[:, 1]) / 2.0 * height
        edges = [int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1]
        assert min(edges) >= 0, f"{thing.mesh} is not all in view"
        assert edges[1] <= height, f"{thing.mesh} is not all in view"
        assert edges[3] <= width, f"{thing.mesh} is not all in view"
        return slice(edges[0], edges[1]), slice(edges[2], edges[3])


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    need_display()
    made = Studio()
    yield made
    made.window.close()


def ratio(one: float, other: float) -> float:
    """Contrast of two luminances (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


EYES = ("window", "headset")


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_to_be_seen_and_boards_stand_out_from_it(
    studio: Studio, name: str, eye: str
) -> None:
    """A board's face or its frame differs from what is behind it, all along its edge."""
    view = View(eye, SEATED_M, -5.0)
    without = studio.look(Scene(name), view)
    assert np.percentile(without, 95) > 1.6 * np.percentile(without, 5)
    assert 0.08 < without.mean() < 0.75, "neither gloomy nor dazzling"
    for part in np.array_split(without, 4, axis=1):
        assert part.std() > 0.02, "something stands everywhere"
    scene = Scene(name)
    scene.panels.append(board("hint.sit_back", BodyFrame(SEATED_M, 0.0), icon="sit_back"))
    seen = studio.look(scene, view)
    changed = np.abs(seen - without) > 0.02
    rows = np.nonzero(changed.any(axis=1))[0]
    columns = np.nonzero(changed.any(axis=0))[0]
    top, bottom, left, right = rows[0], rows[-1], columns[0], columns[-1]
    face = float(np.percentile(seen[top:bottom, left:right], 90))
    frame = float(np.percentile(seen[top:bottom, left:right], 5))
    behind = np.concatenate([without[top - 6, left:right], without[bottom + 6, left:right]])
    assert min(max(ratio(face, value), ratio(frame, value)) for value in behind) >= LEAST_CONTRAST


class Measured:
    """Things in a place, and the luminance of each and of the ground round it.

    Where a thing is, black and glowing white differ: its own pixels and no others of the ground.
    """

    def __init__(self, studio: Studio, scene: Scene, things: list[Instance], view: View) -> None:
        self._view = view
        natural = [thing.colour for thing in things]

        def drawn(shade: float) -> np.ndarray:
            for thing in things:
                thing.colour, thing.glow = (shade, shade, shade, 1.0), shade
            return studio.look(scene, view)

        self._mask = np.abs(drawn(1.0) - drawn(0.0)) > 0.004
        for thing, colour in zip(things, natural, strict=True):
            thing.colour, thing.glow = colour, 0.0
        self._seen = studio.look(scene, view)

    def of(self, thing: Instance) -> np.ndarray:
        window = self._view.window_of(thing)
        return self._seen[window][self._mask[window]]

    def around(self, thing: Instance, px: int = 12) -> float:
        rows, columns = self._view.window_of(thing)
        wide = (slice(max(rows.start - px, 0), rows.stop + px),
                slice(max(columns.start - px, 0), columns.stop + px))  # fmt: skip
        return float(np.median(self._seen[wide][~self._mask[wide]]))


OBSTACLES = {
    "log": (0.8, 0.15, 0.15),
    "stone": (0.4, 0.15, 0.25),
    "branch": (0.8, 0.12, 0.20),
    "puddle": (0.5, 0.01, 0.35),
}


@pytest.mark.parametrize("eye", EYES)
def test_obstacles_and_shoes_stand_out_from_the_path(studio: Studio, eye: str) -> None:
    """Dark on light, near and far; and the line along an obstacle's edge from its body."""
    scene = Scene("forest")
    obstacles = [
        scene.add(Role.OBSTACLE, mesh, (x, 0.0, z), scale=size)
        for number, (mesh, size) in enumerate(OBSTACLES.items())
        for x, z in ((-1.05 + 0.7 * number, -1.5), (0.0, -3.0 - 1.1 * number))
    ]
    shoes = [
        scene.add(Role.FOOT, f"shoe_{side}", (x, 0.01, -1.1))
        for x, side in ((-0.12, "left"), (0.12, "right"))
    ]
    measured = Measured(studio, scene, obstacles + shoes, View(eye, STANDING_M, -35.0))
    for thing in obstacles:
        seen, path = measured.of(thing), measured.around(thing)
        assert seen.size > 100, thing.mesh
        body, line = float(np.percentile(seen, 30)), float(np.percentile(seen, 97))
        assert path > body, "dark on light"
        assert ratio(body, path) >= LEAST_CONTRAST, (thing.mesh, thing.position_m)
        assert ratio(body, line) >= LEAST_CONTRAST, (thing.mesh, thing.position_m)
    for shoe in shoes:
        body = float(np.percentile(measured.of(shoe), 30))
        assert ratio(body, measured.around(shoe)) >= LEAST_CONTRAST


@pytest.mark.parametrize("eye", EYES)
def test_things_stand_out_from_the_table(studio: Studio, eye: str) -> None:
    """Each kind by itself, without the glow that the one to be taken has."""
    scene = Scene("kitchen")
    scene.add(Role.DECOR, "table_top", (0.0, TABLE_M - 0.03, -0.7), scale=(1.4, 0.06, 1.2))
    kinds = list(KINDS.values())
    things = [
        scene.add(
            Role.OBJECT,
            kind.mesh,
            (
                -0.33 + 0.13 * (number % 6),
                TABLE_M + kind.rest_height_m,
                -0.32 - 0.2 * (number // 6),
            ),
        )
        for number, kind in enumerate(sorted(kinds, key=lambda kind: kind.size_m[1]))
    ]
    measured = Measured(studio, scene, things, View(eye, SEATED_M, -40.0))
    for thing in things:
        here = float(np.median(measured.of(thing)))
        assert ratio(here, measured.around(thing)) >= LEAST_CONTRAST, thing.mesh


def test_the_far_end_of_the_path_is_in_mist(studio: Studio) -> None:
    scene = Scene("forest")
    near, far = (
        scene.add(Role.DECOR, "box", (x, 0.5, z), scale=(0.5, 1.0, 0.1), colour=(0, 0, 0, 1))
        for x, z in ((-0.6, -3.0), (0.0, -30.0))
    )
    measured = Measured(studio, scene, [near, far], View("window", STANDING_M, 0.0))
    clear, misty = (
        ratio(float(np.median(measured.of(thing))), measured.around(thing)) for thing in (near, far)
    )
    assert clear > 4.0
    assert misty < 1.5
