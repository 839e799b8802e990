"""Writes every mesh into `assets/meshes`: `python -m assets.make_meshes`.

A file holds float32 `position`, `normal`, `colour` (V, 3; sRGB) and uint32 `index` (3T,); hands
also hold their bones (see `assets.hand`). The same code gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from assets import (
    ROOT,
    footwear,
    forest,
    fruit,
    furniture,
    hand,
    kitchen,
    kitchenware,
    nature,
    obstacles,
    things,
)
from assets.solid import Solid

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]


def _plain(solid: Solid) -> Arrays:
    return {
        "position": solid.position.astype(np.float32),
        "normal": solid.normal.astype(np.float32),
        "colour": solid.colour.astype(np.float32),
        "index": solid.index.reshape(-1).astype(np.uint32),
    }


def _skinned(skinned: hand.Hand) -> Arrays:
    return _plain(skinned.skin) | {
        "bone": skinned.bone.astype(np.uint8),
        "weight": skinned.weight.astype(np.float32),
        "pivot": skinned.pivot.astype(np.float32),
        "axis": skinned.axis.astype(np.float32),
        "flex_rad": skinned.flex_rad.astype(np.float32),
    }


_SOLIDS: Final[tuple[Callable[[], Solid], ...]] = (
    fruit.apple,
    fruit.pear,
    fruit.orange,
    fruit.plum,
    fruit.lemon,
    fruit.far_fruit,
    things.ring,
    things.pad,
    things.ball,
    things.basket,
    things.stop_sign,
    things.arrow,
    nature.tree_a,
    nature.tree_b,
    nature.tree_c,
    nature.bush,
    nature.grass_tuft,
    nature.flower,
    nature.rock,
    nature.hill,
    nature.fence,
    nature.cloud,
    nature.ground,
    forest.beech_a,
    forest.beech_b,
    forest.birch,
    forest.pine,
    forest.fern,
    forest.mushroom,
    forest.forest_ground,
    kitchen.kitchen_room,
    kitchen.kitchen_floor,
    kitchen.kitchen_units,
    kitchen.herb_pot,
    kitchen.fruit_bowl,
    kitchen.kettle,
    kitchen.wall_clock,
    kitchenware.toy_ball,
    kitchenware.cup,
    kitchenware.mug,
    kitchenware.can,
    kitchenware.carton,
    kitchenware.book,
    kitchenware.bottle,
    kitchenware.spoon,
    kitchenware.coin,
    kitchenware.key,
    kitchenware.pen,
    furniture.box,
    furniture.table_top,
    furniture.board,
    obstacles.log,
    obstacles.stone,
    obstacles.branch,
    obstacles.puddle,
    footwear.shoe_left,
    footwear.shoe_right,
    footwear.footprint_left,
    footwear.footprint_right,
)


def _maker(make: Callable[[], Solid]) -> Callable[[], Arrays]:
    return lambda: _plain(make())


MESHES: Final[Mapping[str, Callable[[], Arrays]]] = MappingProxyType(
    {make.__name__: _maker(make) for make in _SOLIDS}
    | {
        "hand_left": lambda: _skinned(hand.left()),
        "hand_right": lambda: _skinned(hand.right()),
    }
)
"""Name of each mesh and the function that makes its arrays."""


def write(folder: Path) -> None:
    """Make every mesh into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MESHES.items():
        arrays: dict[str, Any] = make()
        np.savez(folder / f"{name}.npz", **arrays)


if __name__ == "__main__":
    write(ROOT / "meshes")
