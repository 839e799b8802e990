"""Every screen that a patient can be shown, each made as the game makes it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from controllers.controller import Side
from controllers.frame import Button, InputFrame, Quat
from game.basket import Basket
from game.context import Context
from game.exercise import RunningExercise, Tally
from game.help import PAGES, Help
from game.pause import Pause
from game.phases import calibrate
from game.phases.align import Align
from game.phases.ask import CAUSES, Ask
from game.phases.calibrate import Calibrate
from game.phases.calibrate_ankles import Ankles, Fasten
from game.phases.calibrate_eyes import Eyes
from game.phases.calibrate_reach import Reach
from game.phases.calibrate_rest import Rest as RestPlace
from game.phases.check_in import NOT_YET, CheckIn
from game.phases.check_out import COMFORT, CheckOut
from game.phases.instruct import ROUNDS, Instruct
from game.phases.interview import Interview
from game.phases.menu import Menu
from game.phases.phase import Phase
from game.phases.placing import board as placed
from game.phases.posture import ChangePosture
from game.phases.repetitions import HINT_ELEVATION_DEG
from game.phases.rest import Rest
from game.phases.scale import SCALES, SKIP, TOP, Scale
from game.phases.summary import Summary
from game.phases.supervision import CLEAR_SPACE, SUPERVISED, Supervision
from game.programme import programme
from game.safety import PauseCause
from game.words import Words
from levels.loader import find_level, load_level, shipped_ids
from levels.model import Limits, Posture
from reachwell.menu import level_choices
from tasks.body import BodyFrame, ReachEnvelope
from tasks.scene import Panel, Scene
from tasks.stepping.path import Path
from tasks.stepping.props import Props as StepProps

WORDS = Words.load("en")
LEVEL_GAZE: Quat = (0.0, 0.0, 0.0, 1.0)
BODY = BodyFrame((0.0, 1.2, 0.0), 0.0)


class Nobody:
    """A journal that keeps nothing."""

    def event(self, kind: str, frame: InputFrame, **data: object) -> None:
        pass

    def trial(self, row: object) -> None:
        pass


def context_of(affected: Side) -> Context:
    return Context(
        Scene("orchard"), Nobody(), np.random.default_rng(1), affected, ReachEnvelope(), BODY
    )


def frame_at(time_s: float = 0.0) -> InputFrame:
    frame = InputFrame()
    time_ns = round(time_s * 1e9)
    frame.set_times(0, time_ns, time_ns)
    frame.head.set(BODY.eyes_m, LEVEL_GAZE)
    return frame


def of_align(context: Context) -> None:
    Align(context).enter(frame_at())


def of_instruct(context: Context) -> None:
    level = load_level(find_level(f"first-session-{context.affected}"))
    items = [item.phase for item in programme(level, context, Basket(context), Tally())]
    next(phase for phase in items if isinstance(phase, Instruct)).enter(frame_at())


def of_demonstration(level_id: str) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        exercise = load_level(find_level(level_id)).exercises[0]
        Instruct(context, RunningExercise(exercise, 1, context, Tally()), ROUNDS).enter(frame_at())

    return show


def of_rest(context: Context) -> None:
    Rest(context, 120.0).enter(frame_at())


def of_summary(*tasks: str) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        tally = Tally(100, 100, {task: 100 // len(tasks) for task in tasks})
        Summary(context, tally).enter(frame_at())

    return show


def of_help(page: int) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        shown = Help(context)
        for _ in range(page + 1):
            shown.turn()

    return show


def of_supervision(what: str) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        Supervision(context, [what]).enter(frame_at())

    return show


def of_posture(posture: Posture) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        ChangePosture(context, posture).enter(frame_at())

    return show


def of_calibration(make: Callable[[Context], Phase]) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        make(context).enter(frame_at())

    return show


def of_calibration_board(key: str, icon: str = "") -> Callable[[Context], None]:
    def show(context: Context) -> None:
        elevation_deg = calibrate.BOARD_ELEVATION_DEG
        values: dict[str, str | int | float] = {"change": "+12"}
        context.scene.panels.append(
            placed(
                key,
                BODY,
                icon=icon,
                values=values,
                width_m=calibrate.BOARD_M,
                elevation_deg=elevation_deg,
            )
        )

    return show


CALIBRATION: dict[str, Callable[[Context], None]] = {
    **{
        f"calibrate {part} {side}": of_calibration(
            lambda context, of=of, side=side: Calibrate(context, of(context, side))
        )
        for part, of in (("rest", RestPlace), ("reach", Reach))
        for side in ("left", "right")
    },
    **{
        f"calibrate eyes {posture}": of_calibration(
            lambda context, posture=posture: Calibrate(context, Eyes(posture, 0.0))
        )
        for posture in ("seated", "standing")
    },
    **{
        f"calibrate ankles {posture}": of_calibration(
            lambda context, posture=posture: Calibrate(context, Ankles(context, posture))
        )
        for posture in ("seated", "standing")
    },
    **{
        part: of_calibration(lambda context, part=part: Fasten(context, part, None))
        for part in ("strap_on", "take_off")
    },
    "calibrate ankles swapped": of_calibration_board("calibrate.ankles.swapped", "ankles"),
    **{
        f"drift {what}": of_calibration_board(f"calibrate.drift.{what}")
        for what in ("eyes", "floor", "reach", "rest")
    },
}


def of_hint(context: Context) -> None:
    context.scene.panels.append(
        placed("hint.sit_back", BODY, icon="sit_back", elevation_deg=HINT_ELEVATION_DEG)
    )


def of_turn(context: Context) -> None:
    ahead = Path((0.0, 0.0, 0.0), BODY.yaw_rad + math.pi)
    StepProps(context.scene, ahead).show_turn(wanted=True)


def of_farewell(context: Context) -> None:
    context.scene.panels.append(
        placed("fault.device_lost", BODY, icon="headset", elevation_deg=0.0)
    )


def of_pause(cause: PauseCause) -> Callable[[Context], None]:
    def show(context: Context) -> None:
        Pause(context, cause)

    return show


def asked(make: Callable[[Context], Interview], *answers: str) -> Callable[[Context], None]:
    """The question that comes after some answers."""

    def show(context: Context) -> None:
        phase = make(context)
        phase.enter(frame_at())
        for answer in answers:
            phase._go_on(answer)

    return show


def answered(scale: str, answer: str) -> Callable[[Context], None]:
    """The second look at an answer."""

    def show(context: Context) -> None:
        shown = Scale(context, scale)
        shown._answer = answer
        shown.show()

    return show


def check_in(context: Context) -> CheckIn:
    return CheckIn(context, Limits())


def ask(cause: str) -> Callable[[Context], Ask]:
    return lambda context: Ask(context, cause)


QUESTIONS: dict[str, Callable[[Context], None]] = {
    "pain": asked(check_in),
    "hurts": asked(check_in, "7"),
    "exertion": asked(check_in, "2"),
    "ready": asked(check_in, "2", "3"),
    "wait": asked(check_in, "2", "3", NOT_YET.id),
    "comfort": asked(CheckOut, "2", "3"),
    "word": asked(CheckOut, "2", "3", COMFORT[0].id),
    **{
        f"{scale} {answer}": answered(scale, answer)
        for scale in SCALES
        for answer in (*map(str, range(TOP + 1)), SKIP)
    },
    **{f"ask {cause}": asked(ask(cause)) for cause in CAUSES},
    "ask after pain": asked(ask("pain"), "7"),
}

SCREENS: dict[str, Callable[[Context], None]] = {
    **CALIBRATION,
    **QUESTIONS,
    "align": of_align,
    "instruct": of_instruct,
    **{f"instruct {level_id}": of_demonstration(level_id) for level_id in shipped_ids()},
    "turn round": of_turn,
    "rest": of_rest,
    "summary": of_summary("reaching"),
    "summary of grasping": of_summary("grasping"),
    "summary of stepping": of_summary("stepping"),
    "summary of two tasks": of_summary("reaching", "grasping"),
    **{f"help {page}": of_help(page) for page in range(len(PAGES))},
    **{f"supervision {what}": of_supervision(what) for what in (SUPERVISED, CLEAR_SPACE)},
    "sit down": of_posture("seated"),
    "stand up": of_posture("standing"),
    "hint": of_hint,
    "farewell": of_farewell,
    **{f"pause {cause.value}": of_pause(cause) for cause in PauseCause},
}


def menu_pages() -> list[list[Panel]]:
    """The panels of every page of the real menu."""
    scene, frame = Scene("orchard"), frame_at()
    menu = Menu(scene, BODY, level_choices())
    menu.enter(frame)
    pages = [list(scene.panels)]
    while any(panel.key == "menu.next" for panel in scene.panels):
        steps = (Button.RIGHT, Button.RIGHT, Button.DOWN, Button.RIGHT, Button.SELECT)
        for button in (0, *(bit for step in steps for bit in (step, 0))):
            frame.buttons = int(button)
            menu.step(frame)
        assert scene.panels != pages[-1]
        pages.append(list(scene.panels))
    return pages
