"""One session from the command line: open everything, play, close everything, tell."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

import numpy as np
from rich.console import Console

from game.calibration import Calibration
from game.commands import Command, Inbox
from game.context import Context
from game.datadir import DataDirectory, data_directory
from game.loop import Budget, run
from game.patient import Patient, load_calibration, load_patient, load_skill
from game.phases.supervision import SIMULATED
from game.recording.errors import RecordingError
from game.recording.info import SessionInfo, level_digest, now_utc, software_versions
from game.recording.memory import use_steady_memory
from game.recording.reading import Recording, open_recording, rerunnable
from game.recording.recorder import Recorder
from game.recording.ring import DroppingRing, WaitingRing
from game.session import Session
from game.skills import KeptSkill, Skills
from levels.loader import find_level
from reachwell.choices import Choices, Device, check_picture, device_of, speed_of, view_of
from reachwell.display import Display, open_display, window_opens
from reachwell.errors import UsageError
from reachwell.farewell import say_goodbye
from reachwell.hooks import Hooks, ReplayedCommands
from reachwell.keeping import LatestCalibration, keep_skill
from reachwell.link import Linkage, linkage_of, linking
from reachwell.lsl_open import check_lsl, streaming, wait_for_receivers
from reachwell.mending import mend
from reachwell.menu import choose_level
from reachwell.progress import SessionProgress
from reachwell.ready import GUEST, Ready, again, new_session, rest_of
from reachwell.rig import Rig, Seat, open_rig
from reachwell.sessions import print_session
from tasks.body import BodyFrame, ReachEnvelope
from tasks.registry import load_tasks
from tasks.scene import Scene

STOPPING = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)  # a closed terminal hangs up; Windows has a break of its own
]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the options came to."""

    choices: Choices
    device: Device
    view: str
    data: DataDirectory
    recording: Recording | None
    replayed: ReplayedCommands | None
    linkage: Linkage | None


def play_session(choices: Choices) -> None:
    """Play as chosen, record it, and print what came of it."""
    console = Console(stderr=True, markup=False, highlight=False)
    device = device_of(choices)
    if choices.window_if_possible and choices.view is None:
        choices = _with_window_if_there_is_one(choices, console)
    view = view_of(choices, device)
    check_picture(choices, view)
    speed = speed_of(choices, device, view)
    check_lsl(choices)
    linkage = linkage_of(choices, device, console)
    data = data_directory(choices.data)
    recording = _recording(choices, device.detail) if device.name == "replay" else None
    replayed = ReplayedCommands(recording) if recording else None
    opened = Opened(choices, device, view, data, recording, replayed, linkage)
    use_steady_memory()
    if choices.resume is not None:  # what is to be continued may have to be mended first
        _mend(data, console)
    ready = _ready(opened)
    patient = ready.patient if ready else _patient(opened)
    _mend(data, console)
    with ExitStack() as stack:
        display = open_display(view, patient.sound_balance if patient else 0.0)
        stack.enter_context(closing(display.view))
        scene = Scene("orchard")
        seat = Seat(patient.affected if patient else "right", ready.eye_height_m if ready else 1.2)
        seed = ready.seed if ready else 0
        rig = open_rig(device, display, scene, seat, seed, speed, recording)
        stack.enter_context(closing(rig.controller))
        if ready is None:
            chosen = choose_level(rig, display, scene)
            if chosen is None:
                return
            ready = _new(find_level(chosen), opened)
        folder = play_ready(ready, rig, display, scene, opened, console)
    print_session(folder)


def _with_window_if_there_is_one(choices: Choices, console: Console) -> Choices:
    if window_opens():
        console.print("A display is there: playing in a window.")
        return replace(choices, view="window")
    console.print("No display here: playing without a window, faster than real time.")
    return replace(choices, view="none")


def _mend(data: DataDirectory, console: Console) -> None:
    mend(data, lambda line: console.print(line, soft_wrap=True))


def _recording(choices: Choices, detail: str) -> Recording:
    for option, value in (
        ("LEVEL", choices.level),
        ("--patient", choices.patient),
        ("--seed", choices.seed),
        ("--resume", choices.resume),
        ("--supervised", choices.supervised or None),
        ("--clear-space", choices.clear_space or None),
    ):
        if value is not None:
            raise UsageError(f"{option} does not go with --input replay: the recording has its own")
    recording = open_recording(Path(detail))
    rerunnable(recording)
    return recording


def _patient(opened: Opened) -> Patient | None:
    code = opened.choices.patient
    return load_patient(opened.data.patients, code) if code else None


def _calibration(opened: Opened) -> Calibration:
    code = opened.choices.patient
    return load_calibration(opened.data.patients, code) if code else Calibration()


def _skill(opened: Opened) -> KeptSkill:
    code = opened.choices.patient
    return load_skill(opened.data.patients, code) if code else KeptSkill()


