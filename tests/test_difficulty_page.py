"""docs/difficulty.md tells the constants that the tracker has and the figures of its bench."""

from __future__ import annotations

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


def test_tables_are_those_of_the_code_and_of_the_last_bench(tables) -> None:
    page = (DOCS / "difficulty.md").read_text("utf-8")
    assert tables.page_with_tables(page) == page, "run: python docs/make_difficulty_tables.py"


def test_both_tables_are_filled(tables) -> None:
    page = tables.page_with_tables(
        "a\n<!-- constants -->\n<!-- end of constants -->\nb\n"
        "<!-- figures -->\nold\n<!-- end of figures -->\nc\n"
    )
    assert page.count("\n| `") == len(tables.CONSTANTS)
    assert page.count("| tracker |") == 2
    assert "old" not in page
    assert page.endswith("c\n")
