"""What a button tells once it is done, while its page may be gone."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from nicegui import Client, core, ui
from nicegui.page import page as at

from clinic.console.frame import told
from clinic.errors import ClinicError


@pytest.fixture
def page() -> Iterator[Client]:
    loop = asyncio.new_event_loop()
    before, core.loop = core.loop, loop
    try:
        client = Client(at("/told"), request=None)
        yield client
        if not client.is_deleted:
            client.delete()
    finally:
        core.loop = before
        loop.close()


def messages(page: Client) -> list[Any]:
    return [each for each in page.outbox.messages if each[1] == "notify"]


def test_a_problem_is_told_on_its_page(page: Client) -> None:
    with page, told():
        raise ClinicError("the level is gone")
    assert [each[2]["message"] for each in messages(page)] == ["the level is gone"]


def test_nobody_is_told_on_a_page_that_is_gone(page: Client) -> None:
    with page, told():
        page.delete()
        raise ClinicError("the sign-in has ended")
    assert messages(page) == []


def test_what_came_out_well_is_not_told_on_a_page_that_is_gone(page: Client) -> None:
    def saved() -> None:
        with beside:
            ui.notify("saved")

    with page:
        beside = ui.element().default_slot
    with page, told():
        page.delete()
        gc.collect()
        saved()
    assert messages(page) == []
    with pytest.raises(RuntimeError, match="deleted"):
        saved()


def test_a_fault_of_ours_is_not_kept_quiet(page: Client) -> None:
    with page, pytest.raises(RuntimeError, match="fault"), told():
        raise RuntimeError("a fault")
