"""One row a session: who, what, how long, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clinic.dose import dose_of
from clinic.export.columns import INTEGER, MOMENT, NUMBER, TEXT, Column
from clinic.export.numbering import Numbered
from clinic.export.options import ExportOptions
from clinic.export.words import Words
from clinic.session import PlayedSession
from clinic.told import Check

_ANSWERS = (
    ("pain_before", "in", "pain", "Pain told at check-in, 0 to 10."),
    ("pain_after", "out", "pain", "Pain told at check-out, 0 to 10."),
    (
        "exertion_before",
        "in",
        "exertion",
        "Exertion told at check-in, modified Borg scale 0 to 10.",
    ),
    ("exertion_after", "out", "exertion", "Exertion told at check-out, the same scale."),
)


def session_columns(options: ExportOptions) -> list[Column]:
    """Columns of the table of sessions, after the key."""
    dated = (
        [
            Column("start_utc", MOMENT, "", "When the session began, UTC."),
            Column("end_utc", MOMENT, "", "When the session ended, UTC."),
        ]
        if options.absolute_dates
        else []
    )
    return [
        Column(
            "day",
            INTEGER,
            "d",
            "Day of the session, UTC, counted from the patient's first exported session, "
            "which is day 1.",
            "this export",
        ),
        *dated,
        Column("file", TEXT, "", "What the session's own files end in.", "this export"),
        Column("continues", TEXT, "", "The exported session that this one goes on from."),
        Column("level_title", TEXT, "", "Title of the level played."),
        Column("level_sha256", TEXT, "", "SHA-256 of the level file as played."),
        Column("affected_side", TEXT, "", "Affected side: left or right."),
        Column("input_device", TEXT, "", "What was played with."),
        Column("rate_hz", NUMBER, "Hz", "Nominal frame rate; missing where only the device knows."),
        Column("seed", INTEGER, "1", "Seed of the one random generator."),
        Column("software", TEXT, "", "Version of the program that recorded."),
        Column("format_version", INTEGER, "1", "Version of the recording's format."),
        Column(
            "status",
            TEXT,
            "",
            "How it ended: completed, stopped (patient), ended (therapist), device_lost, recovered "
            "(after a crash); missing where it was not closed.",
        ),
        Column("duration_s", NUMBER, "s", "From the first to the last sample."),
        Column("active_s", NUMBER, "s", "Time in sets and familiarisation.", "clinic/dose.py"),
        Column("rest_s", NUMBER, "s", "Time resting.", "clinic/dose.py"),
        Column("setup_s", NUMBER, "s", "Time of everything else.", "clinic/dose.py"),
        Column("paused_s", NUMBER, "s", "Time paused.", "clinic/dose.py"),
        Column("repetitions", INTEGER, "1", "Repetitions scored.", "trials"),
        Column("successes", INTEGER, "1", "Of those, how many succeeded.", "trials"),
        Column("practice", INTEGER, "1", "Repetitions of the familiarisation.", "trials"),
        Column("taken_out", INTEGER, "1", "Repetitions that a therapist took out; not in trials."),
        Column("samples", INTEGER, "1", "Frames recorded."),
        Column("dropped_rows", INTEGER, "1", "Frames that found no place."),
        Column("lost_rows", INTEGER, "1", "Frames at the end that a crash took, at least."),
        *(Column(name, INTEGER, "1", text, "events") for name, _, _, text in _ANSWERS),
    ]


def session_row(session: PlayedSession, numbered: Numbered, words: Words) -> Mapping[str, Any]:
    """The row of a session. Raises `RecordingError`."""
    info, end, dose = session.info, session.info.end, dose_of(session)
    scored = [each for each in session.repetitions if each.scored]
    return {
        "day": numbered.day,
        "start_utc": info.start_utc,
        "end_utc": end.end_utc if end else None,
        "file": numbered.name,
        "continues": words.names.get(info.previous_session or ""),
        "level_title": words.text(info.level_title),
        "level_sha256": info.level_sha256,
        "affected_side": info.affected_side,
        "input_device": words.text(info.input_device),
        "rate_hz": info.rate_hz,
        "seed": info.seed,
        "software": words.text(info.software.get("reachwell", "")) or None,
        "format_version": info.format_version,
        "status": words.text(end.status) if end else None,
        "duration_s": end.duration_s if end else None,
        "active_s": dose.active_s,
        "rest_s": dose.rest_s,
        "setup_s": dose.setup_s,
        "paused_s": dose.paused_s,
        "repetitions": len(scored),
        "successes": sum(each.success for each in scored),
        "practice": dose.practice,
        "taken_out": len(session.excluded),
        "samples": end.samples if end else None,
        "dropped_rows": end.dropped_rows if end else None,
        "lost_rows": end.lost_rows if end else None,
        **_answers(session),
    }


def _answers(session: PlayedSession) -> Mapping[str, int | None]:
    checks = session.told(Check)
    return {
        name: next(
            (
                getattr(check, asked)
                for check in checks
                if check.when == when and getattr(check, asked) is not None
            ),
            None,
        )
        for name, when, asked, _ in _ANSWERS
    }
