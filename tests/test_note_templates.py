"""Templates that a clinic changes, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.noted import noted

from clinic.errors import ClinicError
from clinic.note.dictionary import facts_tables, filters_table
from clinic.note.gather import note_of
from clinic.note.writing import SHIPPED, copy_templates, write_note

DOCS = Path(__file__).parent.parent / "docs" / "notes.md"
NAMES = ["narrative.txt.j2", "parts.txt.j2", "soap.txt.j2"]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def write(own: Path, text: str, name: str = "narrative.txt.j2") -> str:
    (own / name).write_text(text, encoding="utf-8")
    return write_note(note_of(noted()), "narrative", own.parent)


def test_a_clinics_own_template_is_taken(own):
    assert (
        write(own, "{{ note.patient_code }}: {{ note.response.pain_after }}/10") == "P-001: 4/10\n"
    )
    assert "SUBJECTIVE" in write_note(note_of(noted()), "soap", own.parent)


def test_own_parts_with_the_shipped_order(own):
    parts = (SHIPPED / "parts.txt.j2").read_text(encoding="utf-8")
    text = write(own, parts.replace("DRAFT made", "ENTWURF made"), "parts.txt.j2")
    assert text.startswith("ENTWURF made")


def test_a_template_may_come_change_and_go_while_the_program_runs(own):
    assert write(own, "one") == "one\n"
    assert write(own, "two, and longer") == "two, and longer\n"
    (own / "narrative.txt.j2").unlink()
    assert write_note(note_of(noted()), "narrative", own.parent).startswith("DRAFT")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fine\n{% if note %}\nno end", 3, "Unexpected end of template"),
        ("fine\n{{ note. }}", 2, "expected name or number"),
        ("fine\n\n{{ note.pain }}", 3, "no attribute 'pain'"),
        ("{{ nobody }}", 1, "'nobody' is undefined"),
        ("\n{{ note.date|odd }}", 2, "No filter named 'odd'"),
        ("\n\n{{ 1 // 0 }}", 3, "by zero"),
        ("{{ note.exercises + 1 }}", 1, "can only concatenate"),
        ("{{ note.__class__.__mro__ }}", 1, "__class__"),
        ("{{ ''.__class__ }}", 1, "__class__"),
        ("{% for i in range(10000000) %}{% endfor %}", 1, "too big"),
        ('{% include "../secret.txt" %}', 1, "../secret.txt"),
        ('{% include "/etc/passwd" %}', 1, "/etc/passwd"),
        ('{% include "gone.txt.j2" %}', 1, "gone.txt.j2"),
        ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 1, "recursion"),
        ('{{ "%d"|format("x") }}', 1, "format"),
        ("{{ note.exercises[9].name }}", 1, "no element 9"),
        ("{{ cycler() }}", 1, "at least one item"),
    ],
)
def test_a_broken_template_is_told_by_file_and_line(own, text, line, words):
    (own.parent / "secret.txt").write_text("secret")
    with pytest.raises(ClinicError) as caught:
        write(own, text)
    message = str(caught.value)
    assert message.startswith(f"{own / 'narrative.txt.j2'}:{line}: ")
    assert words in message
    assert "\n" not in message


def test_a_template_that_is_no_text(own):
    (own / "narrative.txt.j2").write_bytes(b"fine\n\xff\xfe")
    with pytest.raises(ClinicError, match=r"narrative\.txt\.j2.*utf-8"):
        write_note(note_of(noted()), "narrative", own.parent)


def test_a_template_cant_change_the_facts(own):
    with pytest.raises(ClinicError, match=r"narrative\.txt\.j2:1"):
        write(own, "{{ note.exercises[0].__setattr__('name', 'x') }}")


def test_what_a_therapist_wrote_is_never_run(own):
    hostile = "{{ 7 * 7 }}{% raise %} <b>&amp;"
    session = noted(excluded={20: hostile})
    for style in ("narrative", "soap"):
        text = write_note(note_of(session, heading=hostile), style, own.parent)
        assert text.startswith(hostile)
        assert f"taken out by a therapist: {hostile}." in text


def test_templates_are_copied_out_and_nobodys_own_is_written_over(tmp_path):
    out = tmp_path / "deep" / "templates"
    assert [path.name for path in copy_templates(out)] == NAMES
    (out / "soap.txt.j2").write_text("mine")
    with pytest.raises(ClinicError, match="is there already"):
        copy_templates(out)
    assert (out / "soap.txt.j2").read_text() == "mine"
    (out / "soap.txt.j2").write_bytes((SHIPPED / "soap.txt.j2").read_bytes())
    note = note_of(noted())
    for style in ("narrative", "soap"):
        assert write_note(note, style, out.parent) == write_note(note, style, tmp_path)


def test_the_documentation_lists_every_fact_and_filter():
    text = DOCS.read_text(encoding="utf-8")
    assert facts_tables() in text
    assert filters_table() in text
