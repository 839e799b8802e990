"""All of it: `python -m bench`, or some of it by name: `python -m bench frame sessions`.

`watched` takes 25 minutes of real time and is measured only where it is named.
"""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "frame",
    "draw",
    "sessions",
    "grasping",
    "first_frame",
    "recorder",
    "kill",
    "hour",
    "metrics",
    "lsl",
    "link",
    "click",
    "flood",
    "export",
    "report_pdf",
    "store",
    "remeasure",
    "difficulty",
    "patients",
    "following",
    "console",
    "scale",
)

AT_REQUEST = ("watched",)


def main(names: list[str]) -> int:
    """Run each part in a process of its own; 1 if one fails."""
    known = PARTS + AT_REQUEST
    unknown = set(names) - set(known)
    if unknown:
        print(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
        return 2
    failed = [
        name
        for name in names or PARTS
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    ]
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
