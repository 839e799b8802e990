"""What a station has to know of the patient it is to play with."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from clinic.console.api.caller import Caller
from clinic.console.api.problems import Problem
from clinic.console.console import Console
from clinic.store import audit
from game.patient import load_calibration, load_patient, load_skill

router = APIRouter()


class State(BaseModel):
    """A patient's profile, calibration and skill, as their files hold them."""

    profile: dict[str, Any]
    calibration: dict[str, Any]
    skill: dict[str, Any]


@router.get(
    "/patients/{code}/state",
    responses={status: {"model": Problem} for status in (401, 403, 409, 422)},
)
async def patient_state(request: Request, code: str, caller: Caller) -> State:
    """The state of a patient whom this station was asked to play with just now, and of no other."""
    console: Console = request.app.state.console
    if not console.stations.asked_to_play(caller.id, code):
        raise HTTPException(403, "this station was not asked to play with this patient")

    def work() -> State:
        patients = console.data.patients
        state = State(
            profile=load_patient(patients, code).model_dump(mode="json"),
            calibration=load_calibration(patients, code).model_dump(mode="json"),
            skill=load_skill(patients, code).model_dump(mode="json"),
        )
        with console.store.writing() as connection:
            audit(connection, f"station {caller.name}", "fetch", f"patient {code}")
        return state

    return await run_in_threadpool(work)
