"""The one place that takes events from SDL: window, keys, mouse, gamepads coming and going.

Whoever wants them reads the state after `pump`, which the loop calls once a frame.
"""

from __future__ import annotations

import pygame


class SdlEvents:
    """What the window and its devices say since the last `pump`.

    Keys and buttons are SDL's numbers (`pygame.K_*`; mouse buttons 1 left, 2 middle, 3 right).
    A tap shorter than a frame is still seen for that one frame. `focused` holds until the
    window system says otherwise, for some never tell a new window that it has the focus.
    """

    def __init__(self) -> None:
        if not pygame.display.get_init():
            pygame.display.init()
        self.keys_down: set[int] = set()
        self.keys_pressed: list[tuple[int, int]] = []
        self.mouse_px: tuple[int, int] = pygame.mouse.get_pos()
        self.mouse_buttons: set[int] = set()
        self.mouse_pressed: list[int] = []
        self.wheel_notches = 0.0
        self.size_px: tuple[int, int] = (1, 1)
        if pygame.display.get_surface() is not None:
            self.size_px = pygame.display.get_window_size()
        self.focused = True
        self.quit_requested = False
        self.gamepads_changed = False
        self.gamepad_pressed: list[tuple[int, int]] = []

    def pump(self) -> None:
        """Take every waiting event; what happened before the last call is forgotten."""
        self.keys_pressed.clear()
        self.mouse_pressed.clear()
        self.gamepad_pressed.clear()
        self.wheel_notches = 0.0
        self.quit_requested = False
        self.gamepads_changed = False
        for event in pygame.event.get():
            self._take(event)

    def key(self, *keys: int) -> bool:
        """Whether any of these is down, or was for a moment since the last frame."""
        down = self.keys_down
        for key in keys:
            if key in down:
                return True
        return self.pressed(*keys)

    def pressed(self, *keys: int) -> bool:
        """Whether any of these went down since the last frame."""
        return any(pressed in keys for pressed, _ in self.keys_pressed)

    def mouse(self, button: int) -> bool:
        """Whether a mouse button is down, or was for a moment since the last frame."""
        return button in self.mouse_buttons or button in self.mouse_pressed

    def _take(self, event: pygame.event.Event) -> None:
        match event.type:
            case pygame.MOUSEMOTION:
                self.mouse_px = event.pos
            case pygame.KEYDOWN:
                self.keys_down.add(event.key)
                self.keys_pressed.append((event.key, event.mod))
            case pygame.KEYUP:
                self.keys_down.discard(event.key)
            case pygame.MOUSEBUTTONDOWN:
                self.mouse_px = event.pos
                self.mouse_buttons.add(event.button)
                self.mouse_pressed.append(event.button)
            case pygame.MOUSEBUTTONUP:
                self.mouse_px = event.pos
                self.mouse_buttons.discard(event.button)
            case pygame.MOUSEWHEEL:
                self.wheel_notches += event.precise_y
            case pygame.CONTROLLERBUTTONDOWN:
                self.gamepad_pressed.append((event.instance_id, event.button))
            case pygame.CONTROLLERDEVICEADDED | pygame.CONTROLLERDEVICEREMOVED:
                self.gamepads_changed = True
            case pygame.WINDOWSIZECHANGED:
                self.size_px = (event.x, event.y)
            case pygame.WINDOWFOCUSGAINED:
                self.focused = True
            case pygame.WINDOWFOCUSLOST:
                self.focused = False
                # The key up will go to another window.
                self.keys_down.clear()
                self.mouse_buttons.clear()
            case pygame.QUIT:
                self.quit_requested = True
