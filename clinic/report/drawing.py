"""Pictures as SVG: one unit is one point of the page, so letters have the size asked for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Place = tuple[float, float]

FONT: Final = "Libertinus Serif"
LETTERS: Final = 9.5
INK: Final = "#111111"
GREY: Final = "#767676"
FAINT: Final = "#d4d4d4"
WON: Final = "#1f5a99"
NOT_WON: Final = "#b3470a"
LOWEST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what it shows for who can't see it, and its heading."""

    title: str
    svg: str
    alt: str
    width: float


@dataclass(slots=True)
class Drawing:
    """An SVG in the making; x to the right, y down, points."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def line(
        self,
        places: Iterable[Place],
        colour: str = INK,
        thick: float = 1.0,
        dashes: str = "",
        fill: str = "none",
    ) -> None:
        """A line from place to place."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<polyline points="{points}" fill="{fill}" stroke="{colour}" '
            f'stroke-width="{thick:.2f}" stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
        )

    def area(self, places: Iterable[Place], fill: str) -> None:
        """A filled shape."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        self.parts.append(f'<polygon points="{points}" fill="{fill}"/>')

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle with a thin edge."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{max(height, 0):.1f}" fill="{fill}" stroke="{INK}" stroke-width="0.5"/>'
        )

    def dot(self, place: Place, radius: float, fill: str, edge: str = "none") -> None:
        """A disc."""
        x, y = place
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" '
            f'stroke="{edge}" stroke-width="0.8"/>'
        )

    def cross(self, place: Place, radius: float, colour: str = NOT_WON) -> None:
        """An X."""
        x, y = place
        for way in (1.0, -1.0):
            self.line(((x - radius, y - way * radius), (x + radius, y + way * radius)), colour, 1.6)

    def text(
        self,
        place: Place,
        words: str,
        anchor: str = "start",
        colour: str = INK,
        size: float = LETTERS,
    ) -> None:
        """Words on a baseline; `anchor` is start, middle or end."""
        x, y = place
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor={quoteattr(anchor)} fill="{colour}" '
            f'font-family="{FONT}" font-size="{size}">{escape(printable(words))}</text>'
        )

    def svg(self) -> str:
        """All of it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}pt" '
            f'height="{self.height:g}pt" viewBox="0 0 {self.width:g} {self.height:g}">'
            f"{''.join(self.parts)}</svg>"
        )


def printable(words: str) -> str:
    """Text without what no page can show and XML forbids."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words)


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle of a drawing with an x and a y axis."""

    drawing: Drawing
    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def at(self, x: float, y: float) -> Place:
        """Where a value is drawn."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        across = (x - x0) / max(x1 - x0, LOWEST)
        up = (y - y0) / max(y1 - y0, LOWEST)
        return self.left + across * self.width, self.top + (1.0 - up) * self.height

    def all_at(self, places: Iterable[Place]) -> list[Place]:
        """Where several are."""
        return [self.at(x, y) for x, y in places]

    def frame(
        self,
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
        x_label: str = "",
        y_label: str = "",
    ) -> None:
        """Axes, their numbers, and a faint grid. The y label stands above the axis, level."""
        bottom, right = self.top + self.height, self.left + self.width
        for value in y_ticks:
            _, y = self.at(self.x_range[0], value)
            self.drawing.line(((self.left, y), (right, y)), FAINT, 0.6)
            self.drawing.text((self.left - 4, y + 3), number(value, y_ticks), "end")
        for value in x_ticks:
            x, _ = self.at(value, self.y_range[0])
            self.drawing.line(((x, bottom), (x, bottom + 3)), INK, 0.7)
            self.drawing.text((x, bottom + 12), number(value, x_ticks), "middle")
        self.drawing.line(((self.left, self.top), (self.left, bottom), (right, bottom)), INK, 0.8)
        if x_label:
            self.drawing.text((right, bottom + 23), x_label, "end")
        if y_label:
            self.drawing.text((max(self.left - 24, 0), self.top - 6), y_label)


def number(value: float, among: Sequence[float]) -> str:
    """A tick's number, with as many decimals as all of them need."""
    step = abs(among[1] - among[0]) if len(among) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(max(step, LOWEST)) + 1e-9))
    return f"{value:.{min(decimals, 6)}f}".replace("-", "\u2212")


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers within a range, about as many as wanted, in steps of 1, 2 or 5."""
    span = max(high - low, LOWEST)
    rough = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1.0, 2.0, 5.0, 10.0) if power * part >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [index * step for index in range(first, last + 1)]


def whole_ticks(low: int, high: int, wanted: int = 6) -> list[float]:
    """The same in whole numbers, the first one among them."""
    step = max(1, math.ceil((high - low) / wanted))
    return [float(value) for value in range(low, high + 1, step)]


def around(values: Iterable[float], share: float = 0.08, least: float = 1e-6) -> Place:
    """A range that holds all values with some room; 0 to 1 without any."""
    found = [value for value in values if math.isfinite(value)]
    if not found:
        return 0.0, 1.0
    low, high = min(found), max(found)
    room = max((high - low) * share, least)
    return low - room, high + room


def hull(places: Iterable[Place]) -> list[Place]:
    """The convex outline of places, closed (Andrew, Inf Process Lett 1979, 9:216)."""
    ordered = sorted(set(places))
    if len(ordered) < 3:
        return ordered
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return [*lower[:-1], *upper]


def _chain(ordered: Sequence[Place]) -> list[Place]:
    chain: list[Place] = []
    for x, y in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0.0:
            chain.pop()
        chain.append((x, y))
    return chain


def _turn(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
