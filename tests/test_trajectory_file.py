"""Trajectories of other programs: every way in which a table of numbers is written down."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.errors import ClinicError
from clinic.trajectory import file as trajectory_file
from clinic.trajectory.columns import columns_of
from clinic.trajectory.file import LONGEST_CLOCK_S, Trajectory, read_trajectory

HEADER = "time_s,x_m,y_m\n"


def read(content: str | bytes) -> Trajectory:
    data = content.encode() if isinstance(content, str) else content
    return read_trajectory(io.BytesIO(data), "reach.csv")


def problem(content: str | bytes) -> str:
    with pytest.raises(ClinicError) as told:
        read(content)
    (line,) = str(told.value).splitlines()
    assert line.startswith("reach.csv")
    return line


SAMPLES = [[0.0, 0.1, -0.2], [0.5, 0.15, -2e-3]]


@pytest.mark.parametrize(
    "content",
    [
        "time_s,x_m,y_m\n0,0.1,-0.2\n0.5,0.15,-2e-3\n",
        "time_s,x_m,y_m\n0,0.1,-0.2\n0.5,0.15,-2e-3",
        "time_s,x_m,y_m\r\n0,0.1,-0.2\r\n0.5,0.15,-2e-3\r\n",
        "time_s,x_m,y_m\r0,0.1,-0.2\r0.5,0.15,-2e-3\r",
        "\n \n\ntime_s,x_m,y_m\n\n0,0.1,-0.2\n\n\n0.5,0.15,-2e-3\n\n",
        "\ufefftime_s,x_m,y_m\n0,0.1,-0.2\n0.5,0.15,-2e-3\n",
        "time_s;x_m;y_m\n0;0,1;-0,2\n0,5;0,15;-2e-3\n",
        "time_s;x_m;y_m\n0;0.1;-0.2\n0.5;0.15;-2e-3\n",
        "time_s\tx_m\ty_m\n0\t0,1\t-0,2\n0,5\t0,15\t-0,002\n",
        '"time_s","x_m","y_m"\n"0","0.1","-0.2"\n"0.5","0.15","-2e-3"\n',
        'time_s,x_m,y_m\n"0","0,1","-0,2"\n"0,5","0,15","-0,002"\n',
        " Time_S , X_M , Y_M \n 0 , +.1 , -0.2 \n+0.5, 15e-2, -2E-3\n",
        "y_m,note,time_s,x_m\n-0.2,well,0,0.1\n-2e-3,,0.5,0.15\n",
        "time_ms,x_mm,y_cm\n0,100,-20\n500,150,-0.2\n",
        "time_ns,x_m,y_m\n0,0.1,-0.2\n500000000,0.15,-0.002\n",
        "time_s,x_m,y_m,\n0,0.1,-0.2,\n0.5,0.15,-2e-3,\n",
        "time_s,x_m,y_m\n0,0.1,-0.2\nNaN,1,2\n0.5,0.15,-2e-3\n",
    ],
)
def test_the_same_samples_are_read_however_they_are_written(content: str) -> None:
    found = read(content)
    table = np.column_stack((found.time_s, found.position_m))
    np.testing.assert_allclose(table, SAMPLES, rtol=1e-12)
    assert found.target_m is None


def test_axes_and_targets_are_found_in_any_order() -> None:
    found = read(
        "target_y_m,z_m,target_x_m,time_s,target_z_m,x_m,y_m\n"
        "1.2,0.3,1.1,0,1.3,0.1,0.2\n"
        "1.2,0.3,1.1,0.1,1.3,0.1,0.2\n"
    )
    assert found.position_m.tolist() == [[0.1, 0.2, 0.3]] * 2
    assert found.target_m is not None
    assert found.target_m.tolist() == [[1.1, 1.2, 1.3]] * 2


@pytest.mark.parametrize("lost", ["", "NaN", "nan", "NA", "n/a", "null", "None", " "])
def test_a_lost_sample_is_kept_as_such(lost: str) -> None:
    found = read(HEADER + f"0,1,2\n0.1,{lost},2\n0.2,1,2\n")
    assert found.time_s.tolist() == [0.0, 0.1, 0.2]
    assert np.isnan(found.position_m[:, 0]).tolist() == [False, True, False]


def test_rows_without_a_time_are_counted() -> None:
    found = read(HEADER + "0,1,2\n,1,2\nnan,1,2\n0.1,1,2\n")
    assert found.untimed == 2
    assert found.time_s.tolist() == [0.0, 0.1]


def test_what_is_not_read_is_told() -> None:
    found = read("trial,time_s,x_m,y_m,z,note,note\n1,0,1,2,3,a,b\n".encode("latin-1"))
    assert found.ignored == ("trial", "z", "note", "note")
    named = read("time_s,x_m,y_m,Größe\n0,1,2,3\n".encode("latin-1"))
    assert named.ignored == ("Größe",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("\n\n \n", "empty"),
        (HEADER, "no samples"),
        (HEADER + ",1,2\n", "no samples"),
        ("x_m,y_m\n1,2\n", "no column time_s"),
        ("time_s,x_m\n1,2\n", "no column y_m"),
        ("a;b;c\n1;2;3\n", "there is a, b, c"),
        ("time_s,x_m,y_m,x_mm\n0,1,2,3\n", "x_mm"),
        ("time_s,x_m,y_m,TIME_MS\n0,1,2,3\n", "TIME_MS"),
        ("time_s,x_m,y_m,y_m\n0,1,2,3\n", "again"),
        ("time_s,x_m,y_m,target_x_m\n0,1,2,3\n", "no column target_y_m"),
        ("time_s,x_m,y_m,z_m,target_x_m,target_y_m\n0,1,2,3,4,5\n", "no column target_z_m"),
        ("time_s,x_m,y_m,target_x_m,target_y_m,target_z_m\n0,1,2,3,4,5\n", "z_m"),
        (HEADER + "0,1,2\n0.1,one,2\n", "line 3: x_m: 'one'"),
        (HEADER + "0,1,2\n\n0.1,1,0x10\n", "line 4: y_m: '0x10'"),
        (HEADER + "0,1,2\n1_0,1,2\n", "line 3: time_s: '1_0'"),
        (HEADER + "0,inf,2\n", "line 2: x_m: 'inf'"),
        (HEADER + "0,1,-1e999\n", "line 2: y_m: '-1e999'"),
        (HEADER + "0,1,\u0661\n", "line 2: y_m"),
        (HEADER + "1700000000000000000,1,2\n", "1.7e+18 s"),
        (HEADER + "0,1,2\n0,1\n", "line 3: 2 cells under 3"),
        (HEADER + "0,1,2,3\n", "line 2: 4 cells under 3"),
        (HEADER + "0,5,1,5,2,5\n", "6 cells under 3"),
        (HEADER + '0,"1,2\n', "line 2"),
        ("time_s,x_m,y_m\n0,1,2\n".encode("utf-16"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no column"),
        (b"\0" * 300, "UTF-8"),
        (b"7" * 100_000, "64 KiB"),
    ],
)
def test_a_bad_file_is_told_in_one_line(content: str | bytes, words: str) -> None:
    assert words in problem(content)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{k / 90},{k},{-k}" for k in range(300)]
    for end in ("\n", "\r\n", "\r"):
        data = end.join(["", "time_s,x_m,y_m", *lines, ""]).encode()
        for block in (1, 2, 3, 7, 64, 1000, 1 << 20):
            monkeypatch.setattr(trajectory_file, "BLOCK_BYTES", block)
            found = read(data)
            assert found.position_m[:, 0].tolist() == list(range(300))
            np.testing.assert_array_equal(found.time_s, [k / 90 for k in range(300)])


@pytest.mark.parametrize("block", [5, 100, 1 << 20])
def test_a_bad_line_has_its_number_in_any_block(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trajectory_file, "BLOCK_BYTES", block)
    lines = ["", "", "time_s,x_m,y_m", *("0,1,2" for _ in range(200)), "", "0,x,2"]
    assert "line 205: x_m" in problem("\n".join(lines))
    assert "line 205: x_m" in problem("\r\n".join(lines))


def test_progress_counts_the_bytes() -> None:
    told: list[int] = []
    data = (HEADER + "0,1,2\n" * 1000).encode()
    read_trajectory(io.BytesIO(data), "reach.csv", told.append)
    assert told[-1] == len(data)
    assert told == sorted(told)


numbers = st.floats(allow_nan=True, allow_infinity=False)
clocks = st.one_of(st.just(math.nan), st.floats(-LONGEST_CLOCK_S, LONGEST_CLOCK_S))


@given(
    rows=st.lists(st.tuples(clocks, numbers, numbers), min_size=1, max_size=30),
    delimiter=st.sampled_from(",;\t"),
    decimal=st.sampled_from(".,"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    bom=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_every_number_comes_back_to_the_bit(rows, delimiter, decimal, end, quoting, bom) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(("time_s", "x_m", "y_m"))
    writer.writerows([[repr(value).replace(".", decimal) for value in row] for row in rows])
    data = text.getvalue().encode("utf-8-sig" if bom else "utf-8")
    timed = [row for row in rows if math.isfinite(row[0])]
    if not timed:
        assert "no samples" in problem(data)
        return
    found = read(data)
    table = np.column_stack((found.time_s, found.position_m))
    np.testing.assert_array_equal(table, timed)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_samples_or_one_line(data: bytes) -> None:
    either(data)


@given(
    st.lists(
        st.sampled_from(
            [b"time_s", b"x_m", b"y_m", b"z_m", b"target_x_m", b",", b";", b"\t", b"\n", b"\r",
             b'"', b"'", b" ", b"0", b"1.5", b"2,5", b"-", b"e9", b"nan", b"inf", b"\xff", b"\0",
             b"\xef\xbb\xbf", b"\xc3"]
        ),
        max_size=60,
    ),
    st.sampled_from([b"", HEADER.encode(), b"time_s;x_m;y_m\n"]),
)  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_any_mixture_gives_samples_or_one_line(parts: list[bytes], header: bytes) -> None:
    either(header + b"".join(parts))


@given(st.lists(st.sampled_from([*'0123.,eE+-" \t\n', "nan", "1,2,3\n", "4,5,"]), max_size=40))
@settings(max_examples=1000, deadline=None)
def test_the_fast_way_reads_what_the_exact_way_reads(parts: list[str]) -> None:
    columns = columns_of(HEADER.strip(), "reach.csv")
    block = "".join(parts).encode()
    fast = trajectory_file._fast(block, columns, ".")
    if fast is not None:
        exact = trajectory_file._exact(block, 1, columns, "reach.csv")
        np.testing.assert_array_equal(np.array(fast), np.array(exact))


def either(data: bytes) -> None:
    try:
        found, told = read(data), ""
    except ClinicError as error:
        found, told = None, str(error)
    if found is None:
        assert told.startswith("reach.csv")
        assert told.isprintable()
        return
    assert len(found.time_s) == len(found.position_m) > 0
    assert np.isfinite(found.time_s).all()
    assert not np.isinf(found.position_m).any()
