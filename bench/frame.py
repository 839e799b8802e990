"""CPU cost of the whole frame: input, step, record, and drawing for two eyes.

A real session with a simulated patient and the recording on: once among 300 drifting things, and
once at a table with 30 bodies of the grasping task's physics. With Mesa the driver's drawing is
switched off (`GALLIUM_NOOP=1`), so what is left is what the program itself costs.

    python -m bench.frame
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.furnishing import PHYSICAL, THINGS, Mover, drifting, laid_table
from bench.report import Line, tell
from tasks.body import BodyFrame
from tasks.scene import Scene

Furnish = Callable[[Scene, BodyFrame], Mover]

EYE_SIZE = (1024, 1024)
FRAMES = 6000
BUDGET_MS = 11.1
LIMIT_MS = 0.6
PHYSICAL_LIMIT_MS = 2.0


def main() -> list[Line]:
    """Play, draw both eyes, and tell what a frame costs. To be called before any other GL."""
    os.environ.setdefault("GALLIUM_NOOP", "1")
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    lines = [
        *_lines(f"{THINGS} things", "orchard", drifting, LIMIT_MS),
        *_lines(f"{PHYSICAL} physical objects", "kitchen", laid_table, PHYSICAL_LIMIT_MS),
    ]
    tell(lines, "frame")
    return lines


def _lines(what: str, place: str, furnish: Furnish, limit_ms: float) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        whole_ms, sections_ms = _play(Path(folder), place, furnish)
    settled = np.array(whole_ms[200:])
    return [
        Line(f"{what}: whole frame, median", float(np.median(settled)), "ms CPU", limit_ms),
        Line("  99th percentile", float(np.percentile(settled, 99)), "ms CPU"),
        Line(
            "  share of a 90 Hz frame",
            100 * float(np.median(settled)) / BUDGET_MS,
            "%",
            note="two eyes, recording on",
        ),
        *(Line(f"  {name}, median", ms, "ms CPU") for name, ms in sections_ms.items()),
    ]


def _play(folder: Path, place: str, furnish: Furnish) -> tuple[list[float], dict[str, float]]:
    from controllers.frame import InputFrame
    from game.clock import SimulatedClock
    from game.commands import Inbox
    from game.context import Context
    from game.datadir import DataDirectory
    from game.loop import Budget, run
    from game.recording.info import SessionInfo, level_digest, now_utc, software_versions
    from game.recording.recorder import Recorder
    from game.recording.ring import WaitingRing
    from game.session import Session
    from game.view.camera import Camera
    from game.view.meshes import load_meshes
    from game.view.places import PLACES
    from game.view.renderer import Renderer
    from game.view.target import EyeTarget
    from game.view.window import Window
    from game.words import Words
    from levels.loader import parse_level, shipped_path
    from simulation import SimulatedPatient, profile
    from tasks.body import ReachEnvelope

    window = Window((320, 240), vsync=False)
    renderer = Renderer(window.ctx, Words.load(), load_meshes(), PLACES)
    scene = Scene(place)
    body = BodyFrame((0.0, 1.2, 0.0), 0.0)
    raw = shipped_path("reaching-3-medium").read_bytes()
    level = parse_level(raw, "level.yaml")
    patient = SimulatedPatient(profile("moderate"), 5, lambda: scene)
    started = now_utc()
    session_folder = DataDirectory(folder).new_session(started)
    info = SessionInfo(
        session_id=session_folder.name,
        patient_code="bench",
        seed=5,
        level_title=level.title,
        level_sha256=level_digest(raw),
        affected_side="right",
        input_device="simulated",
        features=patient.features,
        view="headset",
        software=software_versions(),
        start_utc=started,
    )
    recorder = Recorder(session_folder, info, raw, WaitingRing)
    context = Context(
        scene,
        recorder,
        np.random.default_rng(5),
        "right",
        ReachEnvelope(),
        body,
    )
    inbox = Inbox()
    session = Session(level, context, inbox, (0.8, 0.6, 0.5, 1.0))
    move = furnish(scene, body)
    moved_ns: list[int] = []
    stamps: list[int] = []

    class BothEyes:
        """What a headset's view does, into textures of our own."""

        def __init__(self) -> None:
            self._targets = [EyeTarget(window.ctx, EYE_SIZE) for _ in range(2)]
            self._camera = Camera()
            self.drawn_ns: list[int] = []

        def draw(self, scene: Scene, frame: InputFrame) -> None:
            began = time.perf_counter_ns()
            renderer.update(scene)
            x, y, z = frame.head.position_m
            for eye, target in enumerate(self._targets):
                self._camera.place((x + 0.064 * (eye - 0.5), y, z), frame.head.orientation)
                self._camera.field_of_view(-0.8, 0.7, 0.75, -0.8)
                renderer.draw_eye(target, self._camera)
            self.drawn_ns.append(time.perf_counter_ns() - began)

        def screenshot(self, path: Path) -> None: ...

        def close(self) -> None: ...

    def stamp(frame: InputFrame) -> None:
        # The session goes into its task's own place; this bench stays where it is.
        scene.place = place
        began = time.perf_counter_ns()
        move(frame)
        moved_ns.append(time.perf_counter_ns() - began)
        stamps.append(time.perf_counter_ns())
        if len(stamps) % 300 == 0:
            window.ctx.finish()
        if len(stamps) == FRAMES:
            from game.commands import Command

            inbox.put(Command("end"))

    view = BothEyes()
    run(
        session,
        SimulatedClock(90.0),
        patient,
        recorder,
        view,
        Budget(round(BUDGET_MS * 1e6)),
        stamp,
    )
    recorder.close("bench")
    window.close()
    whole_ms = (np.diff(stamps) / 1e6).tolist()
    draw_ms = float(np.median(view.drawn_ns)) / 1e6
    move_ms = float(np.median(moved_ns)) / 1e6
    rest_ms = float(np.median(whole_ms)) - draw_ms - move_ms
    return whole_ms, {"draw": draw_ms, "things moved": move_ms, "all else": rest_ms}


if __name__ == "__main__":
    main()
