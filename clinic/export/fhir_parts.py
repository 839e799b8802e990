"""The small pieces that FHIR resources are made of: codes, quantities, references.

Source: HL7 FHIR R4 (4.0.1) and R5 (5.0.0), https://hl7.org/fhir; units: UCUM.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID, uuid5

Json = dict[str, Any]
Release = Literal["r4", "r5"]

LOINC: Final = "http://loinc.org"
RELATIONS: Final = "http://hl7.org/fhir/document-relationship-type"
SNOMED: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

OWN: Final = "urn:reachwell"
OWN_CODES: Final = f"{OWN}:codes"
_NAMES: Final = UUID("7b0e7a3c-2f43-5d0c-9a51-3f0c4d7f9f11")
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of the program's own, where no standard code is known to mean just this."""

    code: str
    display: str
    definition: str

    def coding(self) -> Json:
        """As a coding."""
        return {"system": OWN_CODES, "code": self.code, "display": self.display}


def concept(*codings: Json, text: str = "") -> Json:
    """A CodeableConcept."""
    found: Json = {"coding": list(codings)} if codings else {}
    return found | {"text": text} if text else found


def coding(system: str, code: str, display: str = "") -> Json:
    """A coding of a standard system."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def quantity(value: float, unit: str, code: str) -> Json:
    """A quantity with its UCUM code; nine digits, which is more than float32 has."""
    told = float(f"{value:.{_DIGITS}g}")
    number = int(told) if told.is_integer() else told
    return {"value": number, "unit": unit, "system": UCUM, "code": code}


def extension(name: str, **value: Any) -> Json:
    """An extension of the program's own; docs/exports.md defines each."""
    return {"url": f"{OWN}:{name}"} | value


def identifier(kind: str, value: str) -> Json:
    """An identifier that this program gave."""
    return {"system": f"{OWN}:{kind}", "value": value}


def full_url(*names: str) -> str:
    """Where a bundle keeps a resource: the same names come to the same address."""
    return uuid5(_NAMES, "/".join(names)).urn


def reference(url: str) -> Json:
    """A reference to a resource of the bundle."""
    return {"reference": url}
