"""How well difficulty follows the game's own patients: every task, kind, scenario and policy.

    python -m bench following
    python -m bench.following --tasks reaching --kinds mild severe --patients 1 --repetitions 20

A share of the moments at which a repetition begins is lived on a hundred times by copies, which
tells the true chance of success there (bench/following_play.py). What is done is kept, a line a
person, and is not done again unless the program has changed since.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import Final

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from bench.following_exercises import EXERCISES
from bench.following_figures import (
    MEASURES,
    Done,
    Runs,
    by_luck,
    compared,
    error,
    in_band,
    pace,
    pooled,
    sampling_error,
    streaks,
    worse,
)
from bench.following_page import put_into
from bench.following_play import POLICIES, SCENARIO_NAMES, TARGET, Job, Run, play
from bench.report import RESULTS, Line, tell
from simulation import PROFILES

KINDS: Final = tuple(kind for kind in PROFILES if kind != "healthy")
QUICK_KIND: Final = "moderate"
SHARE: Final = 0.02
REPLAYS: Final = 100
REPETITIONS: Final = {"reaching": 60, "grasping": 40, "stepping": 60}
"""About 10 minutes of reaching or stepping, and of grasping."""

COST_S: Final = {"reaching": 0.013, "grasping": 0.105, "stepping": 0.013}
"""Processor time of a repetition, about."""

BY_LUCK: Final = f"{100.0 * by_luck(1.0 - TARGET):.2f} by luck at a constant {TARGET:.2f}"
LIMIT_MINUTES: Final = 60.0
CORES: Final = 2
ROOT: Final = Path(__file__).parents[1]
READ_BY_THE_GAME: Final = ("controllers", "game", "levels", "metrics", "simulation", "tasks")


def jobs_of(options: argparse.Namespace) -> list[Job]:
    """All people, the slowest task first."""
    jobs = [
        Job(
            task,
            kind,
            scenario,
            patient,
            options.repetitions or REPETITIONS[task],
            options.share,
            options.replays,
        )
        for task in options.tasks
        for kind in options.kinds
        for scenario in SCENARIO_NAMES
        for patient in range(options.patients)
    ]
    return sorted(jobs, key=cost_s, reverse=True)


def cost_s(job: Job) -> float:
    """Processor time of a job, about."""
    repetitions = job.repetitions + max(1.0, job.share * job.repetitions) * job.replays
    return len(POLICIES) * repetitions * COST_S[job.task]


def work(job: Job) -> tuple[Job, Runs, float]:
    """A job under every policy, and the processor time that it took, seconds."""
    began_s = time.process_time()
    runs = {policy: play(job, policy) for policy in POLICIES}
    return job, runs, time.process_time() - began_s


def fingerprint() -> str:
    """Of all that a result follows from."""
    found = hashlib.sha256()
    paths = [ROOT / "bench" / f"following_{part}.py" for part in ("exercises", "play")]
    for package in READ_BY_THE_GAME:
        paths += sorted(path for path in (ROOT / package).rglob("*.py"))
        paths += sorted(path for path in (ROOT / package).rglob("*.yaml"))
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


class Kept:
    """Results on disk, a line each; a line that was not finished is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._program = fingerprint()

    def read(self) -> dict[Job, tuple[Runs, float]]:
        """What this very program has done before."""
        found: dict[Job, tuple[Runs, float]] = {}
        lines = self._path.read_text("utf-8").splitlines() if self._path.exists() else []
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if row["program"] == self._program:
                runs = {policy: Run(**run) for policy, run in row["runs"].items()}
                found[Job(**row["job"])] = (runs, row["cpu_s"])
        return found

    def add(self, job: Job, runs: Runs, cpu_s: float) -> None:
        """Write one down at once, on a line of its own."""
        row = {
            "program": self._program,
            "job": asdict(job),
            "cpu_s": cpu_s,
            "runs": {policy: asdict(run) for policy, run in runs.items()},
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n" + json.dumps(row))


def done_by(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, Runs, float]]:
    """Do jobs in processes of their own, in any order."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    try:
        for future in as_completed([pool.submit(work, job) for job in jobs]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def run(jobs: Sequence[Job], workers: int, kept: Kept) -> tuple[Done, float]:
    """All jobs in their order, those of before included, and their processor time, seconds."""
    found = kept.read()
    left = [job for job in jobs if job not in found]
    estimate_s = sum(map(cost_s, left))
    console = Console(stderr=True)
    console.print(
        f"{len(jobs)} people, {len(jobs) - len(left)} of them done before; about "
        f"{estimate_s / 60 / workers:.1f} minutes on {workers} free cores"
    )
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn())
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, *times, console=console, disable=not left) as progress:
        bar = progress.add_task("people", total=len(left))
        for job, runs, cpu_s in done_by(left, workers):
            kept.add(job, runs, cpu_s)
            found[job] = (runs, cpu_s)
            progress.update(bar, advance=1)
    return [(job, found[job][0]) for job in jobs], sum(found[job][1] for job in jobs)


def show(done: Done, title: str, key: Callable[[Job], str]) -> None:
    """A table, a group of jobs a row, under every measure the policies side by side."""
    table = Table(title=f"{title}: {' / '.join(POLICIES)}", title_justify="left", box=SIMPLE)
    table.add_column("", no_wrap=True)
    table.add_column("moments", justify="right")
    for measure in MEASURES:
        table.add_column(measure)
    for group in sorted({key(job) for job, _ in done}):
        members = [(job, runs) for job, runs in done if key(job) == group]
        moments = sum(len(runs["tracker"].moments) for _, runs in members)
        cells = [
            " ".join(f"{pooled(members, policy, of):.{decimals}f}" for policy in POLICIES)
            for of, decimals in MEASURES.values()
        ]
        table.add_row(group, str(moments), *cells)
    Console(width=210).print(table)


def lines_of(done: Done, cpu_s: float) -> list[Line]:
    """The figures of all together."""
    minutes = cpu_s / 60.0 / CORES
    note = f"{len(done)} people, {cpu_s / 60:.0f} minutes of processor time"
    lines = [Line("the whole, on two free cores", minutes, "minutes", LIMIT_MINUTES, note=note)]
    stuck = sum(run.stuck for _, runs in done for run in runs.values())
    if stuck:
        lines.append(Line("repetitions that nobody ended", stuck, "", note="given up after 150 s"))
    for policy in POLICIES:
        of_chance, of_share = sampling_error(done, policy)
        share, off = pooled(done, policy, in_band), pooled(done, policy, error)
        lines += [
            Line(f"{policy}: moments in the band", share, "", note=f"+- {of_share:.3f} (1 SE)"),
            Line("  |p - 0.70|", off, "", note=f"one p +- {of_chance:.3f} (1 SE)"),
            Line("  three failures in a row", pooled(done, policy, streaks), "/ 100", note=BY_LUCK),
            Line("  repetitions in 10 minutes", pooled(done, policy, pace), ""),
        ]
    for other in POLICIES[:-1]:
        for name, measure, unit in (
            ("moments in the band", in_band, ""),
            ("|p - 0.70|", error, ""),
            ("three failures in a row", streaks, "/ 100"),
            ("repetitions in 10 minutes", pace, ""),
        ):
            found = compared(done, measure, "tracker", other)
            limit = 0.0 if measure in (in_band, error) else None
            label = f"tracker - {other}: {name}"
            better = measure is in_band
            lines.append(Line(label, found.value, unit, limit, better, str(found)))
    return lines


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.following", description=__doc__)
    parser.add_argument("--tasks", nargs="+", choices=tuple(EXERCISES), default=list(EXERCISES))
    parser.add_argument("--kinds", nargs="+", choices=tuple(PROFILES), default=list(KINDS))
    parser.add_argument("--patients", type=int, default=2, help="people of each kind")
    parser.add_argument("--repetitions", type=int, help="of a run; by the task if not said")
    parser.add_argument("--share", type=float, default=SHARE, help="of moments looked at")
    parser.add_argument("--replays", type=int, default=REPLAYS, help="of each such moment")
    parser.add_argument("--workers", type=int, default=CORES)
    parser.add_argument("--quick", action="store_true", help="one kind, to try it")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of what is done")
    parser.add_argument("--page", type=Path, help="a page to write the tables into as well")
    options = parser.parse_args(arguments)
    if options.quick:
        options.kinds = [QUICK_KIND]
    for name in ("patients", "replays", "workers"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} is {getattr(options, name)}; allowed: 1 or more")
    if options.repetitions is not None and options.repetitions < 2:
        parser.error(f"--repetitions is {options.repetitions}; allowed: 2 or more")
    if not 0.0 < options.share <= 1.0:
        parser.error(f"--share is {options.share:g}; allowed: above 0, at most 1")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 when a limit is missed."""
    options = options_of(arguments)
    kept = Kept(options.out / "following_people.jsonl")
    done, cpu_s = run(jobs_of(options), options.workers, kept)
    show(done, "tasks", lambda job: job.task)
    show(done, "scenarios", lambda job: job.scenario)
    show(done, "tasks and scenarios", lambda job: f"{job.task}, {job.scenario}")
    show(done, "tasks and kinds", lambda job: f"{job.task}, {job.kind}")
    show(done, "cells", lambda job: f"{job.task}, {job.kind}, {job.scenario}")
    print("Another policy comes nearer to 0.70 than the tracker, by task and kind, and scenario:")
    for key in (
        lambda job: f"{job.task}, {job.kind}",
        lambda job: f"{job.task}, {job.scenario}",
    ):
        print("\n".join(f"  {told}" for told in worse(done, key)) or "  nowhere")
    if options.page is not None:
        put_into(options.page, done)
    lines = lines_of(done, cpu_s)
    tell(lines, "following")
    return int(any(line.within is False for line in lines))


if __name__ == "__main__":
    sys.exit(main())
