"""Disks of their own: one so small that it can be filled, one that breaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
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


@contextmanager
def breaking_disk(folder: Path) -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """A disk of its own at `folder`, what makes it break, and what repairs it.

    Broken, it is read-only, for files that are open too: what Linux does to a disk with errors.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        lack("disk", "mounting a disk that breaks needs root on Linux")
    if shutil.which("mkfs.ext4") is None:
        lack("disk", "there is no mkfs.ext4 to make a disk that breaks: apt install e2fsprogs")
    image = folder.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(24 << 20)
    folder.mkdir()
    subprocess.run(["mkfs.ext4", "-q", image], check=True)

    command = ["mount", "-o", "loop", image, folder]

    def shatter() -> None:
        subprocess.run(["mount", "-o", "remount,abort", folder], check=False, capture_output=True)

    def repair() -> None:
        subprocess.run(["umount", folder], check=True)
        subprocess.run(["e2fsck", "-p", image], check=False, capture_output=True)
        subprocess.run(command, check=True)

    mounted = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if mounted.returncode:
        lack("disk", f"mounting a disk that breaks is not permitted: {mounted.stderr.strip()}")
    try:
        yield folder, shatter, repair
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
