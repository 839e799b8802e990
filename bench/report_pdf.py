"""Reports as PDF and progress in the terminal: whole processes, from start to file.

A session of reaching and one of all three tasks are played by a simulated patient; copies of the
first, on days of their own, make a patient of 24 and of 200 sessions.

    python -m bench.report_pdf
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.report import Line, tell
from game.patient import Patient, save_patient
from reachwell.choices import Choices
from reachwell.play import play_session

RUNS = 5
BUDGET_S = 1.0
PROGRESS_BUDGET_S = 2.0
FIRST_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def played(data: Path, level: str, code: str) -> Path:
    save_patient(data / "patients", Patient(code=code, affected="right"))
    play_session(Choices(level, code, "simulated:moderate", view="none", seed=1, data=data))
    return max((data / "sessions").iterdir(), key=lambda folder: folder.stat().st_mtime_ns)


def copies(session: Path, data: Path, count: int) -> None:
    for day in range(count):
        start = FIRST_DAY + timedelta(days=day)
        folder = data / "sessions" / f"{start:%Y%m%dT%H%M%S}-{day:06d}"
        shutil.copytree(session, folder)
        path = folder / "session.json"
        info = json.loads(path.read_text("utf-8"))
        info |= {"session_id": folder.name, "start_utc": start.isoformat(), "patient_code": "MANY"}
        path.write_text(json.dumps(info), "utf-8")


def timed(name: str, budget_s: float, *arguments: str) -> Line:
    """The median of several whole processes; the note tells the work of one processor."""
    command = [sys.executable, "-m", "reachwell", *arguments]
    took, worked = [], []
    for _ in range(RUNS):
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        took.append(time.perf_counter() - began)
        after = os.times()
        worked.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    return Line(name, median(took), "s", budget_s, note=f"{median(worked):.2f} s of processor")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        data, few, many = (Path(folder) / name for name in ("data", "few", "many"))
        out = ("--out", str(Path(folder) / "report.pdf"))
        reaching = played(data, "first-session-right", "P01")
        three = played(data, "mixed-20-minutes", "P01")
        copies(reaching, few, 24)
        copies(reaching, many, 200)
        patient = ("--patient", "MANY", "--data", str(few))
        lines = [
            timed("report of a session of reaching", BUDGET_S, "report", str(reaching), *out),
            timed("report of a session of three tasks", BUDGET_S, "report", str(three), *out),
            timed("report of a patient of 24 sessions", BUDGET_S, "report", *patient, *out),
            timed(
                "progress over 200 sessions",
                PROGRESS_BUDGET_S,
                "progress",
                "MANY",
                "--data",
                str(many),
            ),
        ]
    tell(lines, "report_pdf")
    return 0 if all(line.within for line in lines) else 1


if __name__ == "__main__":
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    sys.exit(main())
