"""`reachwell` on the command line, and `python -m reachwell`."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """Run a command; exit 0, 2 for bad input (one line on stderr), 1 for our own fault."""
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from reachwell.cli import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows may know few letters
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="reachwell", standalone_mode=False)
    except Exception as error:
        from reachwell.errors import bad_input

        lines = bad_input(error)
        if lines is None:
            raise
        sys.stderr.write(lines.rstrip() + "\n")
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
