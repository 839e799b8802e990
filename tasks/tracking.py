"""How long a limb may be out of sight, the same for every task."""

from __future__ import annotations

from typing import Final

LONGEST_GAP_NS: Final = 100_000_000
"""Between samples farther apart than this nothing is taken to be known."""

LOST_AFTER_NS: Final = 300_000_000
"""A limb unseen for this long while it has something to do makes the repetition invalid."""
