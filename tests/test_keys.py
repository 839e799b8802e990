"""The window's keys as commands, and the inbox that they wait in."""

from __future__ import annotations

from collections import Counter
from threading import Thread

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import Desk

from controllers import keyboard
from game.commands import STOPS, Command, Inbox
from game.keys import KEYS, WindowKeys


def kinds(desk: Desk) -> list[str]:
    desk.events.pump()
    return [command.kind for command in WindowKeys(desk.events).commands()]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (pygame.K_ESCAPE, "stop"),
        (pygame.K_PAUSE, "stop"),
        (pygame.K_p, "pause"),
        (pygame.K_r, "recentre"),
        (pygame.K_n, "skip"),
        (pygame.K_e, "easier"),
        (pygame.K_h, "harder"),
        (pygame.K_d, "demonstrate"),
        (pygame.K_F12, "screenshot"),
        (pygame.K_PRINTSCREEN, "screenshot"),
        (pygame.K_F1, "help"),
        (pygame.K_q, "end"),
    ],
)
def test_a_key_is_one_command_however_long_it_is_held(desk: Desk, key: int, kind: str) -> None:
    desk.press(key)
    assert kinds(desk) == [kind]
    assert kinds(desk) == []


def test_commands_come_from_the_key_and_in_order(desk: Desk) -> None:
    desk.press(pygame.K_e)
    desk.press(pygame.K_ESCAPE)
    desk.events.pump()
    commands = WindowKeys(desk.events).commands()
    assert commands == [Command("easier"), Command("stop")]
    assert {command.source for command in commands} == {"key"}


def test_closing_the_window_ends(desk: Desk) -> None:
    desk.post(pygame.QUIT)
    assert kinds(desk) == ["end"]


def test_a_chord_is_for_someone_else_but_stop_is_stop(desk: Desk) -> None:
    desk.press(pygame.K_e, pygame.KMOD_LCTRL)
    desk.press(pygame.K_q, pygame.KMOD_RALT)
    desk.press(pygame.K_ESCAPE, pygame.KMOD_LCTRL | pygame.KMOD_NUM)
    desk.press(pygame.K_h, pygame.KMOD_NUM | pygame.KMOD_CAPS)
    assert kinds(desk) == ["stop", "harder"]


def test_no_key_of_the_patient_is_a_key_of_the_therapist() -> None:
    patients = {
        key for name, value in vars(keyboard).items() if name.endswith("_KEYS") for key in value
    }
    assert len(patients) > 10
    assert not patients & set(KEYS)


def test_drain_empties_in_order() -> None:
    inbox = Inbox()
    inbox.put(Command("easier"))
    inbox.put(Command("cue", {"kind": "verbal"}, "console"))
    assert inbox.drain() == [Command("easier"), Command("cue", {"kind": "verbal"}, "console")]
    assert inbox.drain() == []


def test_a_stop_is_there_after_any_flood() -> None:
    inbox = Inbox()
    inbox.put(Command("stop", source="safety"))
    for number in range(1000):
        inbox.put(Command("cue", {"number": number}, "console"))
    commands = inbox.drain()
    assert len(commands) == 64
    assert commands[0] == Command("stop", source="safety")
    assert commands[-1].data == {"number": 999}


@given(st.lists(st.sampled_from(["cue", "easier", *sorted(STOPS)]), max_size=300))
def test_no_kind_of_stop_is_ever_lost(wishes: list[str]) -> None:
    inbox = Inbox()
    for wish in wishes:
        inbox.put(Command(wish))
    kept = [command.kind for command in inbox.drain()]
    assert len(kept) == min(len(wishes), 64)
    assert set(kept) >= STOPS & set(wishes)
    if Counter(wishes)["cue"] + Counter(wishes)["easier"] == len(wishes):
        assert kept == wishes[-64:]
    if len(wishes) <= 64:
        assert kept == wishes


def test_threads_may_put_at_once() -> None:
    inbox = Inbox()
    threads = [
        Thread(target=lambda: [inbox.put(Command("cue")) for _ in range(10)]) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inbox.drain()) == 60
