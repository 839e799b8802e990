"""What looks like a name: found in what people write, silent at what clinics write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.name_words import ALSO_WORDS, GIVEN, NOT_NAMES
from clinic.names import code_warning, looks_like_a_name, name_warning

TELLING = {
    "Anna Miller likes tea": 'a name: "Anna Miller"',
    "Miller, Anna": 'a name: "Miller, Anna"',
    "spoke with Mr. Smith": 'a name: "Smith"',
    "we asked Mark Johnson": 'a name: "Mark Johnson"',
    "J. Smith came": 'a name: "J. Smith"',
    "his wife Xenia helps": 'a name: "Xenia"',
    "today Björn Ångström walked": 'a name: "Björn Ångström"',
    "J\u00fcrgen's left hand": 'a name: "J\u00fcrgen\'s"',
    "born 3.4.1951": 'a birth date: "3.4.1951"',
    "DOB 12/03/48": 'a birth date: "12/03/48"',
    "12.03.48": 'a birth date: "12.03.48"',
    "1951-03-12": 'a birth date: "1951-03-12"',
    "on 3 March 1951": 'a birth date: "3 March 1951"',
    "March 3, 1951": 'a birth date: "March 3, 1951"',
    "call 079 123 45 67": 'a phone number: "079 123 45 67"',
    "tel 079 123 45 67.": 'a phone number: "079 123 45 67"',
    "+41 79 123 45 67": 'a phone number: "+41 79 123 45 67"',
    "write to a.b@c.org.": 'an e-mail address: "a.b@c.org"',
    "MRN: A-99812": 'a record number: "A-99812"',
    "123-45-6789": 'a record number: "123-45-6789"',
    "756.1234.5678.97": 'a record number: "756.1234.5678.97"',
    "it is 20033412.": 'a record number: "20033412"',
    "see 20033412": 'a record number: "20033412"',
}
PLAIN = (
    "Left Shoulder, Right Elbow. Pain 3 of 10.",
    "Monday and Wednesday, then review on 2026-12-01",
    "Botox on 12 March 2026",
    "Fugl-Meyer 34, Berg Balance Scale 40, Modified Ashworth 2",
    "Nine Hole Peg Test 45 s; Box and Blocks 23; Timed Up and Go 14 s",
    "10/12/30 repetitions, 3 sets of 10, 12 and 15",
    "Wants to drink from a cup. Can't lift above 90 degrees.",
    "May walk. Will rest. Mark targets. Grace period of a week.",
    "LATEX ALLERGY; Pacemaker; Parkinson disease",
    "0.25 0.30 0.35 0.40 m, blood pressure 140/90",
    "Oculus Quest headset. Likes gardening.",
)
WORDS = st.sampled_from(sorted(NOT_NAMES))
CASED = st.builds(lambda word, how: how(word), WORDS, st.sampled_from([str.title, str, str.upper]))


@pytest.mark.parametrize("text", TELLING)
def test_what_tells_who_somebody_is_is_found(text: str) -> None:
    assert looks_like_a_name(text) == [TELLING[text]]


@pytest.mark.parametrize("text", PLAIN)
def test_words_of_a_clinic_raise_no_doubt(text: str) -> None:
    assert looks_like_a_name(text) == []
    assert name_warning(text) is None


@given(st.lists(CASED, max_size=30))
def test_known_words_raise_no_doubt_in_any_order_or_case(words: list[str]) -> None:
    assert looks_like_a_name(" ".join(words)) == []


@given(st.lists(CASED, max_size=8), st.sampled_from(sorted(GIVEN)), st.lists(CASED, max_size=8))
def test_a_common_given_name_is_found_anywhere(
    before: list[str], name: str, after: list[str]
) -> None:
    found = looks_like_a_name(" ".join([*before, name.title(), *after]))
    assert any(name.title() in each for each in found)


@given(st.sampled_from(sorted(ALSO_WORDS)))
def test_a_name_that_is_a_word_too_needs_a_capital_beside_it(name: str) -> None:
    assert looks_like_a_name(f"{name.title()} stands") == []
    assert looks_like_a_name(f"today {name.title()} Kowalczyk stands") != []


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2019, 12, 31)))
def test_days_of_birth_are_found_as_people_write_them(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y"):
        written = format(day, form)
        assert looks_like_a_name(f"seen {written} here") == [f'a birth date: "{written}"']


@given(st.text(max_size=300))
def test_any_text_is_looked_at(text: str) -> None:
    warning = name_warning(text)
    assert (warning is None) == (looks_like_a_name(text) == [])
    assert warning is None or "\n" not in warning


@pytest.mark.parametrize(
    "code", ["AM", "J-S", "ABC", "JS1948", "19480312", "120348", "anna-m", "12-03-1948"]
)
def test_codes_that_tell_something_are_doubted(code: str) -> None:
    assert code in (code_warning(code) or "")


@pytest.mark.parametrize("code", ["P01", "P-017", "PT45", "AB-017", "P-2026-01", "X", "S3-P12"])
def test_plain_codes_are_not(code: str) -> None:
    assert code_warning(code) is None
