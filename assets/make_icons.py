"""Writes every pictogram into `assets/icons`: `python -m assets.make_icons`.

512 x 512 pixels, few bold shapes with dark outlines on a transparent ground, to be understood
without a word and by weak eyes; shape says what colour says.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assets import ROOT
from assets.drawing import write_png
from assets.pictograms import (
    ankles,
    answers,
    controls,
    devices,
    menu,
    people,
    postures,
    scales,
    sided,
    tasks,
)
from assets.pictograms.parts import Maker

ICONS: Final[Mapping[str, Maker]] = MappingProxyType(
    {
        **tasks.PICTOGRAMS,
        **ankles.PICTOGRAMS,
        **people.PICTOGRAMS,
        **postures.PICTOGRAMS,
        **controls.PICTOGRAMS,
        **devices.PICTOGRAMS,
        **menu.PICTOGRAMS,
        **scales.PICTOGRAMS,
        **answers.PICTOGRAMS,
        **sided.PICTOGRAMS,
    }
)
"""Name of each pictogram and the function that draws it."""


def write(folder: Path) -> None:
    """Draw every pictogram into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in ICONS.items():
        write_png(folder / f"{name}.png", draw().rgba())


if __name__ == "__main__":
    write(ROOT / "icons")
