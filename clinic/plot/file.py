"""A picture as a file: PNG, SVG or PDF, by the file's ending."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import typst

from clinic.errors import ClinicError
from clinic.report.drawing import FONT, Figure, printable
from game.recording.errors import cannot, one_line
from game.recording.files import write_atomically

ENDINGS: Final = (".png", ".svg", ".pdf")
DOTS_PER_INCH: Final = 144.0
_PAGE: Final = b"""
#let told = json(bytes(sys.inputs.picture))
#set document(title: told.title)
#set page(width: told.width * 1pt, height: auto, margin: 0pt)
#image(bytes(told.svg), format: "svg", width: 100%, alt: told.alt)
"""


def check_picture_file(file: Path) -> None:
    """Raise `ClinicError` for a file that can't be a picture, or can't be there."""
    problem = ""
    if file.suffix.lower() not in ENDINGS:
        problem = f"no such kind of picture; allowed: {', '.join(ENDINGS)}"
    elif os.path.isdir(file):  # noqa: PTH112 - unlike Path's, never raises
        problem = "is a folder; it must name a file"
    elif not os.path.isdir(file.parent):  # noqa: PTH112
        problem = "there is no such folder"
    if problem:
        raise ClinicError(one_line(f"--plot {file}: {problem}"))


def write_picture(file: Path, figure: Figure) -> None:
    """Put the picture in place whole. Raises `ClinicError`, `RecordingError`."""
    check_picture_file(file)
    content = picture_bytes(figure, file.suffix.lower())
    try:
        write_atomically(file, content)
    except OSError as error:
        raise cannot("write", file, error) from error


def picture_bytes(figure: Figure, ending: str, dots_per_inch: float = DOTS_PER_INCH) -> bytes:
    """The picture as a file of that ending. The same values give the same bytes.

    Letters that typst's own fonts lack are taken from the system's. Raises `ClinicError`.
    """
    if ending == ".svg":
        return _readable_svg(figure)
    told = {
        "title": printable(figure.title),
        "svg": figure.svg,
        "alt": printable(figure.alt),
        "width": figure.width,
    }
    compiler = typst.Compiler(_PAGE, sys_inputs={"picture": json.dumps(told)})
    try:
        if ending == ".png":
            made = compiler.compile(format="png", ppi=dots_per_inch)
        else:
            made = compiler.compile(format="pdf", timestamp=None)
    except typst.TypstError as error:
        raise ClinicError(one_line(f"the picture can't be made: {error}")) from error
    assert isinstance(made, bytes)
    return made


def _readable_svg(figure: Figure) -> bytes:
    """With its words as words, in whichever serif letters there are, and told to who can't see."""
    head, _, rest = figure.svg.partition(">")
    title, alt = escape(printable(figure.title)), escape(printable(figure.alt))
    fonts = f'font-family="{FONT}, Libertinus, Georgia, serif"'
    body = rest.replace(f'font-family="{FONT}"', fonts)
    return f'{head} role="img"><title>{title}</title><desc>{alt}</desc>{body}'.encode()
