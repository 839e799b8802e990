"""Smoothness of a thousand movements against two other implementations, on the same data.

`monalysa` is the reference, by SPARC's author; scikit-digital-health's is compiled. All run
on one core, in turns, on the same arrays; told is the median of the rounds. Both others take one
movement a call.

    python -m bench.metrics
"""

# ruff: noqa: E402 - what sets the number of cores goes before numpy
from __future__ import annotations

import os

for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import numpy as np
from monalysa.quality import smoothness as monalysa
from skdh.features.lib.smoothness import SPARC, DimensionlessJerk

import metrics
from bench.report import Line, tell

RATE_HZ = 90.0
MOVEMENTS = 1000
ROUNDS = 15
Speeds = Sequence[np.ndarray]
Measure = Callable[[Speeds], Sequence[float]]


def main() -> list[Line]:
    """Measure, compare and tell."""
    speeds = movements(np.random.default_rng(5))
    jerk = DimensionlessJerk(log=True, signal_type="velocity")
    spectrum = SPARC()
    lines = [
        Line(
            f"{MOVEMENTS} movements, median length",
            float(np.median([len(speed) for speed in speeds])),
            "samples",
            note=f"{RATE_HZ:.0f} Hz, one core",
        ),
        *compared(
            "SPARC",
            speeds,
            {
                "batched": lambda all_: metrics.sparc_batch(all_, RATE_HZ),
                "one by one": lambda all_: [metrics.sparc(one, RATE_HZ) for one in all_],
                "monalysa": lambda all_: [monalysa.sparc(one, RATE_HZ)[0] for one in all_],
                "skdh": lambda all_: [float(spectrum.compute(one, RATE_HZ)) for one in all_],
            },
            {"monalysa": 12.0, "skdh": 1.4},
        ),
        *compared(
            "LDLJ",
            speeds,
            {
                "batched": lambda all_: metrics.ldlj_batch(all_, RATE_HZ),
                "one by one": lambda all_: [metrics.ldlj(one, RATE_HZ) for one in all_],
                "monalysa": lambda all_: [
                    monalysa.log_dimensionless_jerk(one, RATE_HZ) for one in all_
                ],
                "skdh": lambda all_: [float(jerk.compute(one)) for one in all_],
            },
            {"monalysa": 10.0, "skdh": 2.0},
        ),
        *alone(speeds[0]),
    ]
    tell(lines, "metrics")
    return lines


def movements(rng: np.random.Generator) -> list[np.ndarray]:
    """Speeds of reaches in one to five minimum-jerk strokes with a millimetre of noise."""
    speeds = []
    for _ in range(MOVEMENTS):
        duration_s = float(np.clip(np.exp(rng.normal(np.log(1.52), 0.4)), 0.4, 6.0))
        time_s = np.arange(0.0, duration_s, 1.0 / RATE_HZ)
        path_m = rng.normal(0.0, 0.001, (len(time_s), 3))
        strokes = int(rng.integers(1, 6))
        for stroke in range(strokes):
            part_s = duration_s / (0.5 + 0.5 * strokes)
            s = np.clip((time_s - 0.5 * stroke * part_s) / part_s, 0.0, 1.0)
            along = s**3 * (10.0 - 15.0 * s + 6.0 * s * s)
            path_m += np.outer(along, rng.normal((0.2, 0.05, -0.3), 0.08) / strokes)
        speeds.append(metrics.speed(path_m, RATE_HZ))
    return speeds


def compared(
    name: str, speeds: Speeds, measures: dict[str, Measure], at_least: dict[str, float]
) -> list[Line]:
    """Times of every way, how many times faster than others the batch is, and how far it is off."""
    results = {way: np.array(measure(speeds)) for way, measure in measures.items()}
    ms = timed({way: partial(measure, speeds) for way, measure in measures.items()})
    ours = results["batched"]
    return [
        *(Line(f"{name}, {way}", ms[way], "ms") for way in measures),
        *(
            Line(f"{name}: times faster than {other}", ms[other] / ms["batched"], "", least, True)
            for other, least in at_least.items()
        ),
        *(
            Line(f"{name}: largest difference from {other}", _apart(ours, results[other]), "", most)
            for other, most in {"monalysa": 1e-9, "skdh": 1e-7, "one by one": 1e-12}.items()
        ),
    ]


def _apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    apart = np.abs(ours - theirs)
    return float(apart.max()) if np.isfinite(apart).all() else float("inf")


def alone(speed: np.ndarray) -> list[Line]:
    """What one movement costs, as at the end of a repetition."""
    path_m = np.cumsum(np.outer(speed, [0.6, 0.0, -0.8]), axis=0) / RATE_HZ
    time_s = np.arange(len(speed)) / RATE_HZ
    ways = {
        "sparc": lambda: metrics.sparc(speed, RATE_HZ),
        "ldlj": lambda: metrics.ldlj(speed, RATE_HZ),
        "movement_units": lambda: metrics.movement_units(speed, RATE_HZ),
        "measure_reach, everything": lambda: metrics.measure_reach(
            time_s, path_m, path_m[-1], shown_s=0.0
        ),
    }
    repeats = 200
    ms = timed({way: partial(_repeat, call, repeats) for way, call in ways.items()})
    return [
        Line(f"one movement, {way}", 1e3 * ms[way] / repeats, "us", note=f"{len(speed)} samples")
        for way in ways
    ]


def _repeat(call: Callable[[], object], times: int) -> None:
    for _ in range(times):
        call()


def timed(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds of processor time of each, run in turns."""
    spent: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, run in ways.items():
            begun = time.process_time()
            run()
            spent[way].append(1e3 * (time.process_time() - begun))
    return {way: median(each) for way, each in spent.items()}


if __name__ == "__main__":
    raise SystemExit(any(line.within is False for line in main()))
