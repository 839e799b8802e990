"""FHIR: a session as a bundle of resources, once for R4 and once for R5."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from clinic.export import fhir_resources as resources
from clinic.export.fhir_parts import Json, Release, full_url, identifier
from clinic.export.fhir_results import results
from clinic.export.formats import Progress
from clinic.export.numbering import numbered
from clinic.export.options import ExportOptions
from clinic.export.telling import Told, telling
from clinic.kept import notes
from clinic.note.drafting import facts_of
from clinic.note.writing import write_note
from clinic.session import PlayedSession

RELEASES: Final[tuple[Release, ...]] = ("r4", "r5")


def write(
    sessions: Sequence[PlayedSession], out: Path, options: ExportOptions, progress: Progress
) -> list[Path]:
    """Write `CODE_ses-01_r4.json` and `..._r5.json` for each session: bundles of type collection.

    Raises `RecordingError`, `ClinicError` (of the note's templates) and OSError.
    """
    numbers = numbered(sessions)
    written = []
    for done, each in enumerate(telling(sessions, numbers, options), start=1):
        for release in RELEASES:
            name = Path(f"{each.numbered.name}_{release}.json")
            text = json.dumps(bundle(each, release), indent=2, allow_nan=False)
            (out / name).write_text(text + "\n", encoding="utf-8", newline="\n")
            written.append(name)
        progress(done, len(numbers))
    return written


def bundle(each: Told, release: Release) -> Json:
    """A session's bundle. All references in it resolve in it."""
    return {
        "resourceType": "Bundle",
        "identifier": identifier("bundle", each.numbered.name),
        "type": "collection",
        "entry": [
            {"fullUrl": url, "resource": resource} for url, resource in _entries(each, release)
        ],
    }


def _entries(each: Told, release: Release) -> Iterator[tuple[str, Json]]:
    links = resources.Links(
        patient=full_url("patient", each.session.info.patient_code),
        device=_url(each, "device"),
        encounter=_url(each, "encounter"),
        procedure=_url(each, "procedure"),
    )
    yield links.patient, resources.patient(each)
    yield links.device, resources.device(each, release)
    yield links.encounter, resources.encounter(each, release, links)
    yield links.procedure, resources.procedure(each, release, links)
    found = list(results(each.session))
    for result in found:
        yield _url(each, result.key), resources.observation(each, result, links)
    told = _notes(each)
    for number, (text, status, replaced) in enumerate(told, start=1):
        document = resources.document(text, release, links, status)
        if number < len(told):
            document["status"] = "superseded"
        if replaced:
            before = _url(each, _note_key(replaced))
            document["relatesTo"] = [resources.replaces(before, release)]
        yield _url(each, _note_key(number)), document
    terms = [term for result in found for term in result.terms]
    yield _url(each, "codes"), resources.code_system(each, terms)


def _url(each: Told, key: str) -> str:
    # Of a session's id alone one could find the id again by trying all moments.
    info = each.session.info
    return full_url(info.session_id, info.level_sha256, str(info.seed), key)


def _note_key(number: int) -> str:
    return "note" if number == 1 else f"note {number}"


def _notes(each: Told) -> list[tuple[str, resources.DocStatus, int]]:
    """All signed notes, else the latest kept, else a draft; what it is, which one it replaces.

    They are counted from 1; 0 stands for none.
    """
    folder = each.session.recording.folder
    kept = notes(folder)
    signed = [note for note in kept.notes if note.signed_by is not None]
    if signed:
        return [
            (
                _told(each, f"{note.text.rstrip()}\n\n{note.signed_with}"),
                "amended" if note.amends else "final",
                number if note.amends else 0,
            )
            for number, note in enumerate(signed)
        ]
    if kept.notes:
        return [(_told(each, kept.notes[-1].text), "preliminary", 0)]
    data = folder.parent.parent
    facts = facts_of(each.session, data)
    if not each.words.absolute_dates:
        # They name the clinic, a time of day and a login.
        remarks = tuple(replace(each, time="", by="") for each in facts.remarks)
        facts = replace(facts, heading="", remarks=remarks)
    return [(_told(each, write_note(facts, "narrative", data)), "preliminary", 0)]


def _told(each: Told, text: str) -> str:
    """Line by line, so that dates go and lines stay."""
    lines = []
    for line in text.splitlines():
        start = line[: len(line) - len(line.lstrip())]
        lines.append(start + each.words.text(line.strip()))
    return "\n".join(lines) + "\n"
