"""`reachwell patients`: the profiles of patients, by code."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reachwell.output import print_json, print_table

if TYPE_CHECKING:
    from game.patient import Patient


class Side(StrEnum):
    """The side that the condition affects."""

    LEFT = "left"
    RIGHT = "right"


class Condition(StrEnum):
    """What the patient is treated for."""

    STROKE = "stroke"
    PARKINSONS = "parkinsons"
    MULTIPLE_SCLEROSIS = "multiple_sclerosis"
    TRAUMATIC_BRAIN_INJURY = "traumatic_brain_injury"
    INCOMPLETE_SPINAL_CORD_INJURY = "incomplete_spinal_cord_injury"
    CEREBRAL_PALSY = "cerebral_palsy"
    OTHER = "other"


class Posture(StrEnum):
    """How the patient plays."""

    SEATED = "seated"
    STANDING = "standing"


class SkinTone(StrEnum):
    """How the hands look."""

    LIGHT = "light"
    MEDIUM_LIGHT = "medium_light"
    MEDIUM = "medium"
    MEDIUM_DARK = "medium_dark"
    DARK = "dark"


app = typer.Typer(
    no_args_is_help=True,
    help="Add, show, change and list patients. A patient is a code, never a name: "
    "do not use names, initials or dates of birth.",
)

Code = Annotated[str, typer.Argument(help="The patient's code, as in P-017. Never a name.")]
Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of all data, instead of the usual one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AffectedOption = typer.Option("--affected", help="Side that the condition affects.")
ConditionOption = typer.Option("--condition", help="What the patient is treated for.")
PostureOption = typer.Option("--posture", help="How the patient plays.")
SkinToneOption = typer.Option("--skin-tone", help="How the hands look.")
BalanceOption = typer.Option(
    "--sound-balance", min=-1.0, max=1.0, help="-1 louder left, 0 even, 1 louder right."
)
LeftOption = typer.Option("--reach-left-m", min=0.2, max=1.0, help="Reach of the left hand, m.")
RightOption = typer.Option("--reach-right-m", min=0.2, max=1.0, help="Reach of the right hand, m.")


@app.command()
def add(
    code: Code,
    affected: Annotated[Side, AffectedOption],
    condition: Annotated[Condition | None, ConditionOption] = None,
    posture: Annotated[Posture, PostureOption] = Posture.SEATED,
    skin_tone: Annotated[SkinTone, SkinToneOption] = SkinTone.MEDIUM,
    sound_balance: Annotated[float, BalanceOption] = 0.0,
    reach_left_m: Annotated[float | None, LeftOption] = None,
    reach_right_m: Annotated[float | None, RightOption] = None,
    data: Data = None,
) -> None:
    """Add a patient. Use a code, never a name."""
    from game.patient import Patient, add_patient, checked_code

    patient = Patient(
        code=checked_code(code),
        affected=affected.value,
        condition=condition and condition.value,
        posture=posture.value,
        skin_tone=skin_tone.value,
        sound_balance=sound_balance,
        reach_left_m=reach_left_m,
        reach_right_m=reach_right_m,
    )
    path = add_patient(_folder(data), patient)
    typer.echo(f"patient {code} added: {path}")


@app.command("set")
def change(
    code: Code,
    affected: Annotated[Side | None, AffectedOption] = None,
    condition: Annotated[Condition | None, ConditionOption] = None,
    posture: Annotated[Posture | None, PostureOption] = None,
    skin_tone: Annotated[SkinTone | None, SkinToneOption] = None,
    sound_balance: Annotated[float | None, BalanceOption] = None,
    reach_left_m: Annotated[float | None, LeftOption] = None,
    reach_right_m: Annotated[float | None, RightOption] = None,
    data: Data = None,
) -> None:
    """Change what is given of a patient, and keep the rest."""
    from game.patient import Patient, load_patient, save_patient
    from reachwell.errors import UsageError

    given = {
        "affected": affected and affected.value,
        "condition": condition and condition.value,
        "posture": posture and posture.value,
        "skin_tone": skin_tone and skin_tone.value,
        "sound_balance": sound_balance,
        "reach_left_m": reach_left_m,
        "reach_right_m": reach_right_m,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise UsageError(
            "nothing to change; allowed: the options of: reachwell patients set --help"
        )
    folder = _folder(data)
    before = load_patient(folder, code)
    save_patient(folder, Patient.model_validate({**before.model_dump(), **changes}))
    typer.echo(f"patient {code} changed: {', '.join(changes)}")


@app.command()
def show(code: Code, data: Data = None, *, as_json: Json = False) -> None:
    """Show a patient's profile and what has been measured."""
    from game.patient import load_calibration, load_patient

    folder = _folder(data)
    patient = load_patient(folder, code)
    calibration = load_calibration(folder, code)
    if as_json:
        profile = patient.model_dump(mode="json")
        print_json({**profile, "calibration": calibration.model_dump(mode="json")})
        return
    print_table(("FIELD", "VALUE"), [(name, _text(value)) for name, value in patient])
    for line in calibration.sentences():
        typer.echo(line)


@app.command("forget-calibration")
def forget_calibration(code: Code, data: Data = None) -> None:
    """Forget what has been measured of a patient; the next session measures anew."""
    from game.patient import forget_calibration as forget
    from game.patient import load_patient

    folder = _folder(data)
    load_patient(folder, code)
    if forget(folder, code):
        typer.echo(f"calibration of patient {code} forgotten")
    else:
        typer.echo(f"nothing has been measured of patient {code} yet")


@app.command("forget-skill")
def forget_skill(code: Code, data: Data = None) -> None:
    """Forget how skilled a patient was; the next session begins where its level says."""
    from game.patient import forget_skill as forget
    from game.patient import load_patient

    folder = _folder(data)
    load_patient(folder, code)
    if forget(folder, code):
        typer.echo(f"skill of patient {code} forgotten")
    else:
        typer.echo(f"nothing is known of the skill of patient {code} yet")


@app.command("list")
def list_patients(data: Data = None, *, as_json: Json = False) -> None:
    """List all patients; damaged profiles are named on stderr."""
    from game.patient import PatientError, load_patient, patient_codes

    folder = _folder(data)
    patients: list[Patient] = []
    problems: list[str] = []
    for code in patient_codes(folder):
        try:
            patients.append(load_patient(folder, code))
        except PatientError as error:
            problems.append(str(error))
    if as_json:
        print_json([patient.model_dump(mode="json") for patient in patients])
    else:
        print_table(
            ("CODE", "AFFECTED", "CONDITION", "POSTURE"),
            [(each.code, each.affected, _text(each.condition), each.posture) for each in patients],
        )
    if problems:
        raise PatientError("\n".join(problems))


def _folder(data: Path | None) -> Path:
    from game.datadir import data_directory

    return data_directory(data).patients


def _text(value: object) -> str:
    return "not known" if value is None else str(value)
