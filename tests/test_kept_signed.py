"""A note from its draft to its signature and amendments: what is kept, locked and noticed."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.command import command
from support.noted import noted, put

from clinic.errors import ClinicError
from clinic.kept import (
    ATTESTED,
    DRAFT,
    EXCLUSIONS,
    NOTES,
    Draft,
    Minutes,
    Note,
    SignedError,
    attest,
    attested,
    draft_of,
    exclude,
    exclusions,
    keep_note,
    notes,
    take_back,
)
from clinic.note.redrafting import redrafted
from clinic.signing import (
    ChangedError,
    amend,
    digest,
    discard_draft,
    intact,
    problems,
    save_draft,
    sign,
)
from game.recording.errors import RecordingError
from game.recording.lock import locked

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)


def signed(folder: Path, text: str = "All well.", by: str = "m.lindt") -> Note:
    before = draft_of(folder)
    draft = save_draft(folder, before.revision if before else None, "soap", text, by)
    return sign(folder, draft.revision, by)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_draft_is_kept_and_changed_on_top_of_what_was_seen(tmp_path: Path) -> None:
    first = save_draft(tmp_path, None, "narrative", "Begun", "m.lindt")
    second = save_draft(tmp_path, first.revision, "soap", "Begun, and gone on", "k.brandt")
    assert second.revision != first.revision
    kept = draft_of(tmp_path)
    assert kept == second
    assert (second.style, second.text, second.changed_by) == (
        "soap",
        "Begun, and gone on",
        "k.brandt",
    )
    assert notes(tmp_path).notes == ()


@pytest.mark.parametrize("seen", [None, "0123456789abcdef"])
def test_a_change_from_another_revision_is_refused_and_nothing_is_lost(
    tmp_path: Path, seen: str | None
) -> None:
    theirs = save_draft(tmp_path, None, "soap", "Theirs", "k.brandt")
    with pytest.raises(ChangedError, match=r"k\.brandt has changed it meanwhile") as told:
        save_draft(tmp_path, seen, "soap", "Mine", "m.lindt")
    assert told.value.draft == theirs == draft_of(tmp_path)
    with pytest.raises(ChangedError):
        sign(tmp_path, "another", "m.lindt")


def test_of_many_who_change_the_same_revision_one_wins(tmp_path: Path) -> None:
    first = save_draft(tmp_path, None, "soap", "Begun", "m.lindt")

    def change(number: int) -> str | None:
        try:
            return save_draft(tmp_path, first.revision, "soap", f"by {number}", "m.lindt").text
        except (ChangedError, RecordingError):  # told, or another was at it all the time
            return None

    with ThreadPoolExecutor(8) as pool:
        won = [text for text in pool.map(change, range(8)) if text is not None]
    kept = draft_of(tmp_path)
    assert kept is not None
    assert won == [kept.text]


def test_signing_keeps_text_who_when_minutes_and_what_was_taken_out(tmp_path: Path) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    exclude(tmp_path, 3, "  sneezed\n twice ")
    note = signed(tmp_path)
    assert (note.signed_by, note.text, note.amends, note.why) == (
        "m.lindt",
        "All well.",
        None,
        None,
    )
    assert note.signed_utc is not None
    assert note.written_utc <= note.signed_utc
    assert note.minutes == (Minutes(code="97112", minutes=24),)
    assert [(each.trial_num, each.reason) for each in note.excluded] == [(3, "sneezed twice")]
    assert notes(tmp_path).notes == (note,)
    assert draft_of(tmp_path) is None
    assert not (tmp_path / DRAFT).exists()
    assert problems(tmp_path) == []


def test_the_digest_is_what_the_documentation_says(tmp_path: Path) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    exclude(tmp_path, 3, "hüsteln")
    signed(tmp_path, "Grüße \u2192 \U0001f600")
    (told,) = json.loads((tmp_path / NOTES).read_bytes())["notes"]

    def moment(text: str) -> str:
        seconds, _, fraction = text.removesuffix("Z").partition(".")
        return f"{seconds}.{fraction or '0':0<6}Z"

    plain = {
        "amends": None,
        "excluded": [[3, "hüsteln"]],
        "minutes": [["97112", 24]],
        "signed_by": "m.lindt",
        "signed_utc": moment(told["signed_utc"]),
        "style": "soap",
        "text": "Grüße \u2192 \U0001f600",
        "why": None,
        "written_utc": moment(told["written_utc"]),
    }
    text = json.dumps(plain, separators=(",", ":"))
    assert told["sha256"] == hashlib.sha256(text.encode("ascii")).hexdigest()


def test_what_is_signed_is_locked(tmp_path: Path) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    exclude(tmp_path, 3, "sneezed")
    signed(tmp_path)
    before = files(tmp_path)
    for change in (
        lambda: attest(tmp_path, []),
        lambda: exclude(tmp_path, 4, "coughed"),
        lambda: take_back(tmp_path, 3),
        lambda: keep_note(tmp_path, "soap", "another"),
        lambda: save_draft(tmp_path, None, "soap", "another", "m.lindt"),
    ):
        with pytest.raises(SignedError, match=r"signed by m\.lindt; begin an amendment"):
            change()
    assert files(tmp_path) == before


def test_an_amendment_names_what_it_amends_and_why(tmp_path: Path) -> None:
    first = signed(tmp_path)
    draft = amend(tmp_path, "the wrong arm", "k.brandt")
    assert (draft.text, draft.amends, draft.why) == (first.text, 1, "the wrong arm")
    with pytest.raises(ClinicError, match=r"k\.brandt has begun an amendment already"):
        amend(tmp_path, "again", "m.lindt")
    attest(tmp_path, [Minutes(code="97110", minutes=10)])
    exclude(tmp_path, 3, "sneezed")
    changed = save_draft(tmp_path, draft.revision, "soap", "All well, left.", "k.brandt")
    second = sign(tmp_path, changed.revision, "k.brandt")
    assert notes(tmp_path).notes == (first, second)
    assert (second.amends, second.why, second.text) == (1, "the wrong arm", "All well, left.")
    assert second.minutes == (Minutes(code="97110", minutes=10),)
    assert notes(tmp_path).signed == (2, second)
    assert intact(first)
    assert amend(tmp_path, "once more", "m.lindt").amends == 2


def test_an_amendment_thrown_away_leaves_what_was_signed(tmp_path: Path) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    exclude(tmp_path, 3, "sneezed")
    signed(tmp_path)
    draft = amend(tmp_path, "the wrong arm", "m.lindt")
    attest(tmp_path, [])
    take_back(tmp_path, 3)
    exclude(tmp_path, 5, "coughed")
    discard_draft(tmp_path, draft.revision)
    kept = attested(tmp_path)
    assert kept is not None
    assert kept.minutes == (Minutes(code="97112", minutes=24),)
    assert [each.trial_num for each in exclusions(tmp_path).repetitions] == [3]
    assert problems(tmp_path) == []
    with pytest.raises(SignedError):
        exclude(tmp_path, 5, "coughed")


def test_a_draft_that_was_signed_already_is_none(tmp_path: Path) -> None:
    draft = save_draft(tmp_path, None, "soap", "All well.", "m.lindt")
    left = (tmp_path / DRAFT).read_bytes()
    sign(tmp_path, draft.revision, "m.lindt")
    (tmp_path / DRAFT).write_bytes(left)  # killed before it was removed
    assert draft_of(tmp_path) is None
    with pytest.raises(SignedError):
        sign(tmp_path, draft.revision, "m.lindt")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", "All well!"),
        ("signed_by", "k.brandt"),
        ("signed_utc", "2026-01-01T00:00:00Z"),
        ("written_utc", "2026-01-01T00:00:00Z"),
        ("style", "narrative"),
        ("minutes", []),
        ("excluded", []),
        ("amends", 1),
        ("why", "because"),
        ("sha256", "0" * 64),
        ("sha256", None),
    ],
)
def test_any_change_of_a_signed_note_is_noticed(tmp_path: Path, key: str, value: object) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    exclude(tmp_path, 3, "sneezed")
    signed(tmp_path)
    told = json.loads((tmp_path / NOTES).read_bytes())
    told["notes"][0][key] = value
    (tmp_path / NOTES).write_text(json.dumps(told), encoding="utf-8")
    assert any("was changed after it was signed" in line for line in problems(tmp_path))


def test_files_changed_beside_a_signed_note_are_noticed(tmp_path: Path) -> None:
    attest(tmp_path, [Minutes(code="97112", minutes=24)])
    signed(tmp_path)
    for name, words in ((ATTESTED, "minutes"), (EXCLUSIONS, "repetitions")):
        other = tmp_path / "other"
        other.mkdir()
        attest(other, [Minutes(code="97112", minutes=240)])
        exclude(other, 3, "sneezed")
        shutil.copy(other / name, tmp_path / name)
        shutil.rmtree(other)
        assert any(words in line for line in problems(tmp_path))


def test_files_of_before_signatures_open_and_stay_as_they_are(tmp_path: Path) -> None:
    old = (
        b'{\n  "format": 1,\n  "notes": [\n    {\n      "written_utc": "2026-01-05T11:00:00Z",\n'
        b'      "style": "soap",\n      "text": "S - well"\n    }\n  ]\n}\n'
    )
    (tmp_path / NOTES).write_bytes(old)
    kept = notes(tmp_path)
    assert kept.signed is None
    assert [note.text for note in kept.notes] == ["S - well"]
    assert problems(tmp_path) == []
    assert (tmp_path / NOTES).read_bytes() == old
    note = signed(tmp_path)
    assert notes(tmp_path).notes == (*kept.notes, note)
    assert amend(tmp_path, "a word", "m.lindt").amends == 2


@pytest.mark.parametrize("words", ["", " \n ", "x" * 201])
def test_a_reason_is_a_line(tmp_path: Path, words: str) -> None:
    with pytest.raises(ClinicError, match="1 to 200 characters"):
        exclude(tmp_path, 3, words)
    signed(tmp_path)
    with pytest.raises(ClinicError, match="1 to 200 characters"):
        amend(tmp_path, words, "m.lindt")


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_text_is_not_signed(tmp_path: Path, text: str) -> None:
    draft = save_draft(tmp_path, None, "soap", text, "m.lindt")
    with pytest.raises(ClinicError, match="no text to sign"):
        sign(tmp_path, draft.revision, "m.lindt")
    assert draft_of(tmp_path) == draft


@pytest.mark.parametrize("text", ["x" * 100_001, "half a pair: \ud800"])
def test_a_text_that_cannot_be_kept_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ClinicError, match="100000 characters"):
        save_draft(tmp_path, None, "soap", text, "m.lindt")
    assert files(tmp_path) == {}


def test_a_session_that_is_recorded_is_not_changed(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RecordingError, match="in use by another program"):
        exclude(tmp_path, 3, "sneezed")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from("dsaxtme"), WORDS), max_size=9))
def test_whatever_is_done_signed_notes_stay_and_are_intact(steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seen: tuple[Note, ...] = ()
        for step, words in steps:
            draft = draft_of(folder)
            revision = draft.revision if draft else None
            with suppress(ClinicError):  # what is locked is refused
                _do(folder, step, words, revision)
            now = notes(folder).notes
            assert now[: len(seen)] == seen
            seen = now
            assert problems(folder) == []
            for number, note in enumerate(now, start=1):
                assert note.amends is None or note.amends < number
            latest = notes(folder).signed
            if latest is not None and draft_of(folder) is None:
                kept = attested(folder)
                assert (kept.minutes if kept else ()) == latest[1].minutes
                assert exclusions(folder).repetitions == latest[1].excluded


def _do(folder: Path, step: str, words: str, revision: str | None) -> object:
    match step:
        case "d":
            return save_draft(folder, revision, "soap", words, "m.lindt")
        case "s":
            return sign(folder, revision or "none", "m.lindt")
        case "a":
            return amend(folder, words, "m.lindt")
        case "x":
            return exclude(folder, len(words), words)
        case "t":
            return take_back(folder, len(words))
        case "m":
            return attest(folder, [Minutes(code="97112", minutes=len(words))])
        case _:
            return discard_draft(folder, revision or "none")


@given(WORDS, WORDS)
def test_no_two_texts_have_one_digest(one: str, other: str) -> None:
    base = Note.model_validate(
        {"written_utc": "2026-01-05T11:00:00Z", "style": "soap", "text": one, "signed_by": "m"}
    )
    changed = base.model_copy(update={"text": other})
    assert (digest(base) == digest(changed)) == (one == other)


LINES = st.lists(st.text("abc", min_size=1, max_size=3), max_size=8)


@given(LINES, LINES)
def test_an_untouched_draft_becomes_the_new_one(old: list[str], new: list[str]) -> None:
    made = redrafted("\n".join(old), "\n".join(old), "\n".join(new))
    assert made is None or made.splitlines() == new
    if old and len({*old, *new}) == len(old) + len(new):
        assert made is not None


def test_minutes_come_into_a_text_that_was_written_on() -> None:
    old = "Done.\n\nTIME\nMinutes: to be attested.\n\nPlan: [open]\n"
    new = "Done.\n\nTIME\nMinutes: 24.\nUnits: 2.\n\nPlan: [open]\n"
    text = "Done, and well.\n\nTIME\nMinutes: to be attested.\n\nPlan: go on\n"
    assert redrafted(text, old, new) == (
        "Done, and well.\n\nTIME\nMinutes: 24.\nUnits: 2.\n\nPlan: go on\n"
    )
    assert redrafted("My own words.\n", old, new) is None


def test_the_note_command_tells_the_signed_note_and_changes_nothing(tmp_path: Path) -> None:
    folder = put(noted(), tmp_path)
    attest(folder, [Minutes(code="97112", minutes=24)])
    signed(folder, "S - well")
    draft = amend(folder, "a word", "k.brandt")
    draft = save_draft(folder, draft.revision, "soap", "S - very well", "k.brandt")
    sign(folder, draft.revision, "k.brandt")
    before = files(folder)
    data = ("--data", tmp_path)
    told = command("note", folder.name, *data)
    assert told.returncode == 0
    assert told.stdout.startswith("S - well\n\nMinutes attested: 97112 24 min.")
    assert "\nNote 1, signed by m.lindt, 20" in told.stdout
    assert "AMENDMENT of note 1: a word\n\nS - very well\n\nMinutes attested: " in told.stdout
    assert "\nNote 2, signed by k.brandt" in told.stdout
    assert "DRAFT" not in told.stdout
    for options in (("--keep",), ("--attest-minutes", "30")):
        refused = command("note", folder.name, *options, *data)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "signed by k.brandt; begin an amendment" in refused.stderr
    assert files(folder) == before
    tampered = (folder / NOTES).read_text(encoding="utf-8").replace("S - well", "S - unwell")
    (folder / NOTES).write_text(tampered, encoding="utf-8")
    told = command("note", folder.name, *data)
    assert "DOES NOT FIT its signature" in told.stdout
    assert "Note 1, signed by m.lindt, was changed after it was signed" in told.stderr


def test_a_broken_draft_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / DRAFT).write_text("{", encoding="utf-8")
    with pytest.raises(RecordingError, match=DRAFT):
        draft_of(tmp_path)
    with pytest.raises(ValueError, match="revision"):
        Draft.model_validate({"style": "soap", "text": ""})
