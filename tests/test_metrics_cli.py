"""`reachwell metrics FILE.csv`: anybody's trajectory in, measures of each movement out."""

from __future__ import annotations

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clinic.errors import ClinicError
from clinic.trajectory.file import LONGEST_CLOCK_S, Trajectory, read_trajectory
from clinic.trajectory.movements import ENTRIES, measure_trajectory
from clinic.trajectory.told import as_csv, as_json_value, facts, missing_lines

EXAMPLE = Path(__file__).parents[1] / "examples" / "two_reaches.csv"


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "reachwell", "metrics", *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def minimum_jerk(part: np.ndarray) -> np.ndarray:
    s = np.clip(part, 0.0, 1.0)
    return s**3 * (10.0 - 15.0 * s + 6.0 * s * s)


def reaches(
    rate_hz: float = 90.0,
    count: int = 3,
    *,
    length_m: float = 0.4,
    lasts_s: float = 1.0,
    rests_s: float = 0.6,
    axes: int = 3,
    jitter_s: float = 0.0,
    origin_s: float = 0.0,
    seed: int = 0,
) -> Trajectory:
    """Ideal reaches to and fro along the first axis, each to a target that appears in the rest."""
    rng = np.random.default_rng(seed)
    one_s = rests_s + lasts_s + rests_s
    time_s = np.arange(round(count * one_s * rate_hz)) / rate_hz
    time_s = np.maximum.accumulate(time_s + rng.uniform(-jitter_s, jitter_s, len(time_s)))
    number = np.clip(time_s // one_s, 0, count - 1)
    done = minimum_jerk((time_s - number * one_s - rests_s) / lasts_s)
    position_m = np.zeros((len(time_s), axes))
    position_m[:, 0] = length_m * np.where(number % 2 == 0, done, 1.0 - done)
    target_m = np.zeros((len(time_s), axes))
    target_m[:, 0] = length_m * (number % 2 == 0)
    return Trajectory(time_s + origin_s, position_m, target_m, (), 0)


def written(trajectory: Trajectory, *, targets: bool = True) -> str:
    axes = "xyz"[: trajectory.position_m.shape[1]]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [trajectory.time_s[:, None], trajectory.position_m]
    names = ["time_s", *(f"{axis}_m" for axis in axes)]
    if targets and trajectory.target_m is not None:
        columns.append(trajectory.target_m)
        names += [f"target_{axis}_m" for axis in axes]
    writer.writerow(names)
    writer.writerows(np.hstack(columns).tolist())
    return text.getvalue()


def without_targets(trajectory: Trajectory) -> Trajectory:
    return Trajectory(trajectory.time_s, trajectory.position_m, None, (), 0)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 72.0, 90.0, 120.0, 1000.0])
@pytest.mark.parametrize("axes", [2, 3])
def test_ideal_reaches_have_the_values_of_the_closed_form(rate_hz: float, axes: int) -> None:
    found = measure_trajectory(reaches(rate_hz, axes=axes))
    assert found.parted_by == "targets"
    assert len(found.movements) == 3
    assert found.median_rate_hz == pytest.approx(rate_hz)
    for each in found.movements:
        measures = each.measures
        assert not each.missing
        # A filter of 33 ms to either side takes 0.2 % off; a slow clock adds its own.
        assert measures["peak_speed_m_s"] == pytest.approx(1.875 * 0.4, rel=0.01)
        assert measures["path_ratio"] == pytest.approx(1.0, abs=1e-3)
        assert measures["movement_units"] == 1.0
        assert measures["sparc"] == pytest.approx(-1.40, abs=0.03)
        assert measures["initial_direction_error_deg"] == pytest.approx(0.0, abs=0.1)
        assert measures["endpoint_error_m"] == pytest.approx(0.0, abs=1e-9)
        assert measures["valid_fraction"] == 1.0
        assert measures["time_to_peak_percent"] == pytest.approx(50.0, abs=2.0)
        # Onset and end are at 5 % of the peak; between lies nine tenths of the whole second.
        assert measures["reaction_time_s"] == pytest.approx(0.6 + 0.06, abs=0.02)
        assert measures["movement_time_s"] == pytest.approx(0.88, abs=0.03)


def test_a_clock_from_1970_and_jitter_change_little() -> None:
    plain = measure_trajectory(reaches())
    odd = measure_trajectory(reaches(jitter_s=0.002, origin_s=1.7e9, seed=3))
    assert len(odd.movements) == 3
    for one, other in zip(plain.movements, odd.movements, strict=True):
        assert other.from_s == pytest.approx(1.7e9 + one.from_s, abs=0.01)
        for entry in ENTRIES:
            if entry.name != "ldlj":
                assert other.measures[entry.name] == pytest.approx(
                    one.measures[entry.name], rel=0.02, abs=0.02
                ), entry.name


