"""Writes the published schema: `python -m clinic.link.schema [FILE]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from clinic.link.protocol import schema
from game.recording.files import write_atomically

PAGE: Final = Path(__file__).parents[2] / "docs" / "link.schema.json"


def text() -> str:
    """The schema as it is published."""
    return json.dumps(schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    write_atomically(path, text().encode())
