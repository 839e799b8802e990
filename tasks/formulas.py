"""Which formulas measures are made with: a name that changes whenever the code of one does."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_TOLD_ABOUT: Final = ("registry.py", "dictionary.py")
"""These tell of measures and make none."""

_OF_TASKS: Final = {
    "reaching": ("measures.py", "recorded.py"),
    "grasping": ("measures.py",),
    "stepping": ("feet.py", "measures.py", "path.py", "recorded.py"),
}


@cache
def formulas() -> str:
    """Sixteen hexadecimal digits of the source that makes measures: the same on every system."""
    sources = [
        each
        for each in files("metrics").iterdir()
        if each.name.endswith(".py") and each.name not in _TOLD_ABOUT
    ]
    digest = sha256()
    for source in sorted(sources, key=lambda each: each.name):
        digest.update(_content("metrics", source))
    for task, names in _OF_TASKS.items():
        for name in names:
            digest.update(_content(task, files(f"tasks.{task}") / name))
    return digest.hexdigest()[:16]


def _content(room: str, source: Traversable) -> bytes:
    # Line ends are the checkout's, not the formula's.
    lines = b"\n".join(source.read_bytes().splitlines())
    return f"{room}/{source.name} {len(lines)}\n".encode() + lines
