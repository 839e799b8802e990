"""A level of the clinic's own, made from another or from a file."""

from __future__ import annotations

from nicegui import ui
from nicegui.events import UploadEventArguments

from clinic.authoring.checking import checked
from clinic.authoring.versions import duplicate, free_id, imported, level_lines
from clinic.console.buttons import act, first_act
from clinic.console.frame import heading, told
from clinic.console.visit import Visit
from levels.document import MAX_BYTES
from levels.model import MAX_ID


async def ask_for_copy(visit: Visit, level_id: str, written: str | None = None) -> None:
    """Ask for an id and a title, make the copy, and open it.

    `written` is what is in sight and not saved yet: then it is copied as it stands.
    """
    page = ui.context.client.content  # a search may take away the card that was clicked
    with page, told():
        text, wanted = await visit.again(
            lambda connection: (
                level_lines(connection, level_id) if written is None else written,
                free_id(connection, f"{level_id[: MAX_ID - 4]}-own"),
            )
        )
        title = str((checked(text).data or {}).get("title", ""))
        with (
            ui.dialog().props('aria-label="Question"') as dialog,
            ui.card().classes("levels card asking"),
        ):
            heading("A level of our own")
            new_title = ui.input("Title", value=title).props("outlined maxlength=80 autofocus")
            new_id = ui.input("Id", value=wanted).props(f"outlined maxlength={MAX_ID}")
            new_id.props["hint"] = "Small letters, digits and hyphens; it stays for good."
            with ui.row().classes("buttons"):
                first_act("Make it", lambda: dialog.submit("make"))
                act("Cancel", dialog.close)
        answer = await dialog
        dialog.delete()
        if answer != "make":
            return
        made = await visit.change(
            "make level",
            f"level {new_id.value} from {level_id}",
            lambda connection: duplicate(
                connection, level_id, new_id.value, new_title.value, visit.visitor.account_id, text
            ),
        )
        ui.navigate.to(f"/levels/{made}")


def import_button(visit: Visit) -> None:
    """A button that asks for a file and opens the level in it."""

    async def take(event: UploadEventArguments) -> None:
        with told():
            raw = await event.file.read()
            made = await visit.change(
                "import level",
                "level from a file",
                lambda connection: imported(
                    connection, raw, event.file.name, visit.visitor.account_id
                ),
            )
            ui.navigate.to(f"/levels/{made}")

    def refused() -> None:
        ui.notify(
            f"Only .yaml and .yml files of up to {MAX_BYTES // 1024} KiB are levels.",
            type="warning",
        )

    upload = ui.upload(
        on_upload=take, on_rejected=refused, auto_upload=True, max_file_size=MAX_BYTES
    )
    upload.props('accept=".yaml,.yml"').classes("hidden-upload").props('aria-hidden="true"')
    button = act("Import a file")
    button.on("click", js_handler=f"() => getElement({upload.id}).$refs.qRef.pickFiles()")
