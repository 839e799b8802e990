"""The elements of any field of a level, made from its description."""

from __future__ import annotations

from nicegui import ui

from clinic.authoring.changes import set_field, set_variant, use_default
from clinic.authoring.form import Field
from clinic.console.pages.levels.form import Form, key
from clinic.console.pages.levels.knobs import framed, knob_field, span_field
from clinic.console.pages.levels.plain_fields import (
    choice_field,
    number_field,
    several_field,
    text_field,
    words,
    yes_or_no_field,
)
from levels.document import Path, field_name
from levels.explain import at


def show_field(form: Form, path: Path, field: Field) -> None:
    """Make them where one is."""
    match field.kind:
        case "text" | "long text":
            text_field(form, path, field)
        case "whole" | "number":
            number_field(form, path, field)
        case "choice":
            choice_field(form, path, field)
        case "yes or no":
            yes_or_no_field(form, path, field)
        case "several":
            several_field(form, path, field)
        case "knob":
            knob_field(form, path, field)
        case "span":
            span_field(form, path, field)
        case "group":
            _group(form, path, field)
        case "variants":
            _variants(form, path, field)


def _group(form: Form, path: Path, field: Field) -> None:
    given = form.given(path)
    parent = at(dict(form.editing.found.data or {}), path[:-1])
    none = given is None and (
        (isinstance(parent, dict) and path[-1] in parent) or field.default is None
    )
    with framed(field):
        ui.label(field.help).classes("help")
        if field.may_be_none:
            _there_is_one(form, path, there=not none)
        if not (field.may_be_none and none):
            with ui.element("div").classes("fields"):
                for each in field.fields:
                    show_field(form, (*path, each.name), each)


def _there_is_one(form: Form, path: Path, *, there: bool) -> None:
    element = ui.checkbox("There is one", value=there)
    key(element, f"{field_name(path)} there")
    element.on_value_change(
        lambda event: form.change(
            lambda text: use_default(text, path) if event.value else set_field(text, path, None),
            new_shape=True,
        )
    )


def _variants(form: Form, path: Path, field: Field) -> None:
    assert field.variants is not None
    given = form.effective(path, field)
    kind = given.get(field.variant) if isinstance(given, dict) else None
    with framed(field):
        options = {choice: words(choice) for choice in field.choices}
        element = ui.select(
            options, value=kind if kind in options else None, label="How it moves"
        ).props("outlined hide-bottom-space options-dense")
        element.on_value_change(
            lambda event: form.change(
                lambda text: set_variant(text, path, field, event.value), new_shape=True
            )
        )
        form.know((*path, field.variant), element)
        with ui.element("div").classes("fields"):
            for each in field.variants.get(str(kind), ()):
                show_field(form, (*path, each.name), each)
