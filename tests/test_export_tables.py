"""CSV, Parquet and JSON: the recorded numbers back, told in full, and read by other programs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import jsonschema
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exportable import moving_rows, recorded
from support.recordings import random_rows
from support.three_tasks import three_tasks

from clinic.export.columns import FLAG, INTEGER, NUMBER, TEXT, Column, schema
from clinic.export.csv_tables import open_csv
from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export
from clinic.export.times import seconds
from clinic.export.trial_rows import TrialNames, trial_columns
from clinic.export.words import Words
from clinic.session import PlayedSession
from controllers.frame import JOINTS_DTYPE
from game.recording.columns import JOINTS_LAYOUT, SAMPLES_LAYOUT
from metrics.registry import MEASURES, measures_of

FORMATS_HERE = [FORMATS[name] for name in ("csv", "parquet", "json")]
PLAIN = ExportOptions()
TASKS = ("reaching", "grasping", "stepping")


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> list[PlayedSession]:
    return three_tasks(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def out(sessions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "out"
    export(sessions, FORMATS_HERE, folder, PLAIN)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def test_every_repetition_has_a_row_with_its_measures_or_why_not(out, sessions):
    told = rows(out / "csv" / "trials.csv")
    played = [
        (session.info.patient_code, each)
        for session in (sessions[0], sessions[2], sessions[1])
        for each in session.repetitions
    ]
    assert len(told) == len(played)
    for row, (patient, each) in zip(told, played, strict=True):
        assert (row["patient"], int(row["trial_num"]), row["task"]) == (
            patient,
            each.trial_num,
            each.task,
        )
        assert row["success"] == str(each.success).lower()
        for name, value in each.measures.items():
            assert number(row[name]) == value
            if value is None:
                assert json.loads(row["missing"])[name] == each.missing[name]
        for name, value in each.knobs.items():
            assert number(row[f"knob_{name}"]) == value
        for name, value in each.covariates.items():
            assert number(row[f"covariate_{name}"]) == value
        for name, text in each.labels.items():
            assert row[f"label_{name}"] == text
        for name, time_ns in each.times_ns.items():
            assert round(float(row[f"moment_{name}_s"]) * 1e9) == time_ns
        others = {entry.name for task in TASKS for entry in measures_of(task)} - {
            entry.name for entry in measures_of(each.task)
        }
        assert all(row[name] == "" for name in others if name in row)


def test_sessions_have_days_and_numbers(out, sessions):
    told = rows(out / "csv" / "sessions.csv")
    assert [(row["patient"], row["session"], row["day"]) for row in told] == [
        ("P-1", "1", "1"),
        ("P-1", "2", "4"),
        ("P-2", "1", "1"),
    ]
    assert [int(row["samples"]) for row in told] == [
        sessions[index].info.end.samples for index in (0, 2, 1)
    ]
    assert told[0]["status"] == "completed"
    parts = [float(told[0][f"{use}_s"]) for use in ("active", "rest", "setup", "paused")]
    assert sum(parts) == pytest.approx(float(told[0]["duration_s"]), abs=0.1)
    assert all(0 <= int(told[0][name]) <= 10 for name in ("pain_before", "pain_after"))


def test_every_event_has_a_row(out, sessions):
    told = rows(out / "csv" / "events.csv")
    assert len(told) == sum(len(session.events) for session in sessions)
    for row, event in zip(told, sessions[0].events, strict=False):
        assert row["kind"] == event["kind"]
        assert round(float(row["time_s"]) * 1e9) == event["time_ns"]
        assert int(row["frame_index"]) == event["frame_index"]
        more = {name for name in event if name not in ("kind", "time_ns", "frame_index")}
        data = json.loads(row["data"] or "{}")
        assert {name.removesuffix("_s").removesuffix("_ns") for name in data} == {
            name.removesuffix("_s").removesuffix("_ns") for name in more
        }


def test_csv_and_parquet_hold_the_same(out):
    for path in sorted((out / "csv").iterdir()):
        told = rows(path)
        table = pq.read_table(out / "parquet" / f"{path.stem}.parquet")
        assert list(told[0]) == table.column_names
        assert len(told) == table.num_rows
        if path.stem.startswith("samples"):
            continue
        for name in table.column_names:
            kind = table.schema.field(name).type
            cells = [row[name] for row in told]
            if pa.types.is_floating(kind):
                assert [number(cell) for cell in cells] == table[name].to_pylist()
            elif pa.types.is_string(kind):
                assert cells == [value or "" for value in table[name].to_pylist()]


def test_samples_have_the_recorded_bits_in_parquet(out, sessions):
    table = pq.read_table(out / "parquet" / "samples_P1_ses-01.parquet")
    samples = sessions[0].recording.samples()
    for column in SAMPLES_LAYOUT.columns:
        recorded_ = np.ndarray(
            len(samples), column.dtype, samples.data, column.offset, (samples.itemsize,)
        )
        if column.name.endswith("_ns"):
            told = table[f"{column.name.removesuffix('_ns')}_s"].to_numpy()
            assert (np.rint(told * 1e9) == recorded_ - samples["display_time_ns"][0]).all()
        else:
            assert table[column.name].to_numpy().tobytes() == recorded_.tobytes()


def test_samples_of_any_bits_go_through_csv_and_parquet(tmp_path):
    count = 300
    samples = random_rows(count)
    samples["display_time_ns"] = samples["sample_time_ns"] + 11_000_000
    joints = random_rows(count, 1, JOINTS_DTYPE)
    session = recorded(tmp_path / "data", samples, joints=joints)
    export([session], FORMATS_HERE, tmp_path / "out", PLAIN)
    for name, layout, content in (
        ("samples", SAMPLES_LAYOUT, samples),
        ("joints", JOINTS_LAYOUT, joints),
    ):
        stem = f"{name}_P001_ses-01"
        table = pq.read_table(tmp_path / "out" / "parquet" / f"{stem}.parquet")
        told = rows(tmp_path / "out" / "csv" / f"{stem}.csv")
        assert len(told) == table.num_rows == count
        for column in layout.columns:
            if column.name.endswith("_ns"):
                continue
            bits = np.ndarray(
                count, column.dtype, content.data, column.offset, (content.itemsize,)
            ).copy()
            assert table[column.name].to_numpy().tobytes() == bits.tobytes()
            cells = [row[column.name] for row in told]
            if column.dtype.kind == "f":
                known = np.isfinite(bits)
                assert [cell != "" for cell in cells] == known.tolist()
                back = np.array([cell for cell in cells if cell], np.float32)
                assert back.tobytes() == bits[known].tobytes()
            else:
                assert [int(cell) for cell in cells] == bits.tolist()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.floats(),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.booleans(),
        ),
        max_size=20,
    )
)
def test_a_csv_file_reads_back_as_it_was_whatever_it_holds(tmp_path, told):
    columns = [
        Column(name, kind, "1", "")
        for name, kind in zip("tnif", (TEXT, NUMBER, INTEGER, FLAG), strict=True)
    ]
    path = tmp_path / "any.csv"
    with open_csv(path, schema(columns)) as sink:
        names = [each.name for each in columns]
        sink.write(
            pa.RecordBatch.from_pylist(
                [dict(zip(names, row, strict=True)) for row in told], schema=schema(columns)
            )
        )
    back = rows(path)
    assert len(back) == len(told)
    for row, (text, value, integer, flag) in zip(back, told, strict=True):
        guarded = text is not None and text[:1] in tuple("=+-@\t\r")
        assert row["t"] == (f"'{text}" if guarded else text or "")
        assert row["i"] == ("" if integer is None else str(integer))
        assert row["f"] == ("" if flag is None else str(flag).lower())
        known = value is not None and np.isfinite(value)
        assert row["n"] == "" if not known else float(row["n"]) == value


def test_the_dictionary_tells_every_column(out):
    told = rows(out / "csv" / "dictionary.csv")
    named: dict[str, set[str]] = {}
    for row in told:
        named.setdefault(row["table"], set()).add(row["column"])
        assert row["definition"]
        assert row["source"]
        assert row["type"] in ("string",) or row["unit"] or row["type"].startswith(("bool", "tim"))
    for path in (out / "csv").iterdir():
        table = path.stem.split("_")[0]
        if table != "dictionary":
            assert set(rows(path)[0]) == named[table]
    for task in TASKS:
        for entry in measures_of(task):
            (row,) = [row for row in told if (row["column"], row["task"]) == (entry.name, task)]
            assert (row["unit"], row["definition"]) == (entry.unit, entry.definition)


def test_one_name_has_one_unit_whatever_the_task():
    units: dict[str, set[str]] = {}
    for entry in MEASURES.values():
        units.setdefault(entry.name, set()).add(entry.unit)
    assert {name: its for name, its in units.items() if len(its) > 1} == {}


def test_no_measure_has_the_name_of_another_column(out):
    fixed = {
        column.name
        for column in trial_columns(TrialNames.of([], Words(absolute_dates=True, names={})))
    }
    assert not fixed & {entry.name for task in TASKS for entry in measures_of(task)}


def test_parquet_fields_tell_unit_and_description(out):
    for path in (out / "parquet").iterdir():
        for field in pq.read_schema(path):
            assert field.metadata[b"description"], (path.name, field.name)
            assert b"unit" in field.metadata
    trials = pq.read_schema(out / "parquet" / "trials.parquet")
    assert trials.field("peak_speed_m_s").metadata[b"unit"] == b"m/s"


def test_duckdb_joins_the_tables(out, sessions):
    folder = (out / "parquet").as_posix()
    found = duckdb.sql(
        f"select s.day, count(*) from '{folder}/trials.parquet' t "
        f"join '{folder}/sessions.parquet' s using (patient, session) "
        "where t.patient = 'P-1' and t.scored group by 1 order by 1"
    ).fetchall()
    scored = [sum(each.scored for each in sessions[index].repetitions) for index in (0, 2)]
    assert found == [(1, scored[0]), (4, scored[1])]
    from_csv = duckdb.sql(
        f"select count(*) from '{(out / 'csv').as_posix()}/samples_P1_ses-01.csv'"
    ).fetchall()
    assert from_csv == [(sessions[0].info.end.samples,)]


def test_documents_keep_to_their_schema(out, sessions):
    described = json.loads((out / "json" / "session.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(described)
    validator = jsonschema.Draft202012Validator(described)
    paths = sorted((out / "json").glob("P*.json"))
    assert [path.stem for path in paths] == ["P1_ses-01", "P1_ses-02", "P2_ses-01"]
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        validator.validate(document)
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**document, "patient": 7})
    document = json.loads(paths[0].read_text(encoding="utf-8"))
    session = sessions[0]
    assert len(document["repetitions"]) == len(session.repetitions)
    assert len(document["events"]) == len(session.events)
    assert document["samples"]["rows"] == session.info.end.samples
    assert document["samples"]["missing_frames"] == 0
    assert document["samples"]["mean_rate_hz"] == pytest.approx(90, abs=1e-3)
    for told, each in zip(document["repetitions"], session.repetitions, strict=True):
        assert told["measures"] == dict(each.measures)
        assert told["moments_s"] == {
            name: seconds(time_ns, 0) for name, time_ns in each.times_ns.items()
        }


def test_a_document_sums_its_samples_up(tmp_path):
    times_ns = np.delete(np.arange(100) * 10_000_000, slice(40, 60)) + 5_000_000_000
    samples = moving_rows(times_ns)
    samples["frame_index"] = np.delete(np.arange(100), slice(40, 60))
    samples["sampled_left_hand_flags"][:20] = 3
    session = recorded(tmp_path / "data", samples)
    export([session], [FORMATS["json"]], tmp_path / "out", PLAIN)
    told = json.loads((tmp_path / "out" / "P001_ses-01.json").read_text(encoding="utf-8"))
    assert told["samples"] == {
        "rows": 80,
        "first_s": 0.0,
        "last_s": 0.99,
        "mean_rate_hz": pytest.approx(79 / 0.99),
        "longest_gap_s": 0.21,
        "missing_frames": 20,
        "tracked_share": {
            "head": 1.0,
            "left_hand": 0.75,
            "right_hand": 1.0,
            "left_foot": 1.0,
            "right_foot": 1.0,
        },
    }
