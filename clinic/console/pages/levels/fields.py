"""Elements for the fields of the form, made from their description."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Literal

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.validation_element import ValidationElement

from clinic.authoring.changes import (
    free_knob,
    pin_knob,
    set_field,
    set_knob_end,
    set_span_end,
    set_variant,
    use_default,
)
from clinic.authoring.form import Field, KnobValue, knob_value
from clinic.console.frame import told
from clinic.console.pages.levels.editing import Editing
from levels.document import Data, Path, field_name
from levels.explain import at

_WAIT: Final = 'debounce="400"'
_INPUT: Final = f"outlined hide-bottom-space {_WAIT}"
_BOUNDS: Final = ("least", "most", "since", "until")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


class Form:
    """Makes elements, and marks those that have a problem."""

    def __init__(self, editing: Editing) -> None:
        self.editing = editing
        self._page = ui.context.client.content
        self._elements: dict[str, ValidationElement[Any]] = {}

    def forget(self) -> None:
        """The elements are gone."""
        self._elements.clear()

    def mark(self) -> None:
        """Show every problem at its field, or at the field around it."""
        told_at: dict[str, str] = {}
        for problem in self.editing.found.problems:
            name = problem.field
            while name and name not in self._elements:
                name = name.rpartition(".")[0]
            told_at.setdefault(name, problem.message)
        for name, element in self._elements.items():
            message = told_at.get(name)
            element.error = message
            if message is None:
                element.props(remove="aria-invalid")
            else:
                element.props["aria-invalid"] = "true"

    def given(self, path: Path) -> Data:
        """What the level says at a path; None where it says nothing."""
        data = self.editing.found.data
        return None if data is None else at(dict(data), path)

    def change(self, change: Callable[[str], str], *, new_shape: bool = False) -> None:
        """Do what an element asks for; what can't be done is told."""
        with self._page, told():  # what was pressed may be gone when the form is made anew
            self.editing.edit(change, new_shape=new_shape)

    def field(self, path: Path, field: Field) -> None:
        """The elements of one field."""
        match field.kind:
            case "text" | "long text":
                self._text(path, field)
            case "whole" | "number":
                self._number(path, field)
            case "choice":
                self._choice(path, field)
            case "yes or no":
                self._yes_or_no(path, field)
            case "several":
                self._several(path, field)
            case "knob":
                self._knob(path, field)
            case "span":
                self._span(path, field)
            case "group":
                self._group(path, field)
            case "variants":
                self._variants(path, field)

    def _known(self, path: Path, element: ValidationElement[Any]) -> None:
        self._elements[field_name(path)] = element.without_auto_validation()
        if not self.editing.may_change:
            element.props("readonly")

    def _effective(self, path: Path, field: Field) -> Data:
        given = self.given(path)
        return field.default if given is None else given

    def _text(self, path: Path, field: Field) -> None:
        make = ui.textarea if field.kind == "long text" else ui.input
        value = self._effective(path, field)
        element = make(field.label, value="" if value is None else str(value)).props(_INPUT)
        if field.kind == "long text":
            element.props("autogrow").classes("wide")
        element.props["hint"] = field.help
        element.on_value_change(
            lambda event: self.change(lambda text: set_field(text, path, event.value or ""))
        )
        self._known(path, element)

    def _number(self, path: Path, field: Field) -> None:
        element = self._number_box(field.label, self._effective(path, field), field)
        element.props["hint"] = _with_limits(field)

        def take(value: Any) -> None:
            if value is None and not field.required:
                self.change(lambda text: use_default(text, path))
            elif value is not None:
                self.change(lambda text: set_field(text, path, value))

        element.on_value_change(lambda event: take(_number(event.value)))
        self._known(path, element)

    def _number_box(self, label: str, value: Data, field: Field) -> ui.input:
        shown = f"{value:g}" if isinstance(value, int | float) else "" if value is None else value
        element = ui.input(label, value=str(shown)).props(_INPUT)
        element.props(f'inputmode="{"numeric" if field.whole else "decimal"}"')
        if field.unit:
            element.props["suffix"] = field.unit
        return element.classes("number")

    def _choice(self, path: Path, field: Field) -> None:
        options = {choice: _words(choice) for choice in field.choices}
        if field.may_be_none:
            options = {"": "as the level", **options}
        value = self._effective(path, field) or ("" if field.may_be_none else None)
        element = self._select(field, options, value)

        def take(value: Any) -> None:
            if value == "":
                self.change(lambda text: use_default(text, path), new_shape=True)
            else:
                self.change(lambda text: set_field(text, path, value))

        element.on_value_change(lambda event: take(event.value))
        self._known(path, element)

    def _several(self, path: Path, field: Field) -> None:
        value = self._effective(path, field)
        known = [each for each in value if each in field.choices] if isinstance(value, list) else []
        options = {choice: _words(choice) for choice in field.choices}
        element = self._select(field, options, known, multiple=True)
        element.on_value_change(
            lambda event: self.change(lambda text: set_field(text, path, list(event.value)))
        )
        self._known(path, element)

    def _select(
        self, field: Field, options: dict[str, str], value: Any, *, multiple: bool = False
    ) -> ui.select:
        value = value if multiple or value in options else None
        element = ui.select(options, value=value, label=field.label, multiple=multiple)
        element.props("outlined hide-bottom-space options-dense")
        element.props["hint"] = field.help
        return element

    def _yes_or_no(self, path: Path, field: Field) -> None:
        value = self._effective(path, field)
        with ui.element("div").classes("tick"):
            element = ui.checkbox(field.label, value=value is True)
            ui.label(field.help).classes("help")
        element.on_value_change(
            lambda event: self.change(lambda text: set_field(text, path, bool(event.value)))
        )
        if not self.editing.may_change:
            element.props("disable")

    def _knob(self, path: Path, field: Field) -> None:
        known = knob_value(field, self.given(path))
        if known is None:
            with _framed(field):
                ui.label("Not readable as it is written; see the text.")
            return
        with _framed(field):
            with ui.element("div").classes("ends"):
                if known.pinned:
                    self._end(path, field, "always", known)
                else:
                    self._end(path, field, "easy", known)
                    self._end(path, field, "hard", known)
            same = ui.checkbox("Same at every difficulty", value=known.pinned)
            same.on_value_change(lambda event: self._pin(path, field, known, pinned=event.value))
            if not self.editing.may_change:
                same.props("disable")
            self._bounds(path, field)
            ui.label(_with_limits(field)).classes("help")

    def _bounds(self, path: Path, field: Field) -> None:
        """What bounds a knob besides its ends, where the level says it."""
        given = self.given(path)
        if not isinstance(given, dict):
            return
        with ui.element("div").classes("ends"):
            for name in _BOUNDS:
                if given.get(name) is not None:
                    self._bound((*path, name), field, given[name])

    def _bound(self, path: Path, field: Field, value: Data) -> None:
        name = str(path[-1])
        plain = name in ("since", "until")  # these are difficulties, without the knob's unit
        element = self._number_box(
            name.capitalize(), value, replace(field, unit="", whole=False) if plain else field
        )
        element.props["aria-label"] = f"{field.label}, {name}"

        def take(value: float | int | str | None) -> None:
            if value is None:
                self.change(lambda text: use_default(text, path), new_shape=True)
            else:
                self.change(lambda text: set_field(text, path, value))

        element.on_value_change(lambda event: take(_number(event.value)))
        self._known(path, element)

    def _pin(self, path: Path, field: Field, known: KnobValue, *, pinned: bool) -> None:
        if pinned:
            self.change(lambda text: pin_knob(text, path, known.easy), new_shape=True)
        else:
            self.change(lambda text: free_knob(text, path, field), new_shape=True)

    def _end(
        self, path: Path, field: Field, end: Literal["easy", "hard", "always"], known: KnobValue
    ) -> None:
        value = known.hard if end == "hard" else known.easy
        element = self._number_box(end.capitalize(), value, field)
        element.props["aria-label"] = f"{field.label}, {end}"

        def take(value: float | int | str | None) -> None:
            if value is None:
                return
            if end == "always":
                self.change(lambda text: set_field(text, path, value))
            else:
                self.change(lambda text: set_knob_end(text, path, field, end, value))

        element.on_value_change(lambda event: take(_number(event.value)))
        self._known(path if end == "always" else (*path, end), element)

    def _span(self, path: Path, field: Field) -> None:
        value = self._effective(path, field)
        ends = value if isinstance(value, dict) else {}
        with _framed(field):
            with ui.element("div").classes("ends"):
                for end, label in (("low", "From"), ("high", "To")):
                    self._span_end(path, field, end, label, ends.get(end))  # type: ignore[arg-type]
            ui.label(_with_limits(field)).classes("help")

    def _span_end(
        self, path: Path, field: Field, end: Literal["low", "high"], label: str, value: Data
    ) -> None:
        element = self._number_box(label, value, field)
        element.props["aria-label"] = f"{field.label}, {label.lower()}"

        def take(value: float | int | str | None) -> None:
            if value is not None:
                self.change(lambda text: set_span_end(text, path, field, end, value))

        element.on_value_change(lambda event: take(_number(event.value)))
        self._known((*path, end), element)

    def _group(self, path: Path, field: Field) -> None:
        given = self.given(path)
        data = self.editing.found.data
        parent = at(dict(data or {}), path[:-1])
        none = given is None and (
            (isinstance(parent, dict) and path[-1] in parent) or field.default is None
        )
        with _framed(field):
            ui.label(field.help).classes("help")
            if field.may_be_none:
                there = ui.checkbox("There is one", value=not none)
                there.on_value_change(
                    lambda event: self.change(
                        lambda text: (
                            use_default(text, path) if event.value else set_field(text, path, None)
                        ),
                        new_shape=True,
                    )
                )
            if not (field.may_be_none and none):
                with ui.element("div").classes("fields"):
                    for each in field.fields:
                        self.field((*path, each.name), each)

    def _variants(self, path: Path, field: Field) -> None:
        assert field.variants is not None
        given = self._effective(path, field)
        kind = given.get(field.variant) if isinstance(given, dict) else None
        with _framed(field):
            options = {choice: _words(choice) for choice in field.choices}
            element = ui.select(
                options, value=kind if kind in options else None, label="How it moves"
            ).props("outlined hide-bottom-space options-dense")
            element.on_value_change(
                lambda event: self.change(
                    lambda text: set_variant(text, path, field, event.value), new_shape=True
                )
            )
            self._known((*path, field.variant), element)
            with ui.element("div").classes("fields"):
                for each in field.variants.get(str(kind), ()):
                    self.field((*path, each.name), each)


def _framed(field: Field) -> Element:
    """A group of elements under one name, known to screen readers as such."""
    box = ui.element("fieldset").classes("setting")
    with box, ui.element("legend"):
        ui.label(field.label)
    return box


def _number(shown: Any) -> float | int | str | None:
    """What was typed, as a number where it is one; the check says what is wrong with the rest."""
    said = str(shown or "").strip()
    if not said:
        return None
    if _NUMBER.fullmatch(said) is None:
        return said
    value = float(said.replace(",", "."))
    return int(value) if value.is_integer() else value


def _with_limits(field: Field) -> str:
    limits = field.limits
    return field.help if not limits or limits in field.help else f"{field.help} {limits}."


def _words(choice: str) -> str:
    return choice.replace("_", " ")
