"""Pages from values: typst, with its own letters alone, the same bytes for the same values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import typst

from clinic.errors import ClinicError
from game.recording.errors import cannot, one_line
from game.recording.files import write_atomically

MOST_PAGES: Final = 3
_TEMPLATE: Final = Path(__file__).with_name("report.typ")


def pdf(report: Mapping[str, Any], made: datetime) -> bytes:
    """A report as PDF/UA-1 (tagged, for screen readers), dated `made`. Raises `ClinicError`.

    Letters that typst's own fonts lack are taken from the system's; where that lacks them too,
    they are drawn as boxes and the file is tagged without being PDF/UA, which forbids them.
    """
    try:
        return _compiled(_compiler(report), made, "ua-1")
    except typst.TypstError:
        pass
    try:
        return _compiled(_compiler(report, own_letters_alone=False), made, "ua-1")
    except typst.TypstError:
        pass
    try:
        return _compiled(_compiler(report, own_letters_alone=False), made, "1.7")
    except typst.TypstError as error:
        raise ClinicError(one_line(f"the report can't be set: {error}")) from error


def _compiled(compiler: typst.Compiler, made: datetime, standard: Literal["ua-1", "1.7"]) -> bytes:
    moment = made.replace(microsecond=0)
    pages = compiler.compile(format="pdf", pdf_standards=standard, timestamp=moment)
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


def _compiler(report: Mapping[str, Any], *, own_letters_alone: bool = True) -> typst.Compiler:
    return typst.Compiler(
        _TEMPLATE.read_bytes(),
        ignore_system_fonts=own_letters_alone,
        sys_inputs={"report": json.dumps(report, allow_nan=False)},
    )
