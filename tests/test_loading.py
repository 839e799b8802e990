"""Nothing is imported while a patient plays: it would hold up the picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXERCISE = """
  - name: {task}
    task: {task}
    objective: to be played
    body_part: all
    posture: seated
    repetitions: 1
    familiarisation: 0
    rest_s: 0
    parameters: {parameters}
"""
LEVEL = """
format: 1
id: all
title: All
for_whom: tests
objective: to be played
body_part: all
posture: seated
caution: none
reason: short
minutes: 1
exercises:
""" + "".join(
    EXERCISE.format(task=task, parameters=parameters)
    for task, parameters in (
        ("reaching", "{}"), ("grasping", "{}"), ("stepping", "{mode: seated}")
    )
)  # fmt: skip

PLAY = """
import sys
from pathlib import Path
import reachwell.play
from reachwell.choices import Choices

loop = reachwell.play.run

def watched(*parts):
    before = set(sys.modules)
    assert ("mujoco" in before) == ("{level}" != "taster")
    loop(*parts)
    later = sorted(set(sys.modules) - before)
    assert not later, later

reachwell.play.run = watched
reachwell.play.play_session(
    Choices("{level}", device="simulated:healthy", view="none", seed=1, data=Path("data"))
)
"""


def play(level: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLAY.format(level=level)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_session_of_every_task_has_loaded_all_it_needs_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(LEVEL, encoding="utf-8")
    play("all.yaml", tmp_path)


def test_what_only_grasping_needs_is_not_loaded_for_other_tasks(tmp_path: Path) -> None:
    play("taster", tmp_path)
