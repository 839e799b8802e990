"""What was worked out slowly and may be asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Remembered(Generic[Found]):
    """The last results, by all that they were made from. May be used from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[object, Found] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], Found]) -> Found:
        """What was made for this key, or what `make` makes now. Raises what it raises."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # two at once may both make it: that costs time, and nothing else
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
