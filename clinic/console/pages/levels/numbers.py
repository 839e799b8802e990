"""Boxes for numbers, and what was typed in them."""

from __future__ import annotations

import re
from typing import Any, Final

from nicegui import ui

from clinic.authoring.form import Field
from levels.document import Data

INPUT: Final = 'outlined hide-bottom-space debounce="120"'
"""Of every box: so long after the last key (ms) it is read."""
_NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def number_box(label: str, value: Data, field: Field) -> ui.input:
    """A box with its unit, showing a value as it stands in the level."""
    shown = f"{value:g}" if isinstance(value, int | float) else "" if value is None else value
    element = ui.input(label, value=str(shown)).props(INPUT)
    element.props(f'inputmode="{"numeric" if field.whole else "decimal"}"')
    if field.unit:
        element.props["suffix"] = field.unit
    return element.classes("number")


def number(shown: Any) -> float | int | str | None:
    """What was typed, as a number where it is one; the check says what is wrong with the rest."""
    said = str(shown or "").strip()
    if not said:
        return None
    if _NUMBER.fullmatch(said) is None:
        return said
    value = float(said.replace(",", "."))
    return int(value) if value.is_integer() else value


def with_limits(field: Field) -> str:
    """A field's help, and what it may be where the help does not say it."""
    limits = field.limits
    return field.help if not limits or limits in field.help else f"{field.help} {limits}."
