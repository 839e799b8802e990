"""Small PNG files of 256 colours for the documentation."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

COLOURS: Final = 256
NOISE: Final = 5.0

Pixels = npt.NDArray[np.uint8]


def palette_of(pixels: Pixels) -> tuple[npt.NDArray[np.uint8], Pixels]:
    """Index of every pixel and the colours, by cutting the fullest box of colours in two.

    Heckbert, Color image quantization for frame buffer display, SIGGRAPH 1982.
    """
    # An even pattern of little noise keeps skies and apples from falling into bands.
    rows, columns = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    noise = ((rows * 2 + columns * 5) % 8 - 3.5) * NOISE / 4
    noisy = np.clip(pixels + noise[:, :, None], 0, 255)
    flat = noisy.reshape(-1, 3).astype(np.int64)
    coarse, back = np.unique(flat >> 2, axis=0, return_inverse=True)
    count = np.bincount(back.ravel())
    boxes = [np.arange(len(coarse))]
    while len(boxes) < COLOURS:
        spread = [np.ptp(coarse[box], axis=0).max() * count[box].sum() ** 0.35 for box in boxes]
        widest = boxes.pop(int(np.argmax(spread)))
        if len(widest) < 2:
            boxes.append(widest)
            break
        axis = int(np.ptp(coarse[widest], axis=0).argmax())
        inner = widest[np.argsort(coarse[widest, axis], kind="stable")]
        half = np.searchsorted(np.cumsum(count[inner]), count[inner].sum() / 2)
        cut = min(max(int(half), 1), len(inner) - 1)
        boxes += [inner[:cut], inner[cut:]]
    box_of = np.zeros(len(coarse), np.uint8)
    for number, box in enumerate(boxes):
        box_of[box] = number
    index = box_of[back.ravel()]
    sums = np.stack([np.bincount(index, flat[:, c], COLOURS) for c in range(3)], axis=1)
    colours = sums / np.maximum(np.bincount(index, minlength=COLOURS), 1)[:, None]
    return index.reshape(pixels.shape[:2]), np.round(colours).astype(np.uint8)


def write_png(path: Path, pixels: Pixels) -> None:
    """Write a small PNG of 256 colours (ISO/IEC 15948)."""
    index, colours = palette_of(pixels)
    height, width = index.shape
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = index
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", colours.tobytes())
        + _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
