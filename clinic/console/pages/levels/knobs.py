"""Elements for what has two ends: a knob that difficulty moves, a range that is drawn from."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from nicegui import ui
from nicegui.element import Element

from clinic.authoring.changes import (
    free_knob,
    pin_knob,
    set_field,
    set_knob_end,
    set_span_end,
    use_default,
)
from clinic.authoring.form import Field, KnobValue, knob_value
from clinic.console.pages.levels.form import Form, key
from clinic.console.pages.levels.numbers import number, number_box, with_limits
from levels.document import Data, Path, field_name

_BOUNDS: Final = ("least", "most", "since", "until")
_SPAN: Final[tuple[tuple[Literal["low", "high"], str], ...]] = (("low", "From"), ("high", "To"))


def knob_field(form: Form, path: Path, field: Field) -> None:
    """Easy and hard, or one number that difficulty leaves alone."""
    known = knob_value(field, form.given(path))
    with framed(field):
        if known is None:
            ui.label("Not readable as it is written; see the text.")
            return
        with ui.element("div").classes("ends"):
            if known.pinned:
                _end(form, path, field, "always", known)
            else:
                _end(form, path, field, "easy", known)
                _end(form, path, field, "hard", known)
        same = ui.checkbox("Same at every difficulty", value=known.pinned)
        key(same, f"{field_name(path)} same")
        same.on_value_change(lambda event: _pin(form, path, field, known, pinned=event.value))
        if not form.editing.may_change:
            same.props("disable")
        _bounds(form, path, field)
        ui.label(with_limits(field)).classes("help")


def span_field(form: Form, path: Path, field: Field) -> None:
    """From and to."""
    value = form.effective(path, field)
    ends = value if isinstance(value, dict) else {}
    with framed(field):
        with ui.element("div").classes("ends"):
            for end, label in _SPAN:
                _span_end(form, path, field, end, label, ends.get(end))
        ui.label(with_limits(field)).classes("help")


def framed(field: Field) -> Element:
    """A group of elements under one name, known to screen readers as such."""
    box = ui.element("fieldset").classes("setting")
    with box, ui.element("legend"):
        ui.label(field.label)
    return box


def _bounds(form: Form, path: Path, field: Field) -> None:
    """What bounds a knob besides its ends, where the level says it."""
    given = form.given(path)
    if not isinstance(given, dict):
        return
    with ui.element("div").classes("ends"):
        for name in _BOUNDS:
            if given.get(name) is not None:
                _bound(form, (*path, name), field, given[name])


def _bound(form: Form, path: Path, field: Field, value: Data) -> None:
    name = str(path[-1])
    plain = name in ("since", "until")  # these are difficulties, without the knob's unit
    element = number_box(
        name.capitalize(), value, replace(field, unit="", whole=False) if plain else field
    )
    element.props["aria-label"] = f"{field.label}, {name}"

    def take(value: float | int | str | None) -> None:
        if value is None:
            form.change(lambda text: use_default(text, path), new_shape=True)
        else:
            form.change(lambda text: set_field(text, path, value))

    element.on_value_change(lambda event: take(number(event.value)))
    form.know(path, element)


def _pin(form: Form, path: Path, field: Field, known: KnobValue, *, pinned: bool) -> None:
    if pinned:
        form.change(lambda text: pin_knob(text, path, known.easy), new_shape=True)
    else:
        form.change(lambda text: free_knob(text, path, field), new_shape=True)


def _end(
    form: Form, path: Path, field: Field, end: Literal["easy", "hard", "always"], known: KnobValue
) -> None:
    value = known.hard if end == "hard" else known.easy
    element = number_box(end.capitalize(), value, field)
    element.props["aria-label"] = f"{field.label}, {end}"

    def take(value: float | int | str | None) -> None:
        if value is None:
            return
        if end == "always":
            form.change(lambda text: set_field(text, path, value))
        else:
            form.change(lambda text: set_knob_end(text, path, field, end, value))

    element.on_value_change(lambda event: take(number(event.value)))
    form.know(path if end == "always" else (*path, end), element)


def _span_end(
    form: Form, path: Path, field: Field, end: Literal["low", "high"], label: str, value: Data
) -> None:
    element = number_box(label, value, field)
    element.props["aria-label"] = f"{field.label}, {label.lower()}"

    def take(value: float | int | str | None) -> None:
        if value is not None:
            form.change(lambda text: set_span_end(text, path, field, end, value))

    element.on_value_change(lambda event: take(number(event.value)))
    form.know((*path, end), element)
