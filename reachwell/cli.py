"""The commands and their options. What they do is imported when they are called."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reachwell import (
    backup_cli,
    clinic_cli,
    export_cli,
    levels_cli,
    patients_cli,
    sessions_cli,
    station_cli,
)
from reachwell.cohort_cli import cohort
from reachwell.doctor import doctor
from reachwell.metrics_cli import metrics
from reachwell.note_cli import note, note_templates
from reachwell.progress_cli import progress
from reachwell.remeasure_cli import remeasure
from reachwell.report_cli import report
from reachwell.simulate_cli import simulate

app = typer.Typer(
    name="reachwell",
    help="Reachwell: guided movement exercises for the headset, the mouse or a gamepad.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(clinic_cli.accounts_app, name="accounts")
app.add_typer(backup_cli.audit_app, name="audit")
app.add_typer(levels_cli.app, name="levels")
app.add_typer(patients_cli.app, name="patients")
app.add_typer(sessions_cli.app, name="sessions")
app.add_typer(station_cli.app, name="station")
app.command()(backup_cli.backup)
app.command()(clinic_cli.clinic)
app.command()(cohort)
app.command()(doctor)
app.command()(metrics)
app.command()(note)
app.command("note-templates")(note_templates)
app.command()(export_cli.export)
app.command()(progress)
app.command()(remeasure)
app.command()(report)
app.command()(backup_cli.restore)
app.command()(simulate)


class ViewName(StrEnum):
    """Where the picture goes."""

    WINDOW = "window"
    HEADSET = "headset"
    NONE = "none"


class Speed(StrEnum):
    """How fast time runs."""

    REAL = "real"
    MAX = "max"


LevelArgument = Annotated[
    str | None,
    typer.Argument(help="A level's id or file. Without one, the patient chooses from a menu."),
]
PatientOption = Annotated[
    str | None, typer.Option("--patient", help="The patient's code (never a name).")
]
InputOption = Annotated[
    str | None,
    typer.Option(
        "--input",
        help="mouse, keyboard, gamepad, openxr, simulated[:KIND] or replay:PATH. "
        "Left out: openxr with --view headset, else mouse.",
    ),
]
ViewOption = Annotated[ViewName | None, typer.Option("--view", help="Where the picture goes.")]
SpeedOption = Annotated[
    Speed | None, typer.Option("--speed", help="real time, or as fast as it goes (no window).")
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**32 - 1, help="Draw the same again.")
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory; else REACHWELL_DATA, else the system's place."),
]
ScreenshotOption = Annotated[
    Path | None, typer.Option("--screenshot", help="Write a PNG during a repetition and go on.")
]
ScreenshotTrialOption = Annotated[
    int, typer.Option("--screenshot-trial", min=1, help="Which repetition to take it in.")
]
ResumeOption = Annotated[
    str | None,
    typer.Option("--resume", help="Play what a session left: its id or folder, or last."),
]
SupervisedOption = Annotated[
    bool, typer.Option("--supervised", help="A therapist stands beside the patient.")
]
ClearSpaceOption = Annotated[
    bool, typer.Option("--clear-space", help="The floor around the patient is clear.")
]
LslOption = Annotated[
    bool, typer.Option("--lsl", help="Send frames and events live to programs on this machine.")
]
LslNetworkOption = Annotated[
    bool, typer.Option("--lsl-network", help="With --lsl: to the whole network, unencrypted.")
]
LslWaitOption = Annotated[
    float,
    typer.Option(
        "--lsl-wait", min=0, max=3600, help="With --lsl: wait so many seconds for a receiver."
    ),
]

ConsoleOption = Annotated[
    str | None,
    typer.Option(
        "--console",
        help="Be watched and helped from a therapist's console, as https://HOST:PORT; "
        "the station's key is in REACHWELL_LINK_KEY.",
    ),
]


@app.command()
def play(
    level: LevelArgument = None,
    patient: PatientOption = None,
    device: InputOption = None,
    view: ViewOption = None,
    speed: SpeedOption = None,
    seed: SeedOption = None,
    data: DataOption = None,
    screenshot: ScreenshotOption = None,
    screenshot_trial: ScreenshotTrialOption = 1,
    resume: ResumeOption = None,
    *,
    supervised: SupervisedOption = False,
    clear_space: ClearSpaceOption = False,
    lsl: LslOption = False,
    lsl_network: LslNetworkOption = False,
    lsl_wait: LslWaitOption = 0.0,
    console: ConsoleOption = None,
) -> None:
    """Play a level."""
    from reachwell.choices import Choices
    from reachwell.play import play_session

    play_session(
        Choices(
            level=level,
            patient=patient,
            device=device,
            view=view,
            speed=speed,
            seed=seed,
            data=data,
            screenshot=screenshot,
            screenshot_trial=screenshot_trial,
            resume=resume,
            supervised=supervised,
            clear_space=clear_space,
            lsl=lsl,
            lsl_network=lsl_network,
            lsl_wait_s=lsl_wait,
            console=console,
        )
    )


@app.command()
def demo(
    data: DataOption = None,
    view: ViewOption = None,
    screenshot: ScreenshotOption = None,
    screenshot_trial: ScreenshotTrialOption = 1,
) -> None:
    """Watch a simulated patient play the first level, from start to end."""
    from levels.loader import shipped_ids
    from reachwell.choices import Choices
    from reachwell.play import play_session

    play_session(
        Choices(
            level=shipped_ids()[0],
            device="simulated:mild",
            view=view,
            seed=1,
            data=data,
            screenshot=screenshot,
            screenshot_trial=screenshot_trial,
            window_if_possible=True,
        )
    )
