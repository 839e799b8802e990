"""The text of a level in the console's editor, as somebody types it."""

from __future__ import annotations

from typing import Any


def type_instead(page: Any, old: str, new: str) -> None:
    """Replace the first place of `old` in the level's text, by the keyboard."""
    page.get_by_role("tab", name="Text").click()
    page.locator(".yaml").wait_for()  # nothing takes letters before it is seen
    page.locator(".yaml").evaluate(
        """async (box, old) => {
            const editor = await getElement(box.id.slice(1)).editorPromise;
            const from = editor.state.doc.toString().indexOf(old);
            editor.dispatch({selection: {anchor: from, head: from + old.length}});
            editor.focus();
            if (!editor.hasFocus) throw new Error("the text takes no letters");
        }""",
        old,
    )
    page.keyboard.insert_text(new)


def until(page: Any, wanted: str) -> None:
    """Wait until the level's text holds this."""
    page.wait_for_function(
        """wanted => {
            const box = document.querySelector(".yaml");
            return getElement(box.id.slice(1)).editor?.state.doc.toString().includes(wanted);
        }""",
        arg=wanted,
    )
