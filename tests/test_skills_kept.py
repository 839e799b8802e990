"""A patient's skill from one session to the next, by whole commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.measuring import LEVEL

import reachwell.play
from game.patient import Patient, add_patient, load_skill, save_skill
from game.recording.reading import Recording, open_recording
from game.relearning import recorded_skill
from game.skills import KeptSkill
from reachwell.choices import Choices, Device
from reachwell.display import Display
from reachwell.keeping import keep_what_broke_off
from reachwell.rig import Rig, Seat, open_rig
from tasks.scene import Scene

SHORT = LEVEL.format(mode="never, check_in: false, check_out: false", share=1.0).replace(
    "repetitions: 3",
    "repetitions: 4\n    familiarisation: 0\n    rest_s: 0\n    demonstrate: false",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    add_patient(tmp_path / "data" / "patients", Patient(code="P-1", affected="left"))
    return tmp_path / "data"


@pytest.fixture
def level(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture
def worn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a headset finds it on the head of a person, whom a simulated one stands for."""

    def open_headset(
        device: Device, display: Display, scene: Scene, seat: Seat, seed: int, speed: str, old: Any
    ) -> Rig:
        if device.name != "openxr":
            return open_rig(device, display, scene, seat, seed, speed, old)
        rig = open_rig(Device("simulated"), display, scene, seat, seed, "max", None)
        person: Any = rig.controller
        person.features = replace(person.features, name="a headset")
        return rig

    monkeypatch.setattr(reachwell.play, "open_rig", open_headset)


def played(data: Path, **chosen: object) -> Recording:
    """Play a session; its recording."""
    before = set((data / "sessions").glob("*"))
    reachwell.play.play_session(Choices(**{"view": "none", "data": data, **chosen}))  # type: ignore[arg-type]
    (folder,) = set((data / "sessions").glob("*")) - before
    return open_recording(folder)


def in_headset(data: Path, level: Path, patient: str | None = "P-1", seed: int = 1) -> Recording:
    return played(data, level=str(level), patient=patient, device="openxr", seed=seed)


def kept(data: Path) -> KeptSkill:
    return load_skill(data / "patients", "P-1")


@pytest.mark.usefixtures("worn")
def test_what_was_learned_once_is_known_next_time_and_a_rerun_begins_with_it(
    data: Path, level: Path
) -> None:
    first = in_headset(data, level)
    assert recorded_skill(first) == KeptSkill()
    assert kept(data).session == first.info.session_id
    assert kept(data).tasks["reaching"]["left"].repetitions == 4

    second = in_headset(data, level, seed=2)
    assert recorded_skill(second).session == first.info.session_id
    rested = recorded_skill(second).tasks["reaching"]["left"]
    assert 0.0 < rested.rested_days < 0.1
    assert second.trials()[0]["difficulty"] > first.trials()[0]["difficulty"]
    assert kept(data).tasks["reaching"]["left"].repetitions == 8

    latest = kept(data)
    for original in (first, second):
        again = played(data, device=f"replay:{original.folder}")
        for name in ("events.jsonl", "trials.jsonl"):
            assert (again.folder / name).read_bytes() == (original.folder / name).read_bytes()
    assert kept(data) == latest


@pytest.mark.usefixtures("worn")
def test_nothing_is_kept_of_guests_and_of_who_is_simulated(data: Path, level: Path) -> None:
    in_headset(data, level, None)
    played(data, level=str(level), patient="P-1", device="simulated", seed=1)
    assert kept(data) == KeptSkill()
    assert [path.name for path in (data / "patients").iterdir()] == ["P-1"]


@pytest.mark.usefixtures("worn")
def test_a_session_that_was_killed_has_taught_all_the_same(data: Path, level: Path) -> None:
    session = in_headset(data, level)
    learned = kept(data)
    save_skill(data / "patients", "P-1", KeptSkill())  # killed before this was written
    keep_what_broke_off(session.folder, data / "patients")
    again = kept(data)
    assert again.tasks["reaching"]["left"].state == learned.tasks["reaching"]["left"].state
    keep_what_broke_off(session.folder, data / "patients")  # once is enough
    assert kept(data) == again


@pytest.mark.usefixtures("worn")
def test_a_rerun_that_was_killed_teaches_nothing(data: Path, level: Path) -> None:
    session = in_headset(data, level)
    save_skill(data / "patients", "P-1", KeptSkill())
    again = played(data, device=f"replay:{session.folder}")
    keep_what_broke_off(again.folder, data / "patients")
    assert kept(data) == KeptSkill()


@pytest.mark.parametrize("patient", [None, "P-1"])
@pytest.mark.usefixtures("worn")
def test_what_broke_off_goes_on_with_what_it_had_learned(
    data: Path, level: Path, patient: str | None
) -> None:
    session = in_headset(data, level, patient)
    _break_off(session.folder, 3)
    save_skill(data / "patients", "P-1", KeptSkill())
    rest = played(data, resume=session.info.session_id, device="openxr")
    (side,) = {row["side"] for row in session.trials()}
    begun = recorded_skill(rest).tasks["reaching"][side]
    assert begun.repetitions == 2
    assert len(rest.trials()) == 2
    last = [event for event in session.events() if event["kind"] == "difficulty_change"][1]
    started = next(event for event in rest.events() if event["kind"] == "trial_start")
    assert started["difficulty"] == pytest.approx(last["new"], abs=0.2)


def _break_off(folder: Path, before: int) -> None:
    """Leave of a session what it had before a repetition ended, as its therapist had ended it."""
    events = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in events]
    cut = next(i for i, row in enumerate(rows) if row["kind"] == "trial_end"
               and row["trial_num"] == before)  # fmt: skip
    (folder / "events.jsonl").write_text("\n".join(events[:cut]) + "\n", encoding="utf-8")
    trials = (folder / "trials.jsonl").read_text(encoding="utf-8").splitlines()
    kept_rows = trials[: before - 1]
    (folder / "trials.jsonl").write_text("\n".join(kept_rows) + "\n", encoding="utf-8")
    info = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    info["end"]["status"] = "ended"
    (folder / "session.json").write_text(json.dumps(info), encoding="utf-8")


def test_a_damaged_skill_stops_before_the_session(data: Path, level: Path) -> None:
    path = data / "patients" / "P-1" / "skill.json"
    path.write_text("[1", encoding="utf-8")
    with pytest.raises(ValueError, match="reachwell patients forget-skill P-1"):
        played(data, level=str(level), patient="P-1", device="simulated")
    assert not list((data / "sessions").glob("*"))
