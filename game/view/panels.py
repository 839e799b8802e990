"""A scene's panels: each content rendered once into a texture, then only placed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import moderngl
import numpy as np
import pygame

from game.view import shaders
from game.view.text import PX_PER_M, board, caption, tile
from game.words import Words
from tasks.scene import Panel, Role

_KEPT = 32
_FIRST_ROOM = 8
_FLOATS_PER_CORNER = 9
_PROGRESS = 7
_CORNERS = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))


@dataclass(frozen=True, slots=True)
class Board:
    """A rendered panel: its texture and half its size in metres."""

    texture: moderngl.Texture
    half_width_m: float
    half_height_m: float


class Panels:
    """Draws panels as boards with a frame that fills clockwise from the top with progress."""

    def __init__(self, ctx: moderngl.Context, words: Words) -> None:
        self._ctx = ctx
        self._words = words
        self._boards: dict[tuple[object, ...], Board] = {}
        self._layout: list[tuple[object, ...]] = []
        self._progress: list[float] = []
        self._corners = np.zeros((0, 4, _FLOATS_PER_CORNER), np.float32)
        self._textures: list[moderngl.Texture] = []
        self._program = shaders.program(ctx, "panel", "panel")
        self._room = _FIRST_ROOM
        self._vertices, self._array = self._reserve()

    def update(self, panels: Sequence[Panel]) -> None:
        """Take over the panels as they are now.

        Raises `MissingWordError` or `UnknownIconError` for what can't be shown.
        """
        visible = [panel for panel in panels if panel.visible]
        layout: list[tuple[object, ...]] = [
            (
                panel.key,
                panel.icon,
                panel.width_m,
                panel.role,
                panel.caption,
                tuple(panel.values.items()) if panel.values else (),
                panel.position_m,
                panel.yaw_rad,
            )
            for panel in visible
        ]
        progress = [panel.progress for panel in visible]
        if layout != self._layout:
            self._place(visible)
            self._layout = layout
        elif progress == self._progress:
            return
        if visible:
            # Dwelling changes nothing but the progress, frame by frame.
            corners = self._corners
            corners[:, :, _PROGRESS] = np.asarray(progress, np.float32)[:, None]
            self._vertices.orphan()
            self._vertices.write(corners)
        self._progress = progress

    def draw(self) -> None:
        """Draw every panel: blending and depth test must be on."""
        render = self._array.render
        for index, texture in enumerate(self._textures):
            texture.use(shaders.IMAGE)
            render(vertices=4, first=4 * index)

    def _place(self, panels: list[Panel]) -> None:
        boards = [self._board(panel) for panel in panels]
        self._textures = [found.texture for found in boards]
        self._corners = np.asarray(
            [_corners(found, panel) for found, panel in zip(boards, panels, strict=True)],
            np.float32,
        ).reshape(-1, 4, _FLOATS_PER_CORNER)
        if len(panels) > self._room:
            self._array.release()
            self._vertices.release()
            self._room = 2 * len(panels)
            self._vertices, self._array = self._reserve()

    def _board(self, panel: Panel) -> Board:
        values = tuple(panel.values.items())
        key = (panel.key, panel.icon, panel.width_m, panel.role, panel.caption, values)
        found = self._boards.pop(key, None)
        if found is None:
            found = self._upload(picture(panel, self._words))
        self._boards[key] = found  # the newest stand last
        while len(self._boards) > max(_KEPT, 2 * self._room):
            oldest = next(iter(self._boards))
            self._boards.pop(oldest).texture.release()
        return found

    def _upload(self, surface: pygame.Surface) -> Board:
        width, height = surface.get_size()
        texture = self._ctx.texture((width, height), 4, pygame.image.tobytes(surface, "RGBA", True))
        texture.repeat_x = texture.repeat_y = False
        texture.build_mipmaps()
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        texture.anisotropy = 4.0
        return Board(texture, width / PX_PER_M / 2.0, height / PX_PER_M / 2.0)

    def _reserve(self) -> tuple[moderngl.Buffer, moderngl.VertexArray]:
        vertices = self._ctx.buffer(reserve=self._room * 4 * _FLOATS_PER_CORNER * 4, dynamic=True)
        array = self._ctx.vertex_array(
            self._program,
            [(vertices, "3f 4f 1f 1f", "in_position", "in_board", "in_progress", "in_framed")],
            mode=moderngl.TRIANGLE_STRIP,
        )
        return vertices, array


def picture(panel: Panel, words: Words) -> pygame.Surface:
    """What is on a panel, without its frame. Raises as `Panels.update` does."""
    text = words.text(panel.key, panel.values)
    if panel.caption:
        return caption(text)
    draw = tile if panel.role is Role.CHOICE else board
    return draw(text, panel.icon, panel.width_m)


def _corners(found: Board, panel: Panel) -> list[float]:
    half_width, half_height = found.half_width_m, found.half_height_m
    x, y, z = panel.position_m
    right_x, right_z = math.cos(panel.yaw_rad), -math.sin(panel.yaw_rad)
    values: list[float] = []
    for across, upward in _CORNERS:
        along, up = across * half_width, upward * half_height
        values += (x + right_x * along, y + up, z + right_z * along)
        values += (along, up, half_width, half_height, panel.progress, not panel.caption)
    return values
