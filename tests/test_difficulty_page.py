"""docs/difficulty.md tells the constants that the tracker has and the figures of its bench."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import make_difficulty_tables

    yield make_difficulty_tables
    del sys.modules["make_difficulty_tables"]


def test_the_constants_are_those_of_the_code(tables) -> None:
    page = (DOCS / "difficulty.md").read_text("utf-8")
    assert tables.with_constants(page) == page, "run: python docs/make_difficulty_tables.py"


def test_the_figures_are_those_of_the_bench(tables, tmp_path: Path) -> None:
    results = tmp_path / "difficulty.json"
    names = [f"multi: tracker, {one}" for one in (*tables.SCENARIOS, *tables.TIMES)]
    values = (0.051, 0.062, 0.073, 17.0, 8.0)
    lines = [{"name": name, "value": value} for name, value in zip(names, values, strict=True)]
    results.write_text(json.dumps({"lines": lines}), "utf-8")
    page = tables.with_figures("a\n<!-- figures -->\nold\n<!-- end of figures -->\nc\n", results)
    assert "| multi | tracker | 0.051 | 0.062 | 0.073 | 17 | 8 |\n" in page
    assert "old" not in page
    assert page.startswith("a\n")
    assert page.endswith("c\n")
