"""What the signs of a preview's pictures mean."""

from __future__ import annotations

from typing import Final

from clinic.authoring.preview.picture import EASY, HARD, MIDDLE, mark_at
from clinic.report.drawing import Drawing

SIGNS: Final = (("easier", EASY), ("in between", MIDDLE), ("harder", HARD))


def sign(third: int) -> str:
    """The sign of a third of the difficulty as a small SVG."""
    drawing = Drawing(14, 14)
    mark_at(drawing, (7, 7), third, SIGNS[third][1])
    return drawing.svg()
