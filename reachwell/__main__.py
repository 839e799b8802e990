"""`reachwell` on the command line, and `python -m reachwell`."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main() -> None:
    """Run a command; exit 0, 2 for bad input (one line on stderr), 1 for our own fault.

    Ctrl-C exits 130, output that can't be written 1, each with one line.
    """
    try:
        code = _run()
        sys.stdout.flush()
        if code == INTERRUPTED:  # the command-line library has caught it
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        _farewell("Stopped.")
        code = INTERRUPTED
    except OSError as error:
        if error.filename is not None:  # a file of ours, and so a fault of ours
            raise
        _farewell(f"The output can't be written: {error.strerror or error}")
        code = 1
    sys.exit(code)


def _run() -> int:
    import io

    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    _open_closed()
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


def _open_closed() -> None:
    """Give the standard streams that were closed a place that takes all.

    Else the next file that is opened would be the standard output of whatever prints.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _farewell(line: str) -> None:
    """Say why, and spare Python its own attempt to write what is left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(nowhere, 2)
    os.dup2(nowhere, 1)


if __name__ == "__main__":
    main()
