"""Files as spreadsheets, robots, trackers and scripts write them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from support.reaches import along

from clinic.errors import ClinicError
from clinic.trajectory.file import Trajectory, read_trajectory
from clinic.trajectory.habits import coarse_step_s, held_targets
from clinic.trajectory.movements import Measured, measure_trajectory
from clinic.trajectory.told import facts
from reachwell.trajectories import MANY, measure_file

RATE_HZ = 90.0
NAMES = ("time_s", "x_m", "y_m", "z_m", "target_x_m", "target_y_m", "target_z_m")


def recorded(count: int = 4, rate_hz: float = RATE_HZ) -> np.ndarray:
    """To and fro between two targets, a reach every 2.2 s."""
    time_s = np.arange(round(2.2 * count * rate_hz)) / rate_hz
    number = np.floor(time_s / 2.2 + 1e-9)
    ends_m = np.array([[0.0, 1.0, 0.0], [0.3, 1.1, -0.25]])
    begin_m, target_m = ends_m[number.astype(int) % 2], ends_m[(number.astype(int) + 1) % 2]
    share = along(time_s - 2.2 * number - 0.6)[:, None]
    return np.hstack([time_s[:, None], begin_m + share * (target_m - begin_m), target_m])


def written(
    table: np.ndarray,
    names: tuple[str, ...] = NAMES,
    *,
    between: str = ",",
    decimal: str = ".",
    end: str = "\n",
    number: str = "%.6f",
) -> str:
    lines = [between.join(names)]
    for row in table:
        cells = ("" if np.isnan(value) else number % value for value in row)
        lines.append(between.join(cell.replace(".", decimal) for cell in cells))
    return end.join(lines) + end


def read(text: str | bytes) -> Trajectory:
    content = text if isinstance(text, bytes) else text.encode()
    return read_trajectory(io.BytesIO(content), "reach.csv")


def measured(text: str) -> Measured:
    return measure_trajectory(read(text))


TABLE = recorded()
PLAIN = written(TABLE)
LIKE_PLAIN = {
    "spreadsheet": "\ufeff" + written(TABLE, between=";", decimal=",", end="\r\n"),
    "spreadsheet with sep": "sep=;\r\n" + written(TABLE, between=";", decimal=",", end="\r\n"),
    "empty columns and lines": "".join(f"{line},,\n" for line in [*PLAIN.splitlines(), ",,,,,,"]),
    "comments": "# a comment\n#,another\n\n" + PLAIN,
    "facts before": "Subject,S01\nRate,90,Hz\n\n" + PLAIN,
    "many facts before": "Version,1\n" * 49 + PLAIN,
    "spaces": written(TABLE, between="   ", number="%.7e"),
    "spaces before": PLAIN.replace(",", "  ").replace("\n", "\n   "),
    "spaces and decimal commas": written(TABLE, between=" ", decimal=","),
    "commas and spaces": written(TABLE, between=", "),
    "old line ends": written(TABLE, end="\r"),
    "units in brackets": PLAIN.replace(
        ",".join(NAMES), "Time (s),X (m),Y [m],Z ( m ),Target X (m),Target Y (m),Target Z (m)"
    ),
    "milliseconds and millimetres": written(
        1e3 * TABLE, tuple(name.replace("_s", "_ms").replace("_m", "_mm") for name in NAMES)
    ).replace("_mms", "_ms"),
}


@pytest.mark.parametrize("kind", LIKE_PLAIN)
def test_whoever_wrote_it_it_says_the_same(kind: str) -> None:
    found, plain = read(LIKE_PLAIN[kind]), read(PLAIN)
    np.testing.assert_allclose(found.time_s, plain.time_s, atol=1e-6)
    np.testing.assert_allclose(found.position_m, plain.position_m, atol=1e-6)
    np.testing.assert_allclose(found.target_m, plain.target_m, atol=1e-6)


def test_lines_before_the_names_are_counted_and_mistakes_have_their_line() -> None:
    assert read(LIKE_PLAIN["facts before"]).lines_before == 2
    assert read(PLAIN).lines_before == 0
    with pytest.raises(ClinicError, match="line 5: x_m: 'oops' is not allowed"):
        read("Subject,S01\n\ntime_s,x_m,y_m\n0,1,2\n1,oops,2\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1,2,3\n4,5,6\n", "no column time_s .there is 1, 2, 3"),
        ("Version,1\n" * 50 + PLAIN, "no column time_s .there is Version, 1"),
        ("time_s x_m y_m\n0 1\n", "line 2: 2 cells under 3 column names"),
        ("Time (h),X,Y\n0,1,2\n", "no column time_s"),
        ("t,x,y\n0,1,2\n", "no column time_s"),
        (PLAIN.encode("utf-16"), "save it as UTF-8"),
    ],
)
def test_what_can_not_be_read_is_told(text: str | bytes, problem: str) -> None:
    with pytest.raises(ClinicError, match=problem):
        read(text)


def test_a_tab_between_names_with_spaces() -> None:
    found = read("time_s\tx_m\ty_m\thand speed here\n0\t1\t2\t3\n")
    assert found.ignored == ("hand speed here",)
    assert found.position_m.tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("every", [10_000, 5])
def test_a_target_told_at_its_change_holds_until_the_next(every: int) -> None:
    table = TABLE.copy()
    changed = np.concatenate(([True], (np.diff(TABLE[:, 4:], axis=0) != 0.0).any(axis=1)))
    table[~changed & (np.arange(len(table)) % every > 0), 4:] = np.nan
    found, whole = measured(written(table)), measured(PLAIN)
    assert found.held
    assert not whole.held
    assert "each held until the next" in facts(found, "reach.csv")[-1]
    assert len(found.movements) == len(whole.movements) == 4
    for one, other in zip(found.movements, whole.movements, strict=True):
        assert one.measures == other.measures


def test_targets_shown_for_a_while_do_not_hold() -> None:
    time_s, target_m = TABLE[:, 0], TABLE[:, 4:].copy()
    target_m[time_s % 2.2 > 1.8] = np.nan
    assert held_targets(time_s, target_m) is None
    assert held_targets(time_s, np.full_like(target_m, np.nan)) is None
    target_m[:] = np.nan
    target_m[100] = 1.0
    held = held_targets(time_s, target_m)
    assert held is not None
    assert np.isnan(held[:100]).all()
    assert (held[100:] == 1.0).all()


@pytest.mark.parametrize(
    ("rate_hz", "digits", "step_s"),
    [(90.0, 2, 0.01), (60.0, 2, 0.01), (100.0, 2, None), (90.0, 3, None), (1000.0, 3, None)],
)
def test_a_rounded_clock_is_doubted(rate_hz: float, digits: int, step_s: float | None) -> None:
    steps_s = np.diff(np.round(np.arange(500) / rate_hz, digits))
    assert coarse_step_s(steps_s) == (None if step_s is None else pytest.approx(step_s))


@pytest.mark.parametrize(
    ("column", "scale", "words"),
    [
        (slice(0, 1), 1e3, "is the clock in seconds"),
        (slice(1, None), 1e3, "are positions in metres"),
    ],
)
def test_a_wrong_unit_is_doubted(column: slice, scale: float, words: str) -> None:
    table = TABLE.copy()
    table[:, column] *= scale
    told = "\n".join(facts(measured(written(table)), "reach.csv"))
    assert words in told
    assert words not in "\n".join(facts(measured(PLAIN), "reach.csv"))


def test_doubts_are_none_of_clean_files() -> None:
    for rate_hz in (30.0, 60.0, 72.0, 90.0, 1000.0):
        assert len(facts(measured(written(recorded(1, rate_hz))), "reach.csv")) == 2


@pytest.mark.parametrize("zero_s", [1e9, 1.7e9])
def test_a_clock_that_counts_from_1970(zero_s: float) -> None:
    table = TABLE.copy()
    table[:, 0] += zero_s
    found, plain = measured(written(table)).movements, measured(PLAIN).movements
    for one, other in zip(found, plain, strict=True):
        assert one.from_s == pytest.approx(other.from_s + zero_s)
        for name, value in other.measures.items():
            assert one.measures[name] == pytest.approx(value, abs=1e-4), name


def test_more_movements_than_a_screen_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = recorded(1, 30.0)
    later = np.array([2.2, 0.0, 0.0, 0.0, 0.01, 0.01, 0.01])
    table = np.vstack([table + k * later for k in range(MANY + 10)])
    path = tmp_path / "long.csv"
    path.write_text(written(table), encoding="utf-8")
    measure_file(str(path), RATE_HZ, None, None, as_json=False)
    told = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{MANY + 10} movements") for line in told)
    assert any(line.startswith(f"The first {MANY} movements, medians of all") for line in told)
    assert len(told) < 2 * MANY + 50
