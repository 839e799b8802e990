"""The therapist's keys in the window, and the keys that stop, as commands."""

from __future__ import annotations

from typing import Final

import pygame

from controllers.sdl import SdlEvents
from game.commands import CUE_AMOUNTS, CUE_KINDS, Command

_STOP: Final = Command("stop")
_END: Final = Command("end")

_CUES: Final = {
    pygame.K_1 + 3 * row + column: Command("cue", {"kind": kind, "amount": amount})
    for row, kind in enumerate(CUE_KINDS)
    for column, amount in enumerate(CUE_AMOUNTS)
}
"""The digits of the main block as a table: a row a kind, a column an amount."""

KEYS: Final = {
    pygame.K_ESCAPE: _STOP,
    pygame.K_PAUSE: _STOP,
    pygame.K_p: Command("pause"),
    pygame.K_r: Command("recentre"),
    pygame.K_n: Command("skip"),
    pygame.K_e: Command("easier"),
    pygame.K_h: Command("harder"),
    pygame.K_d: Command("demonstrate"),
    pygame.K_g: Command("resume"),
    pygame.K_l: Command("lock"),
    pygame.K_o: Command("pain"),
    pygame.K_b: Command("rest"),
    pygame.K_t: Command("longer"),
    pygame.K_y: Command("supervised"),
    pygame.K_c: Command("clear_space"),
    pygame.K_a: Command("assist"),
    pygame.K_m: Command("mark"),
    **_CUES,
    pygame.K_F1: Command("help"),
    pygame.K_F12: Command("screenshot"),
    pygame.K_PRINTSCREEN: Command("screenshot"),
    pygame.K_q: _END,
}
"""By the letter on the key. None of them is a key that a patient plays with."""

_CHORD: Final = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META


class WindowKeys:
    """Reads what the therapist pressed in the window since the last frame."""

    def __init__(self, events: SdlEvents) -> None:
        self._events = events

    def commands(self) -> list[Command]:
        """Commands in the order of the keys; closing the window ends the session.

        A letter with Ctrl, Alt or Meta is meant for someone else; a stop key always stops.
        """
        commands: list[Command] = []
        for key, modifiers in self._events.keys_pressed:
            command = KEYS.get(key)
            if command is not None and (command is _STOP or not modifiers & _CHORD):
                commands.append(command)
        if self._events.quit_requested:
            commands.append(_END)
        return commands
