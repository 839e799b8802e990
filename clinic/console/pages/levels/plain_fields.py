"""Elements for fields of one value."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from clinic.authoring.changes import set_field, use_default
from clinic.authoring.form import Field
from clinic.console.pages.levels.form import Form, key
from clinic.console.pages.levels.numbers import INPUT, number, number_box, with_limits
from levels.document import Path, field_name


def text_field(form: Form, path: Path, field: Field) -> None:
    """A box for a text, of several lines where it may be long."""
    make = ui.textarea if field.kind == "long text" else ui.input
    value = form.effective(path, field)
    element = make(field.label, value="" if value is None else str(value)).props(INPUT)
    if field.kind == "long text":
        element.props("autogrow").classes("wide")
    element.props["hint"] = field.help
    element.on_value_change(
        lambda event: form.change(lambda text: set_field(text, path, event.value or ""))
    )
    form.know(path, element)


def number_field(form: Form, path: Path, field: Field) -> None:
    """A box for a number; emptied, the default counts."""
    element = number_box(field.label, form.effective(path, field), field)
    element.props["hint"] = with_limits(field)

    def take(value: Any) -> None:
        if value is None and not field.required:
            form.change(lambda text: use_default(text, path))
        elif value is not None:
            form.change(lambda text: set_field(text, path, value))

    element.on_value_change(lambda event: take(number(event.value)))
    form.know(path, element)


def choice_field(form: Form, path: Path, field: Field) -> None:
    """One of several words."""
    options = {choice: words(choice) for choice in field.choices}
    if field.may_be_none:
        options = {"": "as the level", **options}
    value: Any = form.effective(path, field) or ("" if field.may_be_none else None)
    element = _select(field, options, value if value in options else None)

    def take(value: Any) -> None:
        if value == "":
            form.change(lambda text: use_default(text, path), new_shape=True)
        else:
            form.change(lambda text: set_field(text, path, value))

    element.on_value_change(lambda event: take(event.value))
    form.know(path, element)


def several_field(form: Form, path: Path, field: Field) -> None:
    """Any of several words."""
    value = form.effective(path, field)
    known = [each for each in value if each in field.choices] if isinstance(value, list) else []
    element = _select(field, {choice: words(choice) for choice in field.choices}, known)
    element.on_value_change(
        lambda event: form.change(lambda text: set_field(text, path, list(event.value)))
    )
    form.know(path, element)


def yes_or_no_field(form: Form, path: Path, field: Field) -> None:
    """A tick."""
    value = form.effective(path, field)
    with ui.element("div").classes("tick"):
        element = ui.checkbox(field.label, value=value is True)
        ui.label(field.help).classes("help")
    key(element, field_name(path))
    element.on_value_change(
        lambda event: form.change(lambda text: set_field(text, path, bool(event.value)))
    )
    if not form.editing.may_change:
        element.props("disable")


def words(choice: str) -> str:
    """A word of the level's as it is read."""
    return choice.replace("_", " ")


def _select(field: Field, options: dict[str, str], value: Any) -> ui.select:
    several = isinstance(value, list)
    element = ui.select(options, value=value, label=field.label, multiple=several)
    element.props("outlined hide-bottom-space options-dense")
    element.props["hint"] = field.help
    return element
