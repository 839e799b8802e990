"""All of it: `python -m bench`, or some of it by name: `python -m bench frame sessions`."""

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


def main(names: list[str]) -> int:
    """Run each part in a process of its own; 1 if one fails."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"no such bench: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
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
