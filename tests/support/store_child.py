"""Run by tests in a process of its own: brings an index up to date, or writes to the audit.

python store_child.py FOLDER DATABASE reindex|audit
"""

from __future__ import annotations

import sys
from pathlib import Path

from clinic.store import audit, open_store, reindex
from game.datadir import DataDirectory


def main(folder: str, database: str, task: str) -> None:
    data = DataDirectory(Path(folder))
    sys.stdin.readline()  # all begin at once
    with open_store(data, database) as store:
        if task == "reindex":
            sys.stdout.write(f"{reindex(store, data, lambda done, of: None).problems}\n")
        else:
            for number in range(10):
                with store.writing() as connection:
                    audit(connection, "child", "count", str(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
