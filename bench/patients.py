"""Simulated patients against published group values, against difficulty, and against the clock.

python -m bench.patients            all of it
python -m bench.patients PEOPLE     with so many people of each kind (20 if not said)
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from math import inf

from rich.console import Console
from rich.table import Table

from bench.report import Line, tell
from levels.loader import load_level, shipped_path
from simulation import PROFILES, SCENARIOS
from simulation.laboratory import Laboratory
from simulation.people import person
from simulation.published import QUANTITIES, Found

PEOPLE = 20
CORES = 2
EXERCISES = {
    "reaching": ("reaching-3-medium", 0),
    "hard reaching": ("reaching-5-hard", 0),
    "stepping over": ("stepping-2-in-place", 0),
    "stepping onto": ("stepping-3-footprints", 0),
    "grasping": ("grasping-2-shelf", 0),
}
DIFFICULTIES = (0.0, 0.25, 0.5, 0.75, 1.0)
REPETITIONS = 4
CURVE_PEOPLE = 4

SESSIONS = 24
SESSION_S = 1200.0
SERIES = {"reaching": 180.0, "stepping over": 180.0, "grasping": 900.0}
"""Exercise: seconds that 24 sessions of 20 minutes may take."""


def main(people: int) -> None:
    """Compare, print, and write results/patients.json."""
    with ProcessPoolExecutor(CORES) as pool:
        jobs = [(index, people) for index in range(len(QUANTITIES))]
        values = pool.map(_compared, jobs, chunksize=-(-len(jobs) // CORES))
        found = [Found(what, *value) for what, value in zip(QUANTITIES, values, strict=True)]
        curves = list(pool.map(_curve, [(e, k) for e in EXERCISES for k in PROFILES]))
    _show_published(found, people)
    _show_curves(curves)
    inside = sum(one.inside for one in found)
    lines = [Line("within the published range", inside, "quantities", len(found), higher=True)]
    for exercise, limit_s in SERIES.items():
        took_s, count = _series(exercise)
        note = f"{SESSIONS} sessions of {SESSION_S / 60:.0f} minutes, {count} repetitions, one core"
        lines.append(Line(f"a series of {exercise}", took_s, "s", limit_s, note=note))
    tell(lines, "patients")


def _compared(job: tuple[int, int]) -> tuple[float, float | None]:
    index, people = job
    found = QUANTITIES[index].ours(people)
    return found.mean, found.sd


def _curve(job: tuple[str, str]) -> tuple[str, str, list[float]]:
    """Share of repetitions of the affected side that succeed at each difficulty."""
    name, kind = job
    level, number = EXERCISES[name]
    exercise = load_level(shipped_path(level)).exercises[number]
    shares = []
    for difficulty in DIFFICULTIES:
        won = 0
        for seed in range(CURVE_PEOPLE):
            lab = Laboratory(person(kind, seed), exercise.parameters, exercise.task, seed)
            won += sum(lab.repeat(difficulty).outcome.success for _ in range(REPETITIONS))
        shares.append(won / (CURVE_PEOPLE * REPETITIONS))
    return name, kind, shares


def _series(name: str) -> tuple[float, int]:
    """Seconds that a series of sessions of one exercise takes, and repetitions in all."""
    level, number = EXERCISES[name]
    exercise = load_level(shipped_path(level)).exercises[number]
    scenario, count = SCENARIOS["learning_and_tiring"].of("moderate"), 0
    began_s = time.perf_counter()
    for session in range(1, SESSIONS + 1):
        visit = scenario.patient_for(session, seed=1)
        lab = Laboratory(visit.profile, exercise.parameters, exercise.task, visit.seed)
        while lab.frame.display_time_ns * 1e-9 < SESSION_S:
            lab.repeat(0.4)
            count += 1
    return time.perf_counter() - began_s, count


def _show_published(found: list[Found], people: int) -> None:
    table = Table(title=f"{people} simulated people of each kind", title_justify="left")
    for heading in ("quantity", "group", "published", "ours", "sd", "", "source"):
        table.add_column(heading)
    for one in found:
        what = one.quantity
        high = "" if what.high == inf else f" to {what.high:g}"
        published = f"{'over ' if what.high == inf else ''}{what.low:g}{high} {what.unit}"
        table.add_row(
            what.name,
            what.group,
            published,
            f"{one.mean:.2f}",
            "" if one.sd is None else f"{one.sd:.2f}",
            "inside" if one.inside else "OUTSIDE",
            what.source,
        )
    Console(width=150).print(table)


def _show_curves(curves: list[tuple[str, str, list[float]]]) -> None:
    table = Table(title="share of successes by difficulty", title_justify="left")
    table.add_column("exercise")
    table.add_column("kind")
    for difficulty in DIFFICULTIES:
        table.add_column(f"{difficulty:g}", justify="right")
    for name, kind, shares in curves:
        table.add_row(name, kind, *(f"{share:.2f}" for share in shares))
    Console(width=100).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
