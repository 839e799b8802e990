"""Tab-separated tables and JSON as BIDS wants them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from clinic.export.bids_channels import MISSING
from clinic.export.columns import Column


def cell(value: object) -> str:
    """A value on its own, n/a where there is none; texts can't break the table."""
    match value:
        case None | "":
            return MISSING
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value) if math.isfinite(value) else MISSING
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case str():
            # BIDS knows no quoting; a spreadsheet takes some texts for formulas.
            plain = " ".join(value.replace('"', "'").split()) or MISSING
            return f"'{plain}" if plain[0] in "=+-@" else plain
        case _:
            return str(value)


def write_tsv(path: Path, headings: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows under headings; what a row lacks is n/a."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(headings) + "\n")
        for row in rows:
            file.write("\t".join(cell(row.get(name)) for name in headings) + "\n")


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a sidecar."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def described(columns: Iterable[Column]) -> Mapping[str, Any]:
    """What columns mean, for the sidecar of a table."""
    return {
        each.name: {"Description": each.definition}
        | ({"Units": each.unit} if each.unit not in ("", "1") else {})
        for each in columns
    }
