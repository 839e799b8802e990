"""A disk so small that it can be filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.require import lack


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own, mounted at `folder`."""
    if sys.platform != "linux" or os.geteuid() != 0:
        lack("disk", "mounting a small disk needs root on Linux")
    if shutil.which("mount") is None:
        lack("disk", "there is no mount to make a small disk with: apt install mount")
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "reachwell-test", folder],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if mounted.returncode:
        lack("disk", f"mounting a small disk is not permitted here: {mounted.stderr.strip()}")
    try:
        yield folder
    except BaseException:
        subprocess.run(["umount", "--lazy", folder], check=True)
        raise
    subprocess.run(["umount", folder], check=True)  # refuses while a file is left open
