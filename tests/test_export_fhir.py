"""FHIR bundles, read by `fhir.resources` (R5, R4B) and npm `fhir` (R4), and checked by hand."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class
from fhir.resources.R4B import get_fhir_model_class as get_r4b_model_class
from support.require import lack

from clinic.export.fhir import write
from clinic.export.fhir_parts import OWN_CODES, UCUM
from clinic.export.options import ExportOptions
from clinic.kept import exclude, keep_note
from clinic.session import PlayedSession, read_session
from clinic.signing import amend, save_draft, sign
from clinic.told import Check
from game.recording.info import write_info
from game.recording.reading import open_recording
from reachwell.choices import Choices
from reachwell.play import play_session

VALIDATOR = Path(__file__).parent / "fhir_validator"
LEVEL = """
format: 1
id: all
title: "Of 12 May 2026: <everything> & ünïcode"
for_whom: tests
objective: Reach steadily.
body_part: shoulder
posture: seated
caution: none
reason: short
minutes: 5
exercises:
  - {name: Fruit, task: reaching, objective: reach, body_part: shoulder, repetitions: 3}
  - {name: Cups, task: grasping, objective: grasp, body_part: hand, repetitions: 2}
"""
MOMENT = re.compile(r"\b(19|20)\d\d-?[01]\d")
UNITS = {"1", "%", "/min", "deg", "m", "m/s", "min", "s", "{score}"}
"""UCUM codes: all that the registry of measures has, and that of a scale."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A played session, once for all tests, which copy it."""
    data = tmp_path_factory.mktemp("played")
    level = data / "all.yaml"
    level.write_text(LEVEL, encoding="utf-8")
    play_session(
        Choices(level=str(level), device="simulated:moderate", view="none", seed=4, data=data)
    )
    (played,) = (data / "sessions").iterdir()
    return played


@pytest.fixture
def session(folder: Path, tmp_path: Path) -> PlayedSession:
    copy = tmp_path / "data" / "sessions" / folder.name
    shutil.copytree(folder, copy)
    return read_session(open_recording(copy))


def again(session: PlayedSession, **told: Any) -> PlayedSession:
    """The same with another description."""
    folder = session.recording.folder
    write_info(folder, session.info.model_copy(update=told))
    return read_session(open_recording(folder))


def export(out: Path, *sessions: PlayedSession, **options: bool) -> dict[str, Any]:
    out.mkdir(parents=True)
    written = write(sessions, out, ExportOptions(**options), lambda done, total: None)
    assert sorted(out.iterdir()) == sorted(out / name for name in written)
    return {str(name): json.loads((out / name).read_bytes()) for name in written}


def both(out: Path, session: PlayedSession, **options: bool) -> list[dict[str, Any]]:
    """R4, R5."""
    found = export(out, session, **options)
    return [
        next(found[name] for name in found if name.endswith(f"_{r}.json")) for r in ("r4", "r5")
    ]


def of(bundle: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    resources = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in resources if resource["resourceType"] == kind]


