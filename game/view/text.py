"""Boards of few large words and a picture, as pixels.

Letters never shrink: where words need room, the board grows. The size is chosen so that,
1.5 m away, a capital is 2.9 degrees of view tall, and over 4 % of a window's height.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import pygame
import pygame.font
import pygame.image
import pygame.transform

PX_PER_M = 1000
CAPITAL_M = 0.075
BOARD_RGB = (253, 246, 228)
INK_RGB = (38, 44, 38)

_PAD = 50
_GAP = 34
_ICON = 240
_TILE_PAD = 48
_CAPTION_PAD = 20
_ANY_WIDTH = 100_000
_TILE_PICTURE = 0.64
"""Share of a tile's width; more would push the words out of view."""

_LEADING = 1.16


class UnknownIconError(LookupError):
    """A panel names a picture that there is no file of."""


def board(text: str, icon: str, width_m: float) -> pygame.Surface:
    """A picture with words to its right, at least `width_m` wide, PX_PER_M pixels a metre."""
    left = _PAD + (_ICON + _GAP if icon else 0)
    words = _block(text, round(width_m * PX_PER_M) - left - _PAD, centred=not icon)
    width = max(round(width_m * PX_PER_M), left + words.get_width() + _PAD)
    height = 2 * _PAD + max(words.get_height(), _ICON if icon else 0)
    surface = _empty(width, height)
    spare = (width - left - _PAD - words.get_width()) // 2
    surface.blit(words, (left + spare, (height - words.get_height()) // 2))
    if icon:
        surface.blit(_picture(icon, _ICON), (_PAD + spare, (height - _ICON) // 2))
    return surface


def caption(text: str) -> pygame.Surface:
    """Words and little round them; their lines are as they are given."""
    words = _block(text, _ANY_WIDTH, centred=True)
    surface = _empty(words.get_width() + 2 * _CAPTION_PAD, words.get_height() + 2 * _CAPTION_PAD)
    surface.blit(words, (_CAPTION_PAD, _CAPTION_PAD))
    return surface


def tile(text: str, icon: str, width_m: float) -> pygame.Surface:
    """A large picture with words below it, at least `width_m` wide."""
    words = _block(text, round(width_m * PX_PER_M) - 2 * _TILE_PAD, centred=True)
    width = max(round(width_m * PX_PER_M), words.get_width() + 2 * _TILE_PAD)
    side = round(_TILE_PICTURE * width) if icon else 0
    height = 2 * _TILE_PAD + side + (_GAP // 2 if icon else 0) + words.get_height()
    surface = _empty(width, height)
    if icon:
        surface.blit(_picture(icon, side), ((width - side) // 2, _TILE_PAD))
    x = (width - words.get_width()) // 2
    surface.blit(words, (x, height - _TILE_PAD - words.get_height()))
    return surface


def _empty(width: int, height: int) -> pygame.Surface:
    surface = pygame.Surface((width, height), depth=32)
    surface.fill(BOARD_RGB)
    return surface


def _block(text: str, room: int, *, centred: bool) -> pygame.Surface:
    font = _font()
    lines = [_line(font, words) for words in _wrap(font, text, room)]
    step = round(_capital(font) * _LEADING + _descent(font))
    ascent = font.get_ascent() - _capital(font)
    width = max((line.get_width() for line in lines), default=0)
    height = step * (len(lines) - 1) + _capital(font) + _descent(font) if lines else 0
    block = _empty(width, height)
    for index, line in enumerate(lines):
        x = (width - line.get_width()) // 2 if centred else 0
        block.blit(line, (x, index * step), (0, ascent, line.get_width(), height))
    return block


def _line(font: pygame.font.Font, words: str) -> pygame.Surface:
    return font.render(words, True, INK_RGB, BOARD_RGB)


def _wrap(font: pygame.font.Font, text: str, room: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.strip().split("\n"):
        if font.size(paragraph)[0] <= room:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and font.size(longer)[0] > room:
                lines.append(line)
                longer = word
            line = longer
        if line:
            lines.append(line)
    return lines


@cache
def _font() -> pygame.font.Font:
    # pygame brings a bold sans-serif, so that there always is one.
    pygame.font.init()
    wanted = CAPITAL_M * PX_PER_M
    trial = pygame.font.Font(None, 100)
    return pygame.font.Font(None, round(100 * wanted / _capital(trial)))


def _capital(font: pygame.font.Font) -> int:
    metrics = font.metrics("H")[0]
    return metrics[3] if metrics else font.get_ascent()


def _descent(font: pygame.font.Font) -> int:
    return -font.get_descent()


@lru_cache(maxsize=64)
def _picture(icon: str, side: int) -> pygame.Surface:
    path = Path(str(files("assets").joinpath("icons"))) / f"{icon}.png"
    try:
        image = pygame.image.load(path)
    except FileNotFoundError:
        raise UnknownIconError(f"no picture {icon!r}: {path} is missing") from None
    return pygame.transform.smoothscale(image, (side, side))
