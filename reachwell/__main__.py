"""`reachwell` on the command line, and `python -m reachwell`."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main() -> None:
    """Run a command; exit 0, 2 for bad input (one line on stderr), 1 for our own fault.

    Ctrl-C exits 130, output that can't be written 1, each with one line.
    """
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        _leave("Stopped.", INTERRUPTED)
    except OSError as error:
        if error.filename is not None:  # a file of ours, and so a fault of ours
            raise
        _leave(f"The output can't be written: {error.strerror or error}", 1)
    if code == INTERRUPTED:
        _leave("Stopped.", code)
    sys.exit(code)


def _run() -> int:
    import io

    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows may know few letters
            stream.reconfigure(errors="replace")
    from reachwell.cli import app

    try:
        code = app(prog_name="reachwell", standalone_mode=False)
    except Exception as error:
        from reachwell.errors import bad_input

        lines = bad_input(error)
        if lines is None:
            raise
        sys.stderr.write(lines.rstrip() + "\n")
        return 2
    return code if isinstance(code, int) else 0


def _leave(line: str, code: int) -> NoReturn:
    """Say why, and go without Python's own attempt to write what is left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(nowhere, 2)
    os.dup2(nowhere, 1)
    sys.exit(code)


if __name__ == "__main__":
    main()
