"""Where Arrow's batches get their memory from."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

STEADIEST_FIRST: Final = ("jemalloc", "system")
"""Over an hour of small batches these keep to their size; Arrow's own first choice, mimalloc,
holds on to several megabytes more. Which ones there are differs between systems."""


def use_steady_memory() -> None:
    """Let all Arrow memory of this program come from the steadiest pool that there is."""
    there = pa.supported_memory_backends()
    name = next(name for name in STEADIEST_FIRST if name in there)
    pa.set_memory_pool(getattr(pa, f"{name}_memory_pool")())
