from __future__ import annotations

import numpy as np

from assets.nature import ground_height
from game.view.meshes import load_meshes
from game.view.orchard import FREE_RADIUS_M, orchard
from tasks.scene import COLOUR, FLOATS_PER_INSTANCE, GLOW, ORIENTATION, POSITION, SCALE

EYE_M = 1.2
MESHES = load_meshes()
STANDING = ("tree_a", "tree_b", "tree_c", "bush", "rock", "fence", "flower", "grass_tuft")


def _corners(name: str, row: np.ndarray) -> np.ndarray:
    """A mesh's corners where the row puts them; every row of the orchard is upright."""
    position = MESHES[name].position_m
    sine, cosine = 2.0 * row[4] * row[6], row[6] ** 2 - row[4] ** 2
    scaled = position * row[SCALE]
    turned = np.stack(
        [
            cosine * scaled[:, 0] + sine * scaled[:, 2],
            scaled[:, 1],
            cosine * scaled[:, 2] - sine * scaled[:, 0],
        ],
        axis=1,
    )
    return turned + row[POSITION]


def test_rows_are_what_a_renderer_takes() -> None:
    for name, rows in orchard().items():
        assert name in MESHES
        assert rows.dtype == np.float32
        assert rows.shape[1] == FLOATS_PER_INSTANCE
        assert len(rows) > 0
        assert np.isfinite(rows).all()
        np.testing.assert_allclose(np.linalg.norm(rows[:, ORIENTATION], axis=1), 1.0, atol=1e-5)
        assert (rows[:, SCALE] > 0.0).all()
        assert (rows[:, COLOUR] >= 0.0).all()
        assert (rows[:, COLOUR] <= 1.0).all()
        assert (rows[:, COLOUR.stop - 1] == 1.0).all()
        assert (rows[:, GLOW] == 0.0).all()


def test_the_same_seed_gives_the_same_orchard() -> None:
    first, again, other = orchard(3), orchard(3), orchard(4)
    assert first.keys() == again.keys()
    for name, rows in first.items():
        assert rows.tobytes() == again[name].tobytes()
    assert any(rows.tobytes() != other[name].tobytes() for name, rows in first.items())


def test_nothing_but_the_ground_is_in_the_play_area() -> None:
    for seed in (1, 7, 23):
        for name, rows in orchard(seed).items():
            if name == "ground":
                continue
            if name in ("grass_tuft", "flower"):
                nearest = np.hypot(rows[:, 0], rows[:, 2]).min()
                assert nearest > FREE_RADIUS_M, name
                continue
            for row in rows:
                corners = _corners(name, row)
                assert np.hypot(corners[:, 0], corners[:, 2]).min() > FREE_RADIUS_M, name


def test_the_view_ahead_is_open() -> None:
    """No tree, bush or fence stands in the 14 degrees about -Z within 20 m, at eye height."""
    for name, rows in orchard().items():
        if name in ("ground", "hill", "cloud", "grass_tuft", "flower"):
            continue
        for row in rows:
            corners = _corners(name, row)
            corners = corners[corners[:, 1] > EYE_M]
            ahead = (corners[:, 2] < 0.0) & (corners[:, 2] > -20.0)
            azimuth = np.rad2deg(np.arctan2(np.abs(corners[ahead, 0]), -corners[ahead, 2]))
            assert azimuth.size == 0 or azimuth.min() > 7.0, name


def test_things_stand_on_the_ground() -> None:
    place = orchard()
    for name in STANDING:
        rows = place[name]
        height = ground_height(rows[:, 0].astype(float), rows[:, 2].astype(float))
        apart = rows[:, 1] - height
        assert apart.max() < 0.01, name
        assert apart.min() > -0.15, name


def test_grass_is_densest_near_the_patient() -> None:
    grass = orchard()["grass_tuft"]
    distance = np.hypot(grass[:, 0], grass[:, 2])

    def density(low_m: float, high_m: float) -> float:
        inside = ((distance >= low_m) & (distance < high_m)).sum()
        return float(inside / (high_m**2 - low_m**2))

    assert density(2.0, 4.0) > 2.0 * density(6.0, 9.0) > 4.0 * density(14.0, 20.0)


def test_there_are_trees_with_fruit_on_both_sides() -> None:
    place = orchard()
    trees = np.concatenate([rows for name, rows in place.items() if name.startswith("tree")])
    for side in (-1.0, 1.0):
        assert (side * trees[:, 0] > 2.0).sum() >= 8
        assert (side * place["far_fruit"][:, 0] > 2.0).sum() >= 20


def test_a_laptop_can_draw_it() -> None:
    triangles = sum(len(rows) * len(MESHES[name].index) // 3 for name, rows in orchard().items())
    assert triangles <= 150_000
