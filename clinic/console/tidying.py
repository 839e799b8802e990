"""Memory of pages that are gone, given back at set times.

A page is thousands of objects that refer to each other in rings, which only Python's collector
finds. Left to itself it goes through all of them whenever a quarter are new: with ten therapists at
work every few seconds, and nothing else is answered for half a second, a stop button neither.
"""

from __future__ import annotations

import asyncio
import gc
from typing import Final

from nicegui import Client

EACH_S: Final = 10.0
UNUSED_S: Final = 30.0
"""A page that no browser has connected to by then is forgotten; one that still comes reloads."""
_COLLECTED_EVERY: Final = 6
_YOUNG: Final = (10_000, 5)
_NEVER: Final = 1_000_000


async def tidy() -> None:
    """Until it is cancelled: forget unused pages; once a minute collect what is left of pages."""
    gc.collect()
    gc.freeze()  # the program itself stays
    gc.set_threshold(*_YOUNG, _NEVER)
    round_ = 0
    while True:
        await asyncio.sleep(EACH_S)
        Client.prune_instances(client_age_threshold=UNUSED_S)
        round_ += 1
        if round_ % _COLLECTED_EVERY == 0:
            gc.collect()
