"""The resources of a session's bundle, where R4 and R5 differ and where they don't."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from clinic.export.fhir_parts import (
    ACT,
    LOINC,
    OWN_CODES,
    RELATIONS,
    SNOMED,
    Json,
    Release,
    Term,
    coding,
    concept,
    extension,
    identifier,
    quantity,
    reference,
)
from clinic.export.fhir_results import Result
from clinic.export.telling import Told

_NAME: Final = "Reachwell"
_NOT_WHOLE: Final = frozenset({"broken_off", "recovered", "device_lost"})


class Links:
    """Addresses of the resources that others refer to."""

    def __init__(self, patient: str, device: str, encounter: str, procedure: str) -> None:
        self.patient = patient
        self.device = device
        self.encounter = encounter
        self.procedure = procedure

    def about(self) -> Json:
        """Whom, and in which encounter."""
        return {"subject": reference(self.patient), "encounter": reference(self.encounter)}


def patient(each: Told) -> Json:
    """The patient by their code and nothing else."""
    return {"resourceType": "Patient", "identifier": [identifier("patient", each.patient)]}


def device(each: Told, release: Release) -> Json:
    """The program and its version."""
    kind = concept(text="Program for guided movement exercises; not a certified medical device")
    version = each.session.info.software.get("reachwell", "unknown")
    common: Json = {"resourceType": "Device", "version": [{"value": each.words.text(version)}]}
    if release == "r4":
        return common | {
            "deviceName": [{"name": _NAME, "type": "user-friendly-name"}],
            "type": kind,
        }
    return common | {
        "name": [{"value": _NAME, "type": "user-friendly-name"}],
        "type": [kind],
    }


def encounter(each: Told, release: Release, links: Links) -> Json:
    """The session: which of the patient's, on which day, how long."""
    info, number = each.session.info, each.numbered
    found: Json = {
        "resourceType": "Encounter",
        "extension": [
            extension("session-number", valuePositiveInt=number.number),
            extension("day-number", valuePositiveInt=number.day),
        ],
        "identifier": [identifier("session", _called(each))],
        "type": [concept(text=each.words.text(info.level_title))],
        "subject": reference(links.patient),
    }
    ambulatory = coding(ACT, "AMB", "ambulatory")
    if release == "r4":
        found |= {"status": "finished", "class": ambulatory}
    else:
        found |= {"status": "completed", "class": [concept(ambulatory)]}
    if info.end is not None:
        found["length"] = quantity(info.end.duration_s / 60.0, "min", "min")
    return found | _period(each, "period" if release == "r4" else "actualPeriod")


def procedure(each: Told, release: Release, links: Links) -> Json:
    """What was done, and whether to its end."""
    end = each.session.info.end
    status = "completed" if end is not None and end.status == "completed" else "stopped"
    found: Json = {
        "resourceType": "Procedure",
        "status": status,
        "code": concept(
            coding(SNOMED, "91251008", "Physical therapy procedure"),
            text=each.words.text(each.session.level.objective),
        ),
        "bodySite": [concept(text=each.words.text(each.session.level.body_part))],
        **links.about(),
    }
    if release == "r4":
        found["usedReference"] = [reference(links.device)]
    else:
        found["used"] = [{"reference": reference(links.device)}]
    return found | _period(each, "performedPeriod" if release == "r4" else "occurrencePeriod")


def observation(each: Told, result: Result, links: Links) -> Json:
    """One result. What broke off may be incomplete, and says so."""
    end = each.session.info.end
    whole = end is not None and end.status not in _NOT_WHOLE
    found: Json = {
        "resourceType": "Observation",
        "status": "final" if whole else "preliminary",
        **links.about(),
        "partOf": [reference(links.procedure)],
        "device": reference(links.device),
        **each.words.value(result.content),
    }
    if each.words.absolute_dates:
        found["effectiveDateTime"] = each.session.info.start_utc.isoformat()
    return found


DocStatus = Literal["preliminary", "final", "amended"]
"""A draft, a signed note, a signed amendment of one."""

_TITLES: Final[Mapping[DocStatus, str]] = {
    "preliminary": "Note, a draft to be completed",
    "final": "Note, signed",
    "amended": "Note, a signed amendment",
}


def document(text: str, release: Release, links: Links, status: DocStatus) -> Json:
    """The note, as plain text. A draft is told to be one, and to be the program's own."""
    found: Json = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": status,
        "type": concept(coding(LOINC, "11506-3", "Progress note")),
        "subject": reference(links.patient),
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "language": "en",
                    "data": base64.b64encode(text.encode()).decode(),
                    "title": _TITLES[status],
                }
            }
        ],
    }
    if status == "preliminary":
        found["author"] = [reference(links.device)]
    context = [reference(links.encounter)]
    return found | {"context": {"encounter": context} if release == "r4" else context}


def replaces(earlier: str, release: Release) -> Json:
    """That a note stands instead of an earlier one, which an amendment does."""
    named = concept(coding(RELATIONS, "replaces", "Replaces"))
    return {"code": "replaces" if release == "r4" else named, "target": reference(earlier)}


def code_system(each: Told, terms: Iterable[Term]) -> Json:
    """The program's own terms that the bundle uses, each with its definition."""
    listed = {term.code: term for term in terms}
    return {
        "resourceType": "CodeSystem",
        "url": OWN_CODES,
        "version": each.words.text(each.session.info.software.get("reachwell", "unknown")),
        "name": "ReachwellCodes",
        "title": "Measures and results of Reachwell",
        "status": "active",
        "experimental": False,
        "description": "Terms for which no standard code is known to mean just this.",
        "caseSensitive": True,
        "content": "fragment",
        "concept": [
            {"code": term.code, "display": term.display, "definition": term.definition}
            for term in listed.values()
        ],
    }


def _called(each: Told) -> str:
    if each.words.absolute_dates:
        return each.session.info.session_id
    return each.numbered.name


def _period(each: Told, name: str) -> Json:
    info = each.session.info
    if not each.words.absolute_dates:
        return {}
    period = {"start": info.start_utc.isoformat()}
    if info.end is not None:
        period["end"] = info.end.end_utc.isoformat()
    return {name: period}
