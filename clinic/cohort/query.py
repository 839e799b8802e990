"""The cohort's queries. Names of columns come from this program's own lists, values are bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from clinic.progress.history import GUEST

Name = tuple[str, ...]
Row = tuple[Any, ...]

_SELECTED: Final = """
SELECT {keys}, '' AS whole, patient_code, session_id, success, difficulty, {measure} AS value
FROM read_parquet($files, union_by_name = true) LEFT JOIN conditions USING (patient_code)
WHERE {where}
"""
_SOMEBODY: Final = f"patient_code <> '{GUEST}'"
"""Whoever plays without a code may be anybody, and is no patient of whom a change can be told."""
_CONDITIONS: Final = {
    "since": "start_utc >= $since::DATE",
    "until": "start_utc < $until::DATE + INTERVAL 1 DAY",
    "left_out": "input_device <> $left_out",
}
# Two million repetitions are gone through once for what every session comes to. From that comes
# all but quantiles; and the sessions in which a patient began and ended are the only ones of
# which medians are taken.
_SESSIONS: Final = """
CREATE TEMP TABLE sessions AS
SELECT {told}, patient_code, session_id, count(*) AS repetitions, sum(success::INT) AS won,
       sum(difficulty) AS difficulty, count(value) AS measured
FROM ({selected}) GROUP BY ALL
"""
_FIGURES: Final = """
SELECT {groups}, count(DISTINCT patient_code), count(*), sum(repetitions)::BIGINT,
       sum(won) / sum(repetitions), sum(difficulty) / sum(repetitions),
       count(DISTINCT patient_code) FILTER (measured > 0)
FROM sessions WHERE {chosen} GROUP BY {groups} ORDER BY {groups}
"""
_PATIENTS: Final = "SELECT DISTINCT {told}, patient_code FROM sessions"
_SPREADS: Final = """
SELECT {groups}, quantile_cont(value, [0.5, 0.25, 0.75, 0.95])
FROM ({selected}) WHERE value IS NOT NULL AND {chosen} GROUP BY {groups}
"""
_CHANGES: Final = """
WITH ends AS (
    SELECT {groups}, patient_code, min(session_id) AS first, max(session_id) AS last
    FROM sessions WHERE measured > 0 AND {chosen} GROUP BY ALL
    HAVING min(session_id) < max(session_id)
), at_ends AS (
    SELECT * FROM ({selected})
    WHERE value IS NOT NULL AND {chosen}
      AND session_id IN (SELECT first FROM ends UNION SELECT last FROM ends)
), patients AS (
    SELECT {groups}, patient_code,
           median(value) FILTER (session_id = last)
           - median(value) FILTER (session_id = first) AS change,
           avg(difficulty) FILTER (session_id = last)
           - avg(difficulty) FILTER (session_id = first) AS harder
    FROM at_ends JOIN ends USING ({groups}, patient_code) GROUP BY ALL
)
SELECT {groups}, count(*), quantile_cont(change, [0.5, 0.25, 0.75]), median(harder)
FROM patients GROUP BY {groups}
"""


_CONDITIONS_TABLE: Final = pa.schema({"patient_code": pa.string(), "condition": pa.string()})


class Cohort:
    """Repetitions chosen from the files, in groups by some of the expressions `keys`.

    Keys go by names; `by` are those to group by, `only` those of which one value is asked for.
    `measure` is a column's name from the registry, or None; `conditions` are of patients, by
    code; `left_out` is a device. Methods raise
    `duckdb.Error`, and pyarrow's errors and OSError for files that can't be read.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Sequence[Path],
        keys: Mapping[str, str],
        by: Sequence[str],
        only: Mapping[str, str],
        measure: str | None,
        conditions: Mapping[str, str],
        *,
        since: date | None,
        until: date | None,
        left_out: str | None,
    ) -> None:
        connection.execute("SET autoinstall_known_extensions = false")  # from the internet
        self._connection = connection
        connection.register("conditions", _conditions(conditions))
        place = {name: f"g{number}" for number, name in enumerate(keys)}
        self._groups = [place[name] for name in by] or ["whole"]
        self._told = [*place.values(), "whole"]
        there = any(measure in pq.read_schema(file).names for file in files)
        asked = {"since": since, "until": until, "left_out": left_out}
        given = {name: value for name, value in asked.items() if value is not None}
        self._selected = _SELECTED.format(
            keys=", ".join(f"{key} AS {place[name]}" for name, key in keys.items()) or "NULL",
            measure=f'"{measure}"' if there else "NULL::DOUBLE",
            where=" AND ".join(["scored", _SOMEBODY, *(_CONDITIONS[name] for name in given)]),
        )
        files_and_days: dict[str, object] = {"files": [str(file) for file in files], **given}
        self._chosen = {place[name]: value for name, value in only.items()}
        self._values = files_and_days | self._chosen
        connection.execute(self._filled(_SESSIONS), files_and_days)

    def figures(self) -> dict[Name, Row]:
        """By group: patients, sessions, repetitions, success, difficulty, patients measured."""
        return self._by_group(self._connection.execute(self._filled(_FIGURES), self._chosen))

    def patients(self) -> dict[Name, set[str]]:
        """Codes of the patients of each group by all keys, in their order, whatever is asked."""
        found: dict[Name, set[str]] = {}
        for *name, _, code in self._connection.execute(self._filled(_PATIENTS)).fetchall():
            found.setdefault(tuple(name), set()).add(code)
        return found

    def spreads(self) -> dict[Name, Row]:
        """By group: median, quartiles and 95th percentile of the measure."""
        return self._by_group(self._connection.execute(self._filled(_SPREADS), self._values))

    def changes(self) -> dict[Name, Row]:
        """By group: patients with two sessions, quantiles of their change, change of difficulty."""
        return self._by_group(self._connection.execute(self._filled(_CHANGES), self._values))

    def _filled(self, query: str) -> str:
        return query.format(
            groups=", ".join(self._groups),
            told=", ".join(self._told),
            chosen=" AND ".join(["true", *(f"{name} = ${name}" for name in self._chosen)]),
            selected=self._selected,
        )

    def _by_group(self, answer: duckdb.DuckDBPyConnection) -> dict[Name, Row]:
        width = len(self._groups)
        return {row[:width]: row[width:] for row in answer.fetchall()}


def _conditions(conditions: Mapping[str, str]) -> pa.Table:
    columns = [list(conditions), list(conditions.values())]
    return pa.table(dict(zip(_CONDITIONS_TABLE.names, columns, strict=True)), _CONDITIONS_TABLE)
