"""`reachwell` as a user runs it, without a window: whole commands, most in their own process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from support.command import command
from support.small_disk import small_disk

from game.recording.reading import open_recording
from levels.loader import load_level, shipped_ids, shipped_path

KILL_AFTER_S = 120


def reachwell(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    without_display = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    }
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "reachwell", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=KILL_AFTER_S,
        env=without_display | environment,
        check=False,
    )


def only_session(data: Path) -> Path:
    (folder,) = (data / "sessions").iterdir()
    return folder


@pytest.fixture(scope="module")
def mildly(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Folder of a whole session of a shipped level by one simulated patient, played once."""

    @cache
    def play(level_id: str) -> Path:
        data = tmp_path_factory.mktemp(level_id)
        done = command(
            "play", level_id, "--input", "simulated:mild", "--view", "none", "--seed", "2",
            "--data", data,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return only_session(data)

    return play


def test_demo_plays_to_the_end_without_a_display_and_says_so(tmp_path: Path) -> None:
    done = reachwell("demo", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "without a window" in done.stderr
    folder = only_session(tmp_path)
    assert str(folder) in done.stdout.replace("\n", "")
    assert "Repetitions:" in done.stdout
    assert "Success:" in done.stdout
    assert "Movement time" in done.stdout
    recording = open_recording(folder)
    assert recording.info.end is not None
    assert recording.info.end.status == "completed"
    assert recording.info.end.dropped_rows == 0
    assert recording.info.level_title == load_level(shipped_path(shipped_ids()[0])).title
    assert len(recording.samples()) == recording.info.end.samples


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="needs X11")
def test_demo_plays_without_a_window_where_the_display_does_not_answer(tmp_path: Path) -> None:
    done = reachwell("demo", "--data", tmp_path, DISPLAY=":65000")
    assert done.returncode == 0, done.stderr
    assert "without a window" in done.stderr


@pytest.mark.parametrize("level_id", ["reaching-5-hard", "grasping-4-daily", "stepping-4-walk"])
def test_a_rerun_of_a_recorded_session_gives_identical_bits(
    level_id: str, mildly: Callable[[str], Path], tmp_path: Path
) -> None:
    original = mildly(level_id)
    rerun = reachwell("play", "--input", f"replay:{original}", "--view", "none", "--data", tmp_path)
    assert rerun.returncode == 0, rerun.stderr
    again = only_session(tmp_path)
    for name in ("events.jsonl", "trials.jsonl", "level.yaml"):
        assert (again / name).read_bytes() == (original / name).read_bytes(), name
    samples = open_recording(original).samples()
    assert len(samples) > 1000
    assert open_recording(again).samples().tobytes() == samples.tobytes()


@pytest.mark.parametrize("level_id", shipped_ids())
def test_every_shipped_level_is_played_to_its_end(
    level_id: str, mildly: Callable[[str], Path]
) -> None:
    recording = open_recording(mildly(level_id))
    level = load_level(shipped_path(level_id))
    assert recording.info.end is not None
    assert recording.info.end.status == "completed"
    scored = [trial for trial in recording.trials() if trial["scored"]]
    assert len(scored) == sum(exercise.sets * exercise.repetitions for exercise in level.exercises)
    assert sum(trial["success"] for trial in scored) > len(scored) / 2


def test_a_severe_patient_wins_less_of_the_hard_level_though_it_asks_for_less(
    tmp_path: Path,
) -> None:
    share, asked = {}, {}
    for kind in ("healthy", "severe"):
        data = tmp_path / kind
        done = reachwell(
            "play", "reaching-5-hard", "--input", f"simulated:{kind}", "--view", "none",
            "--seed", "3", "--data", data,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        trials = [t for t in open_recording(only_session(data)).trials() if t["scored"]]
        affected = [t for t in trials if t["side"] == "right"]
        share[kind] = sum(t["success"] for t in affected) / len(affected)
        asked[kind] = sum(t["difficulty"] for t in affected) / len(affected)
    assert share["healthy"] > 0.8 > 0.6 > share["severe"]
    assert asked["healthy"] > 0.6 > 0.4 > asked["severe"]


def test_a_patients_file_decides_the_affected_side(tmp_path: Path) -> None:
    added = reachwell("patients", "add", "P7", "--affected", "left", "--data", tmp_path)
    assert added.returncode == 0, added.stderr
    done = reachwell(
        "play", "taster", "--patient", "P7", "--input", "simulated", "--view", "none",
        "--data", tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    recording = open_recording(only_session(tmp_path))
    assert recording.info.patient_code == "P7"
    assert recording.info.affected_side == "left"
    listed = json.loads(reachwell("sessions", "list", "--json", "--data", tmp_path).stdout)
    assert [row["patient"] for row in listed] == ["P7"]
    shown = reachwell("sessions", "show", listed[0]["id"], "--json", "--data", tmp_path)
    assert json.loads(shown.stdout)["summary"]["scored"] > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("play", "nosuch"), "no such level"),
        (("play", "taster", "--input", "telepathy"), "no such input"),
        (("play", "taster", "--input", "mouse", "--view", "none"), "--view none"),
        (("play", "taster", "--input", "openxr", "--view", "window"), "--view window"),
        (("play", "taster", "--input", "mouse", "--speed", "max"), "--speed max"),
        (("play", "taster", "--input", "replay"), "which recording"),
        (("play", "taster", "--input", "replay:x"), "LEVEL"),
        (("play", "--input", "replay:/nowhere/at/all"), "nowhere"),
        (("play", "taster", "--patient", "NOBODY"), "NOBODY"),
        (("play", "taster", "--patient", "../x"), "not allowed"),
        (("play", "taster", "--input", "simulated:heroic"), "heroic"),
        (("play", "taster", "--bogus"), "--bogus"),
        (("play", "taster", "--seed", "many"), "--seed"),
        (("play", "taster"), "window"),
        (("sessions", "show", "../../etc"), "etc"),
        (("sessions", "recover", "nothing"), "nothing"),
        (("levels", "check", "no.yaml"), "no.yaml"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(arguments, words: str, tmp_path: Path) -> None:
    done = command(*arguments, REACHWELL_DATA=str(tmp_path))
    assert done.returncode == 2, (done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert words in lines[0]
    assert not (tmp_path / "sessions").exists()


def test_a_session_that_was_killed_is_mended_at_the_next_start(tmp_path: Path) -> None:
    victim = subprocess.Popen(
        [
            sys.executable, "-m", "reachwell", "play", "taster", "--input", "simulated",
            "--view", "none", "--speed", "real", "--data", str(tmp_path),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for_line(tmp_path, "target_shown")
    finally:
        victim.kill()
        victim.wait()
    folder = only_session(tmp_path)
    events = len((folder / "events.jsonl").read_text(encoding="utf-8").splitlines())
    done = reachwell("play", "nosuch", "--data", tmp_path)
    assert done.returncode == 2
    assert (folder / "samples.arrows").exists()
    done = reachwell("play", "taster", "--input", "simulated", "--view", "none", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert folder.name in done.stderr
    recording = open_recording(folder)
    assert recording.info.end is not None
    assert recording.info.end.status == "recovered"
    assert len(recording.events()) >= events
    assert len(recording.samples()) > 0
    assert not (folder / "samples.arrows").exists()


def wait_for_line(data: Path, kind: str) -> None:
    """Block until a running session has written an event (by polling the file, bounded)."""
    import time

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for events in data.glob("sessions/*/events.jsonl"):
            if f'"kind":"{kind}"' in events.read_text(encoding="utf-8"):
                return
        time.sleep(0.02)
    pytest.fail(f"no {kind} within 30 s")


def test_play_without_a_view_opens_no_window_library(tmp_path: Path) -> None:
    listed = subprocess.run(
        [
            sys.executable, "-X", "importtime", "-m", "reachwell", "play", "taster", "--input",
            "simulated", "--view", "none", "--data", str(tmp_path),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )  # fmt: skip
    lines = listed.stderr.splitlines()
    imported = {line.rsplit("|", 1)[-1].strip() for line in lines if line.startswith("import time")}
    assert "pyarrow" in imported
    assert imported.isdisjoint({"pygame", "moderngl", "xr", "OpenGL"})


def test_help_needs_none_of_the_heavy_libraries() -> None:
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "reachwell", "--help"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in listed.stderr.splitlines()}
    assert "typer" in imported
    assert imported.isdisjoint(
        {"numpy", "scipy", "pyarrow", "pydantic", "pygame", "moderngl", "xr"}
    )
    for name in ("play", "demo", "levels", "patients", "sessions", "doctor"):
        assert name in listed.stdout


def test_a_disk_that_is_full_from_the_start_leaves_no_half_session(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        (disk / "sessions").mkdir()
        (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))
        done = reachwell("play", "taster", "--input", "simulated", "--view", "none", "--data", disk)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert list((disk / "sessions").iterdir()) == []
