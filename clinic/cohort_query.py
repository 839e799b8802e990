"""The cohort's queries. Names of columns come from this program's own lists, values are bound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

Name = tuple[str, ...]
Row = tuple[Any, ...]

_SELECTED: Final = """
SELECT {keys}, patient_code, session_id, success, difficulty, {measure} AS value
FROM read_parquet($files, union_by_name = true)
WHERE scored
  AND ($task IS NULL OR task = $task)
  AND ($level IS NULL OR level = $level)
  AND ($since IS NULL OR start_utc >= $since::DATE)
  AND ($until IS NULL OR start_utc < $until::DATE + INTERVAL 1 DAY)
  AND ($left_out IS NULL OR input_device <> $left_out)
"""
_FIGURES: Final = """
SELECT {groups}, count(DISTINCT patient_code), count(DISTINCT session_id), count(*),
       avg(success::INT), median(difficulty),
       count(DISTINCT patient_code) FILTER (value IS NOT NULL),
       quantile_cont(value, [0.5, 0.25, 0.75, 0.95])
FROM selected GROUP BY {groups} ORDER BY {groups}
"""
_CHANGES: Final = """
, sessions AS (
    SELECT {groups}, patient_code, session_id,
           median(value) AS value, median(difficulty) AS difficulty
    FROM selected WHERE value IS NOT NULL GROUP BY {groups}, patient_code, session_id
), patients AS (
    SELECT {groups},
           arg_max(value, session_id) - arg_min(value, session_id) AS change,
           arg_max(difficulty, session_id) - arg_min(difficulty, session_id) AS harder
    FROM sessions GROUP BY {groups}, patient_code HAVING count(*) > 1
)
SELECT {groups}, count(*), quantile_cont(change, [0.5, 0.25, 0.75]), median(harder)
FROM patients GROUP BY {groups}
"""
_PATIENTS: Final = "SELECT DISTINCT {groups}, patient_code FROM selected"


class Cohort:
    """Repetitions chosen from the files, in groups by the expressions `keys`.

    `measure` is a column's name from the registry, or None; `left_out` is a device. Methods raise
    `duckdb.Error`, and pyarrow's errors and OSError for files that can't be read.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Sequence[Path],
        keys: Sequence[str],
        measure: str | None,
        *,
        task: str | None,
        level: str | None,
        since: date | None,
        until: date | None,
        left_out: str | None,
    ) -> None:
        connection.execute("SET autoinstall_known_extensions = false")  # from the internet
        self._connection = connection
        self._width = len(keys)
        names = [f"g{number}" for number in range(self._width)]
        there = any(measure in pq.read_schema(file).names for file in files)
        self._groups = ", ".join(names)
        self._selected = _SELECTED.format(
            keys=", ".join(f"{key} AS {name}" for key, name in zip(keys, names, strict=True)),
            measure=f'"{measure}"' if there else "NULL::DOUBLE",
        )
        self._values: dict[str, object] = {
            "files": [str(file) for file in files],
            "task": task,
            "level": level,
            "since": since,
            "until": until,
            "left_out": left_out,
        }

    def figures(self) -> dict[Name, Row]:
        """By group: patients, sessions, repetitions, success, difficulty, patients with the
        measure, and its median, quartiles and 95th percentile.
        """
        return self._by_group(_FIGURES)

    def changes(self) -> dict[Name, Row]:
        """By group: patients with two sessions, quantiles of their change, change of difficulty."""
        return self._by_group(_CHANGES)

    def patients(self) -> dict[Name, set[str]]:
        """Codes of the patients of each group."""
        found: dict[Name, set[str]] = {}
        for *name, code in self._rows(_PATIENTS):
            found.setdefault(tuple(name), set()).add(code)
        return found

    def _by_group(self, query: str) -> dict[Name, Row]:
        return {row[: self._width]: row[self._width :] for row in self._rows(query)}

    def _rows(self, query: str) -> list[Row]:
        text = f"WITH selected AS ({self._selected}) {query.format(groups=self._groups)}"
        return self._connection.execute(text, self._values).fetchall()
