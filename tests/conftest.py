"""What tests of every room share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import hypothesis

sys.path.insert(0, str(Path(__file__).parent))

hypothesis.settings.register_profile("reachwell", deadline=None, derandomize=True)
hypothesis.settings.load_profile("reachwell")

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# What our own child processes print is read as UTF-8; on Windows a pipe would get code page text.
os.environ.setdefault("PYTHONUTF8", "1")