def test_without_targets_movements_are_told_by_their_speed() -> None:
    found = measure_trajectory(without_targets(reaches()))
    assert found.parted_by == "speed"
    assert len(found.movements) == 3
    for each in found.movements:
        assert each.target_m is None
        assert each.measures["peak_speed_m_s"] == pytest.approx(0.75, rel=0.01)
        assert each.measures["reaction_time_s"] is None
        assert each.missing["endpoint_error_m"]


def test_a_radius_ends_a_movement_at_its_target() -> None:
    settled = measure_trajectory(reaches())
    arrived = measure_trajectory(reaches(), target_radius_m=0.05)
    for one, other in zip(settled.movements, arrived.movements, strict=True):
        assert other.measures["movement_time_s"] < one.measures["movement_time_s"] - 0.1
        assert other.measures["sparc"] == pytest.approx(one.measures["sparc"], abs=1e-9)


def test_a_gap_is_not_bridged_and_is_told() -> None:
    whole = reaches()
    kept = ~((whole.time_s > 1.0) & (whole.time_s < 1.3))
    found = measure_trajectory(
        Trajectory(whole.time_s[kept], whole.position_m[kept], whole.target_m[kept], (), 0)
    )
    first, second, _ = found.movements
    assert first.measures["movement_time_s"] is None
    assert "gap" in first.missing["movement_time_s"]
    assert not second.missing
    assert found.longest_gap_s == pytest.approx(0.31, abs=0.02)
    (line,) = [line for line in missing_lines(found) if "gap" in line]
    assert "in movement 1:" in line


def test_lost_samples_count_against_the_valid() -> None:
    whole = reaches(count=1)
    whole.position_m[10:15] = np.nan
    found = measure_trajectory(whole)
    (movement,) = found.movements
    assert found.lost == 5
    assert movement.measures["valid_fraction"] == pytest.approx(1.0 - 5 / len(whole.time_s))


def test_medians_are_of_what_is_known() -> None:
    found = measure_trajectory(reaches(count=2))
    speeds = sorted(each.measures["peak_speed_m_s"] for each in found.movements)
    assert found.medians()["peak_speed_m_s"] == pytest.approx(sum(speeds) / 2)
    assert measure_trajectory(without_targets(reaches())).medians()["endpoint_error_m"] is None


def test_the_example_is_measured() -> None:
    done = run(EXAMPLE)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "306 samples" in done.stdout
    assert "2 movements, told apart by changes of the target" in done.stdout
    assert "median" in done.stdout
    _, *table = done.stdout.splitlines()  # the first line names the file, wherever that is
    assert max(map(len, table)) <= 100


def test_json_and_csv_tell_the_same(tmp_path: Path) -> None:
    out = tmp_path / "movements.csv"
    done = run(EXAMPLE, "--json", "--out", out)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["parted_by"] == "targets"
    assert told["samples"] == 306
    assert set(told["units"]) == {entry.name for entry in ENTRIES}
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(told["movements"]) == 2
    for row, movement in zip(rows, told["movements"], strict=True):
        assert int(row["movement"]) == movement["number"]
        assert float(row["from_s"]) == movement["from_s"]
        assert [float(row[f"target_{axis}_m"]) for axis in "xyz"] == movement["target_m"]
        for name, value in movement["measures"].items():
            assert float(row[name]) == value
    assert list(tmp_path.iterdir()) == [out]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    text = written(reaches(count=2, axes=2), targets=False)
    path = tmp_path / "reach.csv"
    path.write_text(text, encoding="utf-8")
    piped, read = run("-", "--json", given=text.encode()), run(path, "--json")
    assert piped.returncode == read.returncode == 0
    one, other = json.loads(piped.stdout), json.loads(read.stdout)
    assert one.pop("file") == "standard input"
    assert other.pop("file") == str(path)
    assert one == other


