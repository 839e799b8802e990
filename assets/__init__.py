"""Everything that is shown, heard and read: made by the scripts beside it, found by name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """File of an asset, for example `path("meshes/apple.npz")`.

    Raises FileNotFoundError when there is no such file, ValueError when the name leads out of
    the assets.
    """
    found = (ROOT / name).resolve()
    if not found.is_relative_to(ROOT):
        raise ValueError(f"{name}: not inside the assets")
    if not found.is_file():
        raise FileNotFoundError(f"{name}: no such asset")
    return found
