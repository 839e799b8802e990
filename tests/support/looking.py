"""Looks at a page of the console, light and dark: a picture of it, and what bars people from it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.require import lack

AXE = Path(__file__).parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = "REACHWELL_SCREENSHOTS"
"""Environment variable: a folder for the pictures. Without it none are taken."""

SCHEMES = ("light", "dark")
_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < 10000)
    .map(each => each.finished))"""
_GRAVE = """async () => {
    const found = await axe.run({resultTypes: ["violations"]});
    return found.violations
        .filter(each => ["serious", "critical"].includes(each.impact))
        .map(each => `${each.id}: ${each.nodes.map(node => node.target).join(" | ")}`);
}"""


@dataclass
class Looks:
    """What was seen, page by page. `barriers` holds axe's serious and critical violations."""

    seen: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not AXE.is_file():
            lack("browser", "axe-core is not there: npm ci --prefix tests/axe")
        self._axe = AXE.read_text(encoding="utf-8")
        folder = os.environ.get(SCREENSHOTS)
        self._folder = Path(folder) if folder else None
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)

    def listen(self, page: Any) -> None:
        """Keep what goes wrong in a page's scripts."""
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))

    def at(self, page: Any, name: str, schemes: Iterable[str] = SCHEMES) -> None:
        """Look at a page as it stands."""
        self.seen.append(name)
        page.locator(".q-menu").wait_for(state="detached")  # it fades
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "dark => document.body.classList.contains('body--dark') === dark"
                " || document.body.classList.contains('sign-in')",
                arg=scheme == "dark",
            )
            self._check(page, f"{name}, {scheme}")
            if self._folder is not None:
                page.evaluate("scrollTo(0, 0)")
                path = self._folder / f"{len(self.seen):02d}-{name}-{scheme}.png"
                page.screenshot(path=path, full_page=True, animations="disabled")
        page.emulate_media(color_scheme="light")

    def _check(self, page: Any, where: str) -> None:
        page.evaluate(_STILL)
        if not page.evaluate("'axe' in window"):
            page.evaluate(self._axe)
        self.barriers += [f"{where}: {each}" for each in page.evaluate(_GRAVE)]