def inside(value: object, key: str) -> Iterator[Any]:
    """Every value under `key`, at any depth."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield item
            yield from inside(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from inside(item, key)


def codes(resource: Mapping[str, Any]) -> set[str]:
    return {coding["code"] for coding in resource["code"]["coding"]}


def note_in(bundle: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    (document,) = of(bundle, "DocumentReference")
    return document, base64.b64decode(document["content"][0]["attachment"]["data"]).decode()


@pytest.mark.parametrize("dates", [False, True])
def test_every_resource_is_one_of_its_release(
    session: PlayedSession, tmp_path: Path, *, dates: bool
) -> None:
    r4, r5 = both(tmp_path / "out", session, absolute_dates=dates)
    for bundle, model in ((r4, get_r4b_model_class), (r5, get_fhir_model_class)):
        model("Bundle").model_validate(bundle)
        for entry in bundle["entry"]:
            model(entry["resource"]["resourceType"]).model_validate(entry["resource"])


@pytest.mark.parametrize("dates", [False, True])
def test_npm_fhir_finds_no_error_in_r4(
    session: PlayedSession, tmp_path: Path, *, dates: bool
) -> None:
    names = export(tmp_path / "out", session, absolute_dates=dates)
    (r4,) = (tmp_path / "out" / name for name in names if name.endswith("_r4.json"))
    assert [m for m in validated(r4) if m["severity"] in ("error", "fatal")] == []


def test_npm_fhir_would_find_one(session: PlayedSession, tmp_path: Path) -> None:
    r4, _ = both(tmp_path / "out", session)
    of(r4, "Observation")[0]["status"] = "done"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(r4), encoding="utf-8")
    assert [m for m in validated(broken) if m["severity"] == "error"] != []


def validated(*files: Path) -> list[dict[str, str]]:
    done = subprocess.run(
        [node(), VALIDATOR / "validate.js", *files],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    messages: list[dict[str, str]] = json.loads(done.stdout)
    return messages


@cache
def node() -> str:
    found = shutil.which("node")
    if found is None:
        lack("fhir", "there is no node to run npm's FHIR validator: apt install nodejs npm")
    if not (VALIDATOR / "node_modules" / "fhir").is_dir():
        lack("fhir", "npm's FHIR validator is not there: npm ci --prefix tests/fhir_validator")
    return found


def test_references_resolve_and_addresses_are_unique(
    session: PlayedSession, tmp_path: Path
) -> None:
    for bundle in both(tmp_path / "out", session):
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(urls)) == len(urls)
        assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", url) for url in urls)
        referred = [each for each in inside(bundle, "reference") if isinstance(each, str)]
        assert set(referred) <= set(urls)
        assert len(referred) > len(urls)
        patient = bundle["entry"][0]["fullUrl"]
        assert {each["reference"] for each in inside(bundle, "subject")} == {patient}


def test_statuses_and_units_are_of_their_code_systems(
    session: PlayedSession, tmp_path: Path
) -> None:
    for bundle, encounter in zip(
        both(tmp_path / "out", session), ("finished", "completed"), strict=True
    ):
        statuses = {
            kind: {each["status"] for each in of(bundle, kind)}
            for kind in ("Encounter", "Procedure", "Observation", "DocumentReference", "CodeSystem")
        }
        assert statuses == {
            "Encounter": {encounter},
            "Procedure": {"completed"},
            "Observation": {"final"},
            "DocumentReference": {"current"},
            "CodeSystem": {"active"},
        }
        quantities = [*inside(bundle, "valueQuantity"), *inside(bundle, "length")]
        assert quantities
        assert {each["system"] for each in quantities} == {UCUM}
        assert {each["code"] for each in quantities} <= UNITS


def test_own_terms_are_defined_and_no_others_are(session: PlayedSession, tmp_path: Path) -> None:
    for bundle in both(tmp_path / "out", session):
        (system,) = of(bundle, "CodeSystem")
        defined = {each["code"]: each["definition"] for each in system["concept"]}
        codings = [each for found in inside(bundle, "coding") for each in found]
        assert {each["code"] for each in codings if each["system"] == OWN_CODES} == set(defined)
        assert all(len(definition) > 20 for definition in defined.values())
        assert {each["system"] for each in codings} <= {
            OWN_CODES,
            "http://loinc.org",
            "http://snomed.info/sct",
            "http://terminology.hl7.org/CodeSystem/observation-category",
            "http://terminology.hl7.org/CodeSystem/v3-ActCode",
        }


def test_answers_are_told_with_their_moment(session: PlayedSession, tmp_path: Path) -> None:
    r4, r5 = both(tmp_path / "out", session)
    wanted = [
        (code, {"in": "before", "during": "during", "out": "after"}[check.when], score)
        for check in session.told(Check)
        for code, score in (("72514-3", check.pain), ("82289-0", check.exertion))
        if score is not None
    ]
    assert {when for _, when, _ in wanted} == {"before", "after"}
    for bundle in (r4, r5):
        found = [
            (*codes(each), each["extension"][0]["valueCode"], each["valueQuantity"]["value"])
            for each in of(bundle, "Observation")
            if "valueQuantity" in each
        ]
        assert found == wanted


def test_results_are_those_of_the_repetitions(session: PlayedSession, tmp_path: Path) -> None:
    taken_out = session.repetitions[-1].trial_num
    exclude(session.recording.folder, taken_out, "sneezed")
    session = read_session(session.recording)
    _, r5 = both(tmp_path / "out", session)
    panels = [each for each in of(r5, "Observation") if "exercise-results" in codes(each)]
    scored = [each for each in session.repetitions if each.scored]
    told = {
        panel["code"]["text"]: {
            component["code"]["coding"][0]["code"]: component["valueQuantity"]["value"]
            for component in panel["component"]
        }
        for panel in panels
    }
    groups = dict.fromkeys(f"{each.exercise_name}, {each.side}" for each in scored)
    assert set(told) == set(groups)
    for name, values in told.items():
        done = [each for each in scored if f"{each.exercise_name}, {each.side}" == name]
        assert values["session.repetitions"] == len(done)
        assert values["session.success_share"] * len(done) == pytest.approx(
            sum(each.success for each in done)
        )
        assert values["session.difficulty"] == pytest.approx(done[-1].difficulty)
        times = sorted(
            value for each in done if (value := each.measures.get("reaction_time_s")) is not None
        )
        if len(times) % 2:
            middle = values[f"{done[0].task}.reaction_time_s"]
            assert middle == pytest.approx(times[len(times) // 2], rel=1e-8)


def test_the_dose_adds_up(session: PlayedSession, tmp_path: Path) -> None:
    r4, _ = both(tmp_path / "out", session)
    (dose,) = (each for each in of(r4, "Observation") if "session-dose" in codes(each))
    minutes = {
        each["code"]["coding"][0]["code"].removeprefix("session."): each["valueQuantity"]["value"]
        for each in dose["component"]
    }
    assert minutes.pop("repetitions") == sum(each.scored for each in session.repetitions)
    assert minutes.pop("total_min") == pytest.approx(sum(minutes.values()), abs=1e-6)


def test_the_patient_is_a_code(session: PlayedSession, tmp_path: Path) -> None:
    named = again(session, patient_code="P-017")
    for bundle in both(tmp_path / "out", named):
        (patient,) = of(bundle, "Patient")
        assert patient == {
            "resourceType": "Patient",
            "identifier": [{"system": "urn:reachwell:patient", "value": "P-017"}],
        }


def test_by_default_no_date_is_told(session: PlayedSession, tmp_path: Path) -> None:
    settings = tmp_path / "data" / "clinic.yaml"
    settings.write_text("heading: Clinic by the river\n", encoding="utf-8")
    remark = {"command": "note", "source": "console", "data": {"text": "tired", "by": "m.lindt"}}
    session = replace(
        session, events=[*session.events, session.events[-1] | {"kind": "command"} | remark]
    )
    _, told = note_in(both(tmp_path / "told", session, absolute_dates=True)[0])
    assert "river" in told
    assert re.search(r"\d\d:\d\d UTC, \d+:\d\d into .* \(m\.lindt\): \"tired\"", told)
    assert session.info.session_id in told
    for bundle in both(tmp_path / "out", session):
        document, note = note_in(bundle)
        document["content"][0]["attachment"]["data"] = ""
        for text in (json.dumps(bundle), note):
            assert session.info.session_id not in text
            assert MOMENT.search(re.sub(r"urn:uuid:[0-9a-f-]{36}", "", text)) is None
            assert "12 May" not in text
            assert "river" not in text
            assert "m.lindt" not in text
        assert re.search(r"- \d+:\d\d into the session, outside of exercises: \"tired\"", note)
        dated = ("period", "actualPeriod", "effectiveDateTime", "date", "timestamp", "recorded")
        assert not [found for name in dated for found in inside(bundle, name)]
        assert bundle["identifier"]["value"].endswith("_ses-01")


def test_days_count_from_the_first_exported_session(session: PlayedSession, tmp_path: Path) -> None:
    other = tmp_path / "data" / "sessions" / "20200101T000000-ABCDEF"
    shutil.copytree(session.recording.folder, other)
    info = session.info
    earlier = info.model_copy(
        update={"session_id": other.name, "start_utc": info.start_utc - timedelta(days=9)}
    )
    write_info(other, earlier)
    found = export(tmp_path / "out", session, read_session(open_recording(other)))
    days = [
        (name[-15:], [each["valuePositiveInt"] for each in of(bundle, "Encounter")[0]["extension"]])
        for name, bundle in found.items()
        if "_r5" in name
    ]
    assert days == [("_ses-01_r5.json", [1, 1]), ("_ses-02_r5.json", [2, 10])]
    first, second = (found[f"{name}_r4.json"] for name in sorted({n[:-8] for n in found}))
    shared = {e["fullUrl"] for e in first["entry"]} & {e["fullUrl"] for e in second["entry"]}
    assert shared == {first["entry"][0]["fullUrl"]}  # one patient; all else is a session's own


def test_dates_are_told_on_request(session: PlayedSession, tmp_path: Path) -> None:
    info = session.info
    assert info.end is not None
    r4, r5 = both(tmp_path / "out", session, absolute_dates=True)
    for bundle, name in ((r4, "period"), (r5, "actualPeriod")):
        (encounter,) = of(bundle, "Encounter")
        assert datetime.fromisoformat(encounter[name]["start"]) == info.start_utc
        assert datetime.fromisoformat(encounter[name]["end"]) == info.end.end_utc
        assert encounter["identifier"][0]["value"] == info.session_id
        assert {each["effectiveDateTime"] for each in of(bundle, "Observation")} == {
            info.start_utc.isoformat()
        }


def test_a_draft_says_that_it_is_one(session: PlayedSession, tmp_path: Path) -> None:
    for bundle in both(tmp_path / "out", session):
        document, note = note_in(bundle)
        assert document["docStatus"] == "preliminary"
        assert "DRAFT" in note
        assert "\nFruit\n" in note


def test_a_note_that_was_kept_is_taken_the_latest(session: PlayedSession, tmp_path: Path) -> None:
    keep_note(session.recording.folder, "soap", "an older one")
    keep_note(session.recording.folder, "soap", 'S - said on 2026-11-23:\n  "gëht" well\n\nO - 1')
    for bundle in both(tmp_path / "out", session):
        document, note = note_in(bundle)
        assert note == 'S - said on [date]:\n  "gëht" well\n\nO - 1\n'
        assert document["docStatus"] == "preliminary"


def test_a_signed_note_is_final_and_an_amendment_of_it_amended(
    session: PlayedSession, tmp_path: Path
) -> None:
    folder = session.recording.folder
    draft = save_draft(folder, None, "soap", "S - well", "m.lindt")
    sign(folder, draft.revision, "m.lindt")
    keeps = both(tmp_path / "signed", session)
    draft = amend(folder, "a word was missing", "m.lindt")
    draft = save_draft(folder, draft.revision, "soap", "S - very well", "m.lindt")
    sign(folder, draft.revision, "m.lindt")
    changed = both(tmp_path / "amended", session)
    for bundles, status, text in ((keeps, "final", "well"), (changed, "amended", "very well")):
        for bundle in bundles:
            *earlier, document = of(bundle, "DocumentReference")
            assert (document["status"], document["docStatus"]) == ("current", status)
            note = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
            taken_out = "\n\nMinutes attested: none. Repetitions taken out: "
            assert note.startswith(f"S - {text}{taken_out}")
            assert [each["status"] for each in earlier] == ["superseded"] * (bundles is changed)
            targets = [each["target"]["reference"] for each in document.get("relatesTo", [])]
            urls = [each["fullUrl"] for each in bundle["entry"] if each["resource"] in earlier]
            assert targets == urls


def test_what_broke_off_is_told_as_incomplete(session: PlayedSession, tmp_path: Path) -> None:
    assert session.info.end is not None
    broken = again(session, end=session.info.end.model_copy(update={"status": "recovered"}))
    for bundle in both(tmp_path / "out", broken):
        assert {each["status"] for each in of(bundle, "Observation")} == {"preliminary"}
        assert of(bundle, "Procedure")[0]["status"] == "stopped"


def test_the_same_session_gives_the_same_bytes(session: PlayedSession, tmp_path: Path) -> None:
    first = export(tmp_path / "one", session)
    assert first == export(tmp_path / "two", session)