def test_columns_that_are_not_read_are_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "reach.csv"
    path.write_text("time_s,x_m,y_m,emg\x1b[2J,note\n0,1,2,3,4\n", encoding="utf-8")
    done = run(path)
    assert done.returncode == 0
    assert done.stderr == "Columns not read: emg [2J, note\n"
    assert "No movements" in done.stdout


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (None, (), "no such file"),
        ("", (), "empty"),
        ("time_s,x_m,y_m\n0,1,two\n", (), "line 2: y_m: 'two'"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--rate-hz", "nan"), "--rate-hz"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--rate-hz", "5"), "20 to 1000"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--target-radius-m", "0"), "above zero"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--target-radius-m", "0.1"), "target_x_m"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--out", "nowhere/at/all.csv"), "nowhere"),
        ("time_s,x_m,y_m\n0,1,2\n", ("--out", "SELF"), "is the file to measure"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    tmp_path: Path, content: str | None, arguments: tuple[str, ...], words: str
) -> None:
    path = tmp_path / "reach.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = run(path, *(str(path) if each == "SELF" else each for each in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert words in line
    if content is not None:
        assert path.read_text(encoding="utf-8") == content


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def told(trajectory: Trajectory) -> None:
    """Measure and print in every way; nothing may raise, and JSON holds no NaN."""
    found = measure_trajectory(trajectory)
    lines = [*facts(found, "reach.csv"), *missing_lines(found)]
    assert all(len(line.splitlines()) == 1 for line in lines)
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(rows) == len(found.movements)
    json.dumps(as_json_value(found, "reach.csv", ()), allow_nan=False)
    for each in found.movements:
        for name, value in each.measures.items():
            assert (value is None) == (name in each.missing)
            assert value is None or math.isfinite(value)


wild = st.one_of(
    st.floats(allow_infinity=False), st.floats(-1.0, 1.0), st.integers(0, 3).map(float)
)


@given(
    table=arrays.arrays(np.float64, st.tuples(st.integers(1, 40), st.just(5)), elements=wild),
    with_target=st.booleans(),
    ordered=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_any_numbers_are_measured_or_missing(table, with_target, ordered) -> None:
    time_s = np.clip(np.nan_to_num(table[:, 0]), -LONGEST_CLOCK_S, LONGEST_CLOCK_S)
    time_s = np.sort(time_s) if ordered else time_s
    told(Trajectory(time_s, table[:, 1:3], table[:, 3:] if with_target else None, (), 0))


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from(["", "nan", "9", "-1e300", "0.5"])),
        max_size=12,
    ),
    st.lists(st.integers(0, 300), max_size=40),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_measured_or_told(edits, dropped, targets) -> None:
    lines = written(reaches(count=1, axes=2), targets=targets).splitlines()
    for place, cell in edits:
        cells = lines[place % len(lines)].split(",")
        cells[place % len(cells)] = cell
        lines[place % len(lines)] = ",".join(cells)
    lines = [line for place, line in enumerate(lines) if place not in dropped]
    try:
        found = read_trajectory(io.BytesIO("\n".join(lines).encode()), "reach.csv")
    except ClinicError as error:
        problem = str(error)
    else:
        problem = ""
        told(found)
    assert problem == "" or problem.startswith("reach.csv")


@pytest.mark.parametrize(
    ("noise_m", "lasts_s", "ldlj", "units", "direction_deg"),
    [
        (0.0, 0.4, -4.7, 1.0, 0.0),
        (0.0, 1.0, -4.5, 1.0, 0.0),
        (0.0, 3.0, -4.2, 1.0, 0.0),
        (0.0001, 2.0, -5.2, 1.0, 0.0),
        (0.0005, 1.0, -5.0, 1.0, 0.1),
        (0.001, 0.4, -4.7, 1.0, 0.1),
        (0.001, 1.0, -5.6, 1.0, 0.2),
        (0.001, 2.0, -9.2, 2.0, 0.6),
        (0.001, 3.0, -11.3, 5.1, 1.9),
    ],
)
def test_noise_does_what_the_page_says(
    noise_m: float, lasts_s: float, ldlj: float, units: float, direction_deg: float
) -> None:
    """docs/measures.md, "LDLJ, movement units, initial direction": means of many reaches."""
    ideal = reaches(count=60, lasts_s=lasts_s)
    noise = np.random.default_rng(1).normal(0.0, noise_m, ideal.position_m.shape)
    noisy = Trajectory(ideal.time_s, ideal.position_m + noise, ideal.target_m, (), 0)
    found = measure_trajectory(noisy).movements

    def mean(name: str) -> float:
        known = [each.measures[name] for each in found if each.measures[name] is not None]
        assert len(known) > 0.9 * len(found)
        return float(np.mean(known))

    assert mean("sparc") == pytest.approx(-1.40, abs=0.1 if lasts_s > 2.0 else 0.02)
    assert mean("ldlj") == pytest.approx(ldlj, abs=0.2)
    assert mean("movement_units") == pytest.approx(units, rel=0.15)
    assert mean("initial_direction_error_deg") == pytest.approx(direction_deg, rel=0.3, abs=0.1)
