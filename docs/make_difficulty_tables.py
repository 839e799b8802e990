"""Writes the tables of docs/difficulty.md: the tracker's constants, and what its bench found.

    python docs/make_difficulty_tables.py

Run it when a constant has changed, or after `python -m bench difficulty`.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).with_name("difficulty.md")
RESULTS: Final = Path(__file__).parents[1] / "bench" / "results" / "difficulty.json"
SCENARIOS: Final = ("stationary", "learning, then fatigue", "sudden drop")
METHODS: Final = ("fixed", "1-up/2-down", "1-up/3-down", "weighted up-down", "QUEST+", "tracker")
TIMES: Final = ("converged, p90", "recovered, p50")

CONSTANTS: Final[Mapping[str, str]] = {
    "skills.LOGITS_A_DEMAND": "logits that success falls from a task's easy to its hard ends, "
    "at first guess; the patient's own steepness is learned",
    "estimate.SKILL_SD": "how uncertain a first skill is, logits",
    "estimate.MOOD_SD": "how much the form of a day differs from the usual at its beginning",
    "estimate.TREND_SD": "by how much the form may move a repetition",
    "estimate.STEEPNESS_SD": "how wrong the guessed steepness may be, as a share",
    "estimate.WEIGHT_SD": "how much a covariate of unit size may matter",
    "estimate.SKILL_DRIFT": "variance of skill that a repetition adds: lasting change",
    "estimate.SKILL_DRIFT_A_DAY": "variance of skill that a day adds: what is forgotten or gained",
    "estimate.MOOD_DRIFT": "variance of the form that a repetition adds",
    "estimate.MOOD_STAYS": "share of the form that is left a repetition later",
    "estimate.TREND_STAYS": "the same of its trend",
    "skill._OFFSET_RATE": "how fast unexpected successes and failures move the offset",
    "skill._OFFSET_LIMIT": "how far it can go, logits",
    "skill._FARTHEST": "standard deviations beyond which a surprise counts no more",
    "skill._SUREST": "an expectation beyond which no repetition moves the belief: 0.97",
    "skill._RUN_STAYS": "how long surprises to one side are remembered",
    "skill._RUN_NOTICED": "from which size on such a run opens the belief",
    "skill._RUN_OPENS": "variance that each unit beyond it adds",
    "margins._TRUSTED": "share of margins that may contradict their outcome; above, none is used",
    "margins._SLOWEST": "slowest rate at which the worth of a margin is learned",
    "task_scale.UNCERTAIN_LOGITS": "an exercise begins with a probe while skill is less certain "
    "than this, logits",
}


def with_constants(page: str) -> str:
    """The page with the table of the tracker's constants as they are."""
    return _between(page, "constants", _constants())


def with_figures(page: str, results: Path) -> str:
    """The page with the bench's figures from its `results`."""
    return _between(page, "figures", _figures(results))


def _between(page: str, name: str, lines: Iterable[str]) -> str:
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n" + "".join(f"{line}\n" for line in lines) + f"\n{end}{tail}"


def _constants() -> Iterator[str]:
    yield "| constant | value | meaning |"
    yield "|---|---|---|"
    for name, meaning in CONSTANTS.items():
        module, _, constant = name.partition(".")
        package = "game" if module in ("skills", "task_scale") else "game.difficulty"
        value = getattr(importlib.import_module(f"{package}.{module}"), constant)
        yield f"| `{constant}` ({module}) | {value:g} | {meaning} |"


def _figures(results: Path) -> Iterator[str]:
    lines = json.loads(results.read_text("utf-8"))["lines"]
    values = {line["name"]: line["value"] for line in lines}
    yield (
        "| patients | method | stationary | learning, then fatigue | sudden drop "
        "| to converge | to recover |"
    )
    yield "|---|---|---|---|---|---|---|"
    for patients in ("one knob", "multi"):
        for method in METHODS:
            scores = [_told(values, f"{patients}: {method}, {one}", ".3f") for one in SCENARIOS]
            times = [_told(values, f"{patients}: {method}, {one}", ".0f") for one in TIMES]
            if any(scores):
                yield f"| {patients} | {method} | {' | '.join(scores + times)} |"


def _told(values: Mapping[str, float], name: str, form: str) -> str:
    return f"{values[name]:{form}}" if name in values else ""


def main() -> int:
    """Write the page anew; the figures only where the bench has been run."""
    page = with_constants(PAGE.read_text("utf-8"))
    if RESULTS.exists():
        page = with_figures(page, RESULTS)
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
