"""How well difficulty follows a skill: 1000 patients x 200 trials, three scenarios.

Patients are numbers alone (bench/difficulty_patients.py); every method meets the same. A score
is the mean of |true chance of success - target| over the last 50 trials: the true chance, for
the observed share of successes is off by 0.047 even under a perfect controller. Converged is the
first trial from which that error, over ten trials, is at most 0.12; recovered likewise, counted
from the drop. The steps of the staircases are tuned on patients of other seeds, once for one
knob and once for two covariates besides: the least mean score of the three scenarios.

    python -m bench.difficulty
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from bench.difficulty_methods import STAIRCASES, STEPS, Kind, Method
from bench.difficulty_patients import (
    FIRST,
    LAPSES,
    OTHER,
    SCENARIOS,
    TARGET,
    TRIALS,
    Floats,
    Population,
    draw,
    play,
)
from bench.report import Line, tell

PATIENTS: Final = 1000
FEWER: Final = 300
"""Patients to tune steps on, and for the variants of margin, slope, lapses and population."""
TUNED_FROM: Final = 50_000
LAST: Final = 50
SETTLED: Final = 0.12
OVER: Final = 10
STATIONARY, LEARNING, DROP = SCENARIOS
NAMES: Final = {0: "one knob", 2: "multi"}


_Tuned: TypeAlias = Mapping[Kind, Method]


@dataclass(frozen=True, slots=True)
class Cell:
    """One method with one group of patients."""

    method: Method
    scenario: str
    covariates: int
    seeds: range
    margin: str = "faithful"
    population: Population = FIRST
    slope: float = 1.0
    lapses: float = LAPSES


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a cell: a score, and trials until settled (of all, and after the drop)."""

    score: float
    converged: Floats
    recovered: Floats


def see(cell: Cell) -> Seen:
    """Play a cell."""
    scores, converged, recovered = [], [], []
    for patient in draw(
        cell.population, cell.scenario, cell.covariates, cell.seeds, cell.slope, cell.lapses
    ):
        error = np.abs(play(cell.method.policy(cell.covariates), patient, cell.margin) - TARGET)
        scores.append(float(error[-LAST:].mean()))
        converged.append(_settled(error))
        recovered.append(_settled(error[patient.drop :]))
    return Seen(statistics.fmean(scores), np.array(converged, float), np.array(recovered, float))


def _settled(error: Floats) -> int:
    """First trial from which ten have a mean error that is small; all trials where none has."""
    over = np.convolve(error, np.full(OVER, 1.0 / OVER), "valid") <= SETTLED
    return int(over.argmax()) if over.any() else len(error)


def tuned(pool: ProcessPoolExecutor, covariates: int) -> _Tuned:
    """Each staircase with its best step, on patients of other seeds."""
    seeds = range(TUNED_FROM, TUNED_FROM + FEWER)
    methods = [Method(kind, step) for kind in STAIRCASES for step in STEPS]
    cells = [Cell(m, scenario, covariates, seeds) for m in methods for scenario in SCENARIOS]
    scores: dict[Method, float] = dict.fromkeys(methods, 0.0)
    for cell, seen in zip(cells, pool.map(see, cells), strict=True):
        scores[cell.method] += seen.score
    return {
        kind: min((m for m in methods if m.kind == kind), key=scores.__getitem__)
        for kind in STAIRCASES
    }


def compare(pool: ProcessPoolExecutor, covariates: int, stairs: _Tuned) -> list[Line]:
    """All methods, margins faithful."""
    name = NAMES[covariates]
    methods = [Method("fixed"), *stairs.values(), Method("tracker")]
    if not covariates:
        methods.insert(-1, Method("QUEST+"))
    cells = [Cell(m, s, covariates, range(PATIENTS)) for m in methods for s in SCENARIOS]
    seen = {
        (c.method.kind, c.scenario): s for c, s in zip(cells, pool.map(see, cells), strict=True)
    }
    lines = []
    for method in methods[:-1]:
        step = f"step {method.step:g}" if method.step else ""
        for scenario in SCENARIOS:
            score = seen[method.kind, scenario].score
            lines.append(Line(f"{name}: {method.kind}, {scenario}", score, "", note=step))
    return lines + (_multi if covariates else _one_knob)(name, seen)


