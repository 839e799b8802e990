"""Rows and columns: names, schema, dictionary page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.recordings import begin, push, random_rows

from controllers.frame import FRAME_DTYPE, JOINTS_DTYPE
from game.recording.columns import (
    JOINT_NAMES,
    JOINTS_LAYOUT,
    SAMPLES_LAYOUT,
    ColumnBuffer,
)
from game.recording.dictionary import ANY_JOINT, tables, with_tables
from game.recording.errors import RecordingError
from game.recording.schema import check_schema

LAYOUTS = pytest.mark.parametrize("layout", [SAMPLES_LAYOUT, JOINTS_LAYOUT])


@LAYOUTS
def test_columns_cover_every_byte_of_a_row_once(layout) -> None:
    covered = [
        byte
        for column in layout.columns
        for byte in range(column.offset, column.offset + column.dtype.itemsize)
    ]
    assert sorted(covered) == list(range(layout.dtype.itemsize))
    names = [column.name for column in layout.columns]
    assert len(set(names)) == len(names)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 40))
def test_rows_come_back_from_columns_bit_for_bit(seed, count) -> None:
    for layout in (SAMPLES_LAYOUT, JOINTS_LAYOUT):
        rows = random_rows(count, seed, layout.dtype)
        batch = ColumnBuffer(layout, 64).batch(rows)
        batch.validate(full=True)
        assert layout.rows(batch).tobytes() == rows.tobytes()


def test_a_value_is_in_the_column_of_its_name() -> None:
    row = np.zeros(1, FRAME_DTYPE)
    row["sampled_left_hand_position_m"] = (1, 2, 3)
    row["head_orientation"] = (4, 5, 6, 7)
    row["right_hand_velocity_m_s"] = (8, 9, 10)
    row["aperture_m"] = (11, 12)
    row["trigger"] = (13, 14)
    row["left_aim_flags"] = 15
    cells = ColumnBuffer(SAMPLES_LAYOUT, 1).batch(row).to_pylist()[0]
    assert {name: value for name, value in cells.items() if value} == {
        "sampled_left_hand_position_x_m": 1,
        "sampled_left_hand_position_y_m": 2,
        "sampled_left_hand_position_z_m": 3,
        "head_orientation_x": 4,
        "head_orientation_y": 5,
        "head_orientation_z": 6,
        "head_orientation_w": 7,
        "right_hand_velocity_x_m_s": 8,
        "right_hand_velocity_y_m_s": 9,
        "right_hand_velocity_z_m_s": 10,
        "aperture_left_m": 11,
        "aperture_right_m": 12,
        "trigger_left": 13,
        "trigger_right": 14,
        "left_aim_flags": 15,
    }


def test_a_joint_is_in_the_column_of_its_name() -> None:
    row = np.zeros(1, JOINTS_DTYPE)
    row["left_position_m"][0, 5] = (1, 2, 3)
    row["right_radius_m"][0, 25] = 4
    row["right_flags"][0, 1] = 15
    cells = ColumnBuffer(JOINTS_LAYOUT, 1).batch(row).to_pylist()[0]
    assert {name: value for name, value in cells.items() if value} == {
        "left_thumb_tip_position_x_m": 1,
        "left_thumb_tip_position_y_m": 2,
        "left_thumb_tip_position_z_m": 3,
        "right_little_tip_radius_m": 4,
        "right_wrist_flags": 15,
    }


def test_the_page_lists_exactly_the_columns_of_the_schema() -> None:
    page = Path(__file__).parents[1] / "docs" / "recording.md"
    text = page.read_text(encoding="utf-8")
    assert text == with_tables(text), "run: python -m game.recording.dictionary"
    listed = [line.split("`")[1] for line in tables().splitlines() if line.startswith("| `")]
    own = len(SAMPLES_LAYOUT.columns)
    assert listed[:own] == SAMPLES_LAYOUT.schema.names
    joints = [
        name.replace(ANY_JOINT, joint)
        for name in listed[own:]
        for joint in (JOINT_NAMES if ANY_JOINT in name else ("",))
    ]
    assert sorted(joints) == sorted(JOINTS_LAYOUT.schema.names)


def test_a_newer_file_and_another_table_are_refused() -> None:
    path = Path("samples.parquet")
    newer = SAMPLES_LAYOUT.schema.with_metadata({"reachwell.format_version": "2"})
    with pytest.raises(RecordingError, match="format version 2; this program reads up to 1"):
        check_schema(newer, SAMPLES_LAYOUT, path)
    with pytest.raises(RecordingError, match="does not hold the columns"):
        check_schema(pa.schema([("x", pa.int8())]), SAMPLES_LAYOUT, path)
    check_schema(SAMPLES_LAYOUT.schema, SAMPLES_LAYOUT, path)


def test_a_slice_of_a_batch_gives_its_own_rows() -> None:
    rows = random_rows(9)
    batch = ColumnBuffer(SAMPLES_LAYOUT, 9).batch(rows)
    assert SAMPLES_LAYOUT.rows(batch.slice(2, 4)).tobytes() == rows[2:6].tobytes()
    assert len(SAMPLES_LAYOUT.rows(batch.slice(9))) == 0


def test_reading_samples_imports_no_tables_of_others(tmp_path) -> None:
    """pandas takes longer to import than a report may take to write."""
    recorder = begin(tmp_path)
    push(recorder, random_rows(5))
    recorder.close("completed")
    command = (
        "import sys; from pathlib import Path; from game.recording.reading import open_recording; "
        "open_recording(Path(sys.argv[1])).samples(); sys.exit('pandas' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", command, str(recorder.folder)], check=True)
