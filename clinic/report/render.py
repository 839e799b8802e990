"""Pages from values: typst, with its own letters alone, the same bytes for the same values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from clinic.errors import ClinicError
from game.recording.errors import cannot, one_line
from game.recording.files import write_atomically

MOST_PAGES: Final = 3
_TEMPLATE: Final = Path(__file__).with_name("report.typ")


def pdf(report: Mapping[str, Any], made: datetime) -> bytes:
    """A report as PDF/UA-1 (tagged, for screen readers), dated `made`. Raises `ClinicError`."""
    try:
        pages = _compiler(report).compile(
            format="pdf", pdf_standards="ua-1", timestamp=made.replace(microsecond=0)
        )
    except typst.TypstError as error:
        raise ClinicError(one_line(f"the report can't be set: {error}")) from error
    assert isinstance(pages, bytes)
    return pages


def first_that_fits(reports: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The first of several that takes three pages at most; the last where none does."""
    chosen: dict[str, Any] = {}
    for report in reports:
        chosen = report
        if _pages(report) <= MOST_PAGES:
            break
    return chosen


def _pages(report: Mapping[str, Any]) -> int:
    return int(json.loads(_compiler(report).query("<pages>", field="value", one=True)))


def pictures(report: Mapping[str, Any], dots_per_inch: float) -> list[bytes]:
    """Its pages as PNG."""
    pages = _compiler(report).compile(format="png", ppi=dots_per_inch)
    assert pages is not None
    return [pages] if isinstance(pages, bytes) else pages


def write_pdf(out: Path, content: bytes) -> None:
    """Put the file in place whole. Raises `RecordingError`."""
    try:
        write_atomically(out, content)
    except OSError as error:
        raise cannot("write", out, error) from error


def _compiler(report: Mapping[str, Any]) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATE.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report, allow_nan=False)},
    )
