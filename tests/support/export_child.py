"""Exports in a process that can be killed: `python export_child.py OUT FORMAT FOLDER...`.

It prints a line whenever more is done.
"""

from __future__ import annotations

import sys
from pathlib import Path

from clinic.export.folders import Folders
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export


def tell(_name: str, done: int, total: int) -> None:
    print(done, total, flush=True)  # noqa: T201


if __name__ == "__main__":
    out, form, *folders = sys.argv[1:]
    sessions = Folders([Path(folder) for folder in folders])
    export(sessions, [FORMATS[form]], Path(out), ExportOptions(), tell)
