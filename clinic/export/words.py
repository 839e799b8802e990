"""Texts out of a recording, on one line, with no date in them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from game.recording.errors import one_line
from game.resume_point import SESSION_ID_PATTERN

HIDDEN: Final = "[date]"
ANOTHER_SESSION: Final = "[session]"

_SESSION_ID: Final = re.compile(SESSION_ID_PATTERN.strip("^$"))
_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE: Final = re.compile(
    rf"""
    (?<!\d)(?:19|20)\d\d([-/._ ]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])
        (?:[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)
    | (?<!\d)\d?\d[-/.]\d?\d[-/.](?:19|20)?\d\d(?!\d)
    | (?<!\w)(?:\d?\d(?:st|nd|rd|th|\.)?[ -]+(?:of[ ])?(?:{_MONTHS})\.?,?[ -]+(?:19|20)\d\d
              | (?:{_MONTHS})\.?[ -]+\d?\d(?:st|nd|rd|th)?,?[ -]+(?:19|20)\d\d)(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """Tells texts of one session as the export's options ask.

    `absolute_dates` leaves dates as they are; `names` calls exported sessions by their number
    (`clinic.export.numbering.told_apart`); `start_ns` is what times count from.
    """

    absolute_dates: bool
    names: Mapping[str, str]
    start_ns: int = 0

    def text(self, text: str) -> str:
        """One line of printable characters, without dates unless they are asked for."""
        line = one_line(text.encode("utf-8", "replace").decode())
        if self.absolute_dates:
            return line
        named = _SESSION_ID.sub(lambda id_: self.names.get(id_[0], ANOTHER_SESSION), line)
        return _DATE.sub(HIDDEN, named)

    def value(self, value: Any) -> Any:
        """The same for every text in a JSON value; moments (`..._ns`) become seconds (`..._s`)."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return dict(self._item(str(key), each) for key, each in value.items())
            case float() if not math.isfinite(value):
                return None
            case list() | tuple():
                return [self.value(each) for each in value]
            case _:
                return value

    def _item(self, key: str, value: Any) -> tuple[str, Any]:
        if key.endswith("_ns") and isinstance(value, int) and not isinstance(value, bool):
            return self.text(f"{key.removesuffix('_ns')}_s"), (value - self.start_ns) / 1e9
        return self.text(key), self.value(value)
