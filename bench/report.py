"""How a measurement is told: what was measured, what it may be, whether it is."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure against its limit; `higher` tells that more is better."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    higher: bool = False
    note: str = ""

    @property
    def within(self) -> bool | None:
        """Whether the figure keeps its limit; None without one."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.higher else self.value <= self.limit


def tell(lines: list[Line], name: str) -> None:
    """Print a table and write `results/NAME.json`."""
    table = Table(title=f"Reachwell bench: {name}", title_justify="left")
    for heading in ("what", "value", "unit", "limit", "", "note"):
        table.add_column(heading, justify="right" if heading in ("value", "limit") else "left")
    for line in lines:
        limit = "" if line.limit is None else f"{'>=' if line.higher else '<='} {line.limit:g}"
        verdict = {True: "yes", False: "NO", None: ""}[line.within]
        table.add_row(line.name, f"{line.value:.4g}", line.unit, limit, verdict, line.note)
    Console(width=130).print(table)
    RESULTS.mkdir(exist_ok=True)
    machine = {"python": sys.version.split()[0], "platform": platform.platform()}
    result = {
        "machine": machine,
        "lines": [asdict(line) | {"within": line.within} for line in lines],
    }
    content = json.dumps(result, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(content, encoding="utf-8", newline="\n")
