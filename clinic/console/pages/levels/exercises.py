"""The exercises of a level as cards: moved by hand or by buttons, unfolded one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from nicegui import ui
from nicegui.events import SortableEventArguments

from clinic.authoring.changes import (
    add_exercise,
    duplicate_exercise,
    move_exercise,
    remove_exercise,
    set_task,
)
from clinic.authoring.form import exercise_fields, parameter_fields
from clinic.console.buttons import act
from clinic.console.frame import heading
from clinic.console.pages.levels.fields import show_field
from clinic.console.pages.levels.form import Form, key
from levels.document import Path
from tasks.registry import TASKS

_DOSE: Final = ("name", "sets", "repetitions", "familiarisation", "rest_s", "affected_share")
_ABOUT: Final = ("objective", "body_part", "resistance", "posture")


def show_exercises(form: Form) -> None:
    """All cards, and a button for one more."""
    exercises = form.given(("exercises",))
    if not isinstance(exercises, list):
        ui.label("There are no exercises in the text.")
        return
    may = form.editing.may_change
    cards = ui.column().classes("cards")
    with cards:
        for index, exercise in enumerate(exercises):
            if isinstance(exercise, dict):
                _card(form, index, exercise, len(exercises))
    form.point()
    if not may:
        return
    cards.make_sortable(handle=".handle", on_end=lambda event: _dropped(form, event))
    with ui.row().classes("buttons"):
        for task in TASKS:
            act(f"Add {task}", lambda task=task: _add(form, task))


def _dropped(form: Form, event: SortableEventArguments) -> None:
    if event.old_index != event.new_index:
        _move(form, event.old_index, event.new_index)


def _add(form: Form, task: str) -> None:
    exercises = form.given(("exercises",))
    count = len(exercises) if isinstance(exercises, list) else 0
    form.editing.open.add(f"exercise {count}")
    form.change(lambda text: add_exercise(text, task), new_shape=True)
    form.editing.turn_to(count)
    form.focus(f"toggle {count}")


def _move(form: Form, old: int, new: int) -> None:
    """Move a card; what was unfolded, and what the preview shows, stays so wherever it goes."""
    editing = form.editing

    def place(number: int) -> int:
        if number == old:
            return new
        return number - int(number > old) + int(number - int(number > old) >= new)

    editing.open = _renumbered(editing.open, place)
    editing.exercise = place(editing.exercise)
    form.change(lambda text: move_exercise(text, old, new), new_shape=True)
    form.focus(f"toggle {new}")


def _card(form: Form, index: int, exercise: dict[str, Any], count: int) -> None:
    part = f"exercise {index}"
    name, task = str(exercise.get("name", "")), str(exercise.get("task", ""))
    card = (
        ui.element("section").classes("card exercise").props(f'aria-label="Exercise {index + 1}"')
    )
    card.on("focusin", lambda: form.editing.turn_to(index))
    with card:
        with ui.row().classes("title"):
            if form.editing.may_change:
                ui.icon("drag_indicator").classes("handle").props('aria-hidden="true"')
            heading(f"{index + 1}. {name}", 3)
            sets, each = exercise.get("sets", 1), exercise.get("repetitions", "?")
            ui.label(f"{task}, {sets} \u00d7 {each} repetitions").classes("soft")
            form.signs.append(ui.label("in the preview").classes("previewed"))
        with ui.row().classes("buttons"):
            unfolded = part in form.editing.open
            words = "Close" if unfolded else "Edit" if form.editing.may_change else "Show"
            toggle = act(words, lambda: _toggle(form, part))
            toggle.props(f'aria-expanded="{str(unfolded).lower()}"')
            key(toggle, f"toggle {index}")
            if form.editing.may_change:
                _buttons(form, index, count, name)
        if unfolded:
            _unfolded(form, ("exercises", index), task)


def _buttons(form: Form, index: int, count: int, name: str) -> None:
    up = act("Up", lambda: _move(form, index, index - 1))
    down = act("Down", lambda: _move(form, index, index + 1))
    up.set_enabled(index > 0)
    down.set_enabled(index + 1 < count)
    copy = act("Duplicate", lambda: _duplicate(form, index))
    remove = act("Remove", lambda: _remove(form, index))
    remove.set_enabled(count > 1)
    for button in (up, down, copy, remove):
        button.props["aria-label"] = f"{button.text}: {name}"
        key(button, f"{button.text} {index}")


def _duplicate(form: Form, index: int) -> None:
    form.editing.open = _renumbered(form.editing.open, lambda number: number + int(number > index))
    form.change(lambda text: duplicate_exercise(text, index), new_shape=True)
    form.editing.turn_to(index + 1)
    form.focus(f"toggle {index + 1}")


def _remove(form: Form, index: int) -> None:
    editing = form.editing
    editing.open = _renumbered(
        editing.open - {f"exercise {index}", f"more {index}"},
        lambda number: number - int(number > index),
    )
    editing.exercise = max(0, editing.exercise - int(editing.exercise >= index))
    form.change(lambda text: remove_exercise(text, index), new_shape=True)
    form.focus(f"toggle {max(0, index - 1)}")


def _renumbered(parts: set[str], place: Callable[[int], int]) -> set[str]:
    """Parts of the form by the new places of their exercises."""
    words = (part.rpartition(" ") for part in parts)
    return {
        f"{word} {place(int(number))}" if number.isdigit() else f"{word}{gap}{number}"
        for word, gap, number in words
    }


def _toggle(form: Form, part: str) -> None:
    form.editing.open ^= {part}
    form.change(lambda text: text, new_shape=True)


def _unfolded(form: Form, path: Path, task: str) -> None:
    """How much, then what is asked for, then the rest: as often as each is changed."""
    fields = {field.name: field for field in exercise_fields()}
    with ui.element("div").classes("fields"):
        for name in _DOSE:
            show_field(form, (*path, name), fields[name])
    if task in TASKS:
        _parameters(form, path, task)
    show_field(form, (*path, "difficulty"), fields["difficulty"])
    with ui.element("div").classes("fields"):
        for name in _ABOUT:
            show_field(form, (*path, name), fields[name])
        _task(form, path, task)
        show_field(form, (*path, "demonstrate"), fields["demonstrate"])
    show_field(form, (*path, "cues"), fields["cues"])


def _parameters(form: Form, path: Path, task: str) -> None:
    given = form.given((*path, "parameters"))
    given = given if isinstance(given, dict) else {}
    parameters = parameter_fields(task)
    heading("Parameters", 4)
    with ui.element("div").classes("fields"):
        for field in parameters:
            if field.name in given:
                show_field(form, (*path, "parameters", field.name), field)
    rest = [field for field in parameters if field.name not in given]
    if rest and unfolding(form, f"more {path[1]}", f"{len(rest)} more at their defaults"):
        with ui.element("div").classes("fields"):
            for field in rest:
                show_field(form, (*path, "parameters", field.name), field)


def unfolding(form: Form, part: str, what: str) -> bool:
    """A button that shows and hides a part of the form; whether it is shown now."""
    shown = part in form.editing.open
    more = act(f"{'Hide' if shown else 'Show'} {what}", lambda: _toggle(form, part))
    more.props(f'aria-expanded="{str(shown).lower()}"')
    key(more, part)
    return shown


def _task(form: Form, path: Path, task: str) -> None:
    index = path[1]
    assert isinstance(index, int)
    element = ui.select(list(TASKS), value=task if task in TASKS else None, label="Task")
    element.props("outlined hide-bottom-space options-dense")
    element.props["hint"] = "Another task begins with its own parameters at their defaults."
    element.on_value_change(
        lambda event: form.change(lambda text: set_task(text, index, event.value), new_shape=True)
    )
    key(element, f"task {index}")
    if not form.editing.may_change:
        element.props("readonly")