_Table: TypeAlias = Mapping[tuple[Kind, str], Seen]


def _one_knob(name: str, seen: _Table) -> list[Line]:
    lines = []
    for scenario in SCENARIOS:
        best = min(STAIRCASES, key=lambda kind: seen[kind, scenario].score)
        limit = seen[best, scenario].score
        score = seen["tracker", scenario].score
        lines.append(Line(f"{name}: tracker, {scenario}", score, "", limit, note=f"as {best}"))
    return lines + _times(name, seen)


def _multi(name: str, seen: _Table) -> list[Line]:
    lines = []
    for scenario in SCENARIOS:
        score = seen["tracker", scenario].score
        lines.append(Line(f"{name}: tracker, {scenario}", score, "", 0.08))
        ratio = score / seen["weighted up-down", scenario].score
        lines.append(Line(f"{name}: tracker / weighted up-down, {scenario}", ratio, "", 0.6))
    return lines + _times(name, seen)


def _times(name: str, seen: _Table) -> list[Line]:
    lines = []
    for kind in (*STAIRCASES, "tracker"):
        middle, late = np.percentile(seen[kind, LEARNING].converged, [50, 90])
        back = float(np.median(seen[kind, DROP].recovered))
        within = (20.0, 10.0) if kind == "tracker" else (None, None)
        lines += [
            Line(f"{name}: {kind}, converged, p50", float(middle), "trials"),
            Line(f"{name}: {kind}, converged, p90", float(late), "trials", within[0]),
            Line(f"{name}: {kind}, recovered, p50", back, "trials", within[1]),
        ]
    return lines


VARIANTS: Final[Mapping[str, Mapping[str, object]]] = {
    "margins distorted": {"margin": "distorted"},
    "no margins": {"margin": "none"},
    "10 % lapses": {"lapses": 0.10},
    "true slope 0.5": {"slope": 0.5},
    "true slope 2": {"slope": 2.0},
    "other patients": {"population": OTHER},
}


def vary(pool: ProcessPoolExecutor, covariates: int, stairs: _Tuned) -> list[Line]:
    """What the tracker was not told: the same against weighted up-down, both as they were."""
    cells = [
        replace(Cell(method, scenario, covariates, range(FEWER)), **changed)  # type: ignore[arg-type]
        for changed in VARIANTS.values()
        for scenario in SCENARIOS
        for method in (Method("tracker"), stairs["weighted up-down"])
    ]
    seen = iter(pool.map(see, cells))
    lines = []
    for variant in VARIANTS:
        for scenario in SCENARIOS:
            ours, theirs = next(seen).score, next(seen).score
            label = f"{NAMES[covariates]}, {variant}: tracker / weighted up-down, {scenario}"
            limit = 0.8 if covariates else None
            lines.append(Line(label, ours / theirs, "", limit, note=f"{ours:.3f}"))
    return lines


def cost() -> Iterable[Line]:
    """Time of the processor for one proposal and one update, two covariates."""
    spent = []
    for patient in draw(FIRST, STATIONARY, 2, range(20)):
        policy = Method("tracker").policy(2)
        began = time.process_time()
        play(policy, patient, "faithful")
        spent.append((time.process_time() - began) / TRIALS * 1e6)
    yield Line("propose and update, multi", min(spent), "us", 100.0, note="least of 20 patients")
    yield Line("the same, median", statistics.median(spent), "us")


def main() -> int:
    """Measure; 1 when a limit is missed."""
    lines = list(cost())
    with ProcessPoolExecutor() as pool:
        stairs = {covariates: tuned(pool, covariates) for covariates in NAMES}
        for part in (compare, vary):
            for covariates in NAMES:
                lines += part(pool, covariates, stairs[covariates])
    tell(lines, "difficulty")
    return int(any(line.within is False for line in lines))


if __name__ == "__main__":
    sys.exit(main())