def _ready(opened: Opened) -> Ready | None:
    """Everything that is known before the patient chooses; None where a menu has to ask."""
    choices = opened.choices
    if opened.recording is not None:
        return again(opened.recording)
    if choices.resume is not None:
        return rest_of(
            choices.resume, opened.data, choices.patient, choices.seed, _confirmed(opened)
        )
    if choices.level is None:
        return None
    return _new(find_level(choices.level), opened)


def _new(path: Path, opened: Opened) -> Ready:
    return new_session(
        *(path, _patient(opened), _calibration(opened), opened.choices.seed),
        *(_confirmed(opened), _skill(opened)),
    )


def _confirmed(opened: Opened) -> dict[str, str]:
    """What a therapist said on the command line; a simulated patient can't come to harm."""
    told = {"supervised": opened.choices.supervised, "clear_space": opened.choices.clear_space}
    if opened.device.name == "simulated":
        return dict.fromkeys(told, SIMULATED)
    return {what: "option" for what, said in told.items() if said}


def play_ready(
    ready: Ready, rig: Rig, display: Display, scene: Scene, opened: Opened, console: Console
) -> Path:
    """Play what is ready to its end and record it; returns the recording's folder."""
    level, patient = ready.level, ready.patient
    load_tasks(exercise.task for exercise in level.exercises)
    recorder = _recorder(ready, rig, opened)
    with streaming(opened.choices, opened.device, rig.rate_hz, recorder, console) as journal:
        inbox = Inbox()
        latest = LatestCalibration()
        context = Context(
            scene,
            journal,
            np.random.Generator(np.random.PCG64(ready.seed)),
            patient.affected,
            patient.envelope(ReachEnvelope(level.body.reach_left_m, level.body.reach_right_m)),
            BodyFrame((0.0, level.eye_height_m, 0.0), 0.0),
            rig.controller.features,
            calibration=ready.calibration,
            keep=latest.keep,
            confirmed=dict(ready.confirmed),
            skills=Skills(ready.skill),
        )
        session = Session(level, context, inbox, patient.skin, ready.resumed)
        budget = Budget(round(1e9 / (rig.rate_hz or display.rate_hz)))
        try:
            with (
                linking(
                    opened.linkage, recorder, journal, session, level.id, inbox, display
                ) as link,
                SessionProgress(session, level.title, console) as progress,
                stopping(inbox),
            ):
                hooks = Hooks(
                    *(session, inbox, display, recorder, progress),
                    *(opened.replayed, opened.choices, rig.wear, link),
                )
                wait_for_receivers(journal, opened.choices.lsl_wait_s, console)
                sink = link or journal
                run(session, rig.clock, rig.controller, sink, display.view, budget, hooks)
        finally:
            recorder.close(
                session.status if session.done else "broken_off",
                frames=budget.frames,
                overruns=budget.overruns,
                worst_ms={name: spent_ns / 1e6 for name, spent_ns in budget.worst_ns.items()},
            )
            if opened.device.person and patient.code != GUEST:
                latest.save(opened.data.patients, patient.code)
                keep_skill(context.skills, recorder.folder.name, opened.data.patients, patient.code)
        if session.status == "device_lost":
            say_goodbye(display, scene, context.frame_of_body)
        return recorder.folder


def _recorder(ready: Ready, rig: Rig, opened: Opened) -> Recorder:
    start_utc = ready.start_utc or now_utc()
    folder = opened.data.new_session(start_utc)
    features = rig.controller.features
    info = SessionInfo(
        session_id=folder.name,
        patient_code=ready.patient.code,
        seed=ready.seed,
        level_title=ready.level.title,
        level_sha256=level_digest(ready.raw),
        affected_side=ready.patient.affected,
        input_device=features.name,
        features=features,
        view=opened.view,
        rate_hz=rig.rate_hz,
        patient_state={
            "profile": ready.patient.model_dump(mode="json"),
            "calibration": ready.calibration.model_dump(mode="json"),
            "skill": ready.skill.model_dump(mode="json"),
        },
        previous_session=_previous(ready, opened),
        resumed_from=ready.resumed,
        confirmed=dict(ready.confirmed),
        software=software_versions(),
        start_utc=start_utc,
    )
    ring = DroppingRing if opened.device.person else WaitingRing
    try:
        return Recorder(folder, info, ready.raw, ring)
    except RecordingError:
        shutil.rmtree(folder, ignore_errors=True)  # it holds nothing that was played
        raise


def _previous(ready: Ready, opened: Opened) -> str | None:
    if opened.recording is not None:
        return opened.recording.info.session_id
    return ready.resumed.session if ready.resumed else None


@contextmanager
def stopping(inbox: Inbox) -> Iterator[None]:
    """Make Ctrl-C, or the system's asking, end the session calmly; a second one the program."""
    before = {number: signal.getsignal(number) for number in STOPPING}

    def end(number: int, _frame: FrameType | None) -> None:
        inbox.put(Command("end"))
        signal.signal(number, before[signal.Signals(number)])

    for number in STOPPING:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
