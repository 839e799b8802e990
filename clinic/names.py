"""What in a text looks like it tells who somebody is. Patients are codes here, never names.

A warning for who writes, never a block: it knows common given names and the shapes of names,
dates and numbers, and will miss some and doubt others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from clinic.name_words import ALSO_WORDS, GIVEN, NOT_NAMES

_LONGEST: Final = 50_000
_MOST: Final = 5
_BIRTH_YEARS: Final = range(1900, 2020)
"""Years of birth rather than of an appointment."""
_FIRST_OF_TWO_DIGITS: Final = 1931
"""Before: 10/12/30 is rather three sets."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*\.?")
_BEFORE_A_NAME: Final = frozenset(
    """mr mrs ms miss mx dr prof herr frau mme mlle sir named called surname forename wife husband
    daughter son mother father sister brother nephew niece grandson granddaughter neighbour
    neighbor friend""".split()  # noqa: SIM905
)
_MONTHS: Final = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli"
    "|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_DATES: Final = (
    re.compile(r"(?<!\d)(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})([-/.] ?)(?P<m>\d{1,2})\2(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{2})([/.])(?P<m>\d{2})\2(?P<y>\d{2})(?![\d/.]*\d)"),
    re.compile(
        rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of )?(?:{_MONTHS})\b\.?,? ?(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:{_MONTHS})\b\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)", re.IGNORECASE
    ),
)
_BORN: Final = re.compile(
    r"\b(?:born|birthday|birth date|date of birth|d\.?o\.?b\b)[\s.:]{0,3}(?:is |on |in )?"
    r"(\d[\d./-]{1,9}\d)",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONES: Final = (
    re.compile(r"(?<![\w+.])\+\d[\d ()/-]{6,20}\d(?!\w)"),
    re.compile(r"(?<![\w.,-])\(?0\d{1,4}\)?[ /-]{0,3}\d{3}[\d /-]{1,12}\d(?!\w|\.\w)"),
    re.compile(r"(?<![\w.])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)"),
    re.compile(r"\b(?:phone|tel|telephone|mobile|cell)\b[\s.:]{0,3}(\d[\d ()/-]{3,20}\d)", re.I),
)
_RECORDS: Final = (
    re.compile(
        r"\b(?:mrn|nhs|ssn|ahv|record|case|insurance|hospital|admission|patient|file)"
        r"(?: (?:number|no|nr|id)\b)?[\s.:#]{0,3}([A-Z]{0,3}-?\d[\d./-]{2,18}\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    re.compile(r"(?<![\w.-])\d{3}\.\d{4}\.\d{4}\.\d{2}(?![\w-])"),
    re.compile(r"(?<![\w.,+-])\d{7,14}(?!\w|[.,-]\w)"),
)
_ENDS: Final = '.!?:;\n\u2022*()"\u201c'


def looks_like_a_name(text: str) -> list[str]:
    """What in a text may tell who somebody is, in its order, each as in `a name: "Anna Miller"`.

    Names, birth dates, phone numbers, e-mail addresses, record numbers. Empty for most texts.
    """
    text = text[:_LONGEST]
    found: list[tuple[int, int, str]] = []
    for kind, spans in (
        ("an e-mail address", _spans(text, [_EMAIL])),
        ("a birth date", _birth_dates(text)),
        ("a phone number", _spans(text, _PHONES)),
        ("a record number", _spans(text, _RECORDS)),
        ("a name", _names(text)),
    ):
        for begin, end in spans:
            if all(end <= other or begin >= behind for other, behind, _ in found):
                found.append((begin, end, kind))
    return [f'{kind}: "{_shown(text[begin:end])}"' for begin, end, kind in sorted(found)]


def name_warning(text: str) -> str | None:
    """One line for who wrote the text; None where nothing in it is doubtful."""
    found = list(dict.fromkeys(looks_like_a_name(text)))
    if not found:
        return None
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return (
        f"This looks like {', '.join(found[:_MOST])}{more}. "
        "Leave out what tells who somebody is; a code is enough."
    )


def code_warning(code: str) -> str | None:
    """One line where a patient's code looks like initials, a name or a birth date; else None."""
    letters = re.sub(r"[^a-z]+", " ", code.lower()).split()
    digits = re.fullmatch(r"\D*(\d{6}|\d{8})\D*", code)
    problem = None
    if (digits and _date_in(digits[1])) or any(_birth_dates(code.replace("_", "-"))):
        problem = "a birth date"
    elif any(part in GIVEN for part in letters):
        problem = "a name"
    elif re.fullmatch(r"[A-Za-z](?:[-_]?[A-Za-z]){1,2}", code):
        problem = "initials"
    elif re.fullmatch(r"[A-Za-z]{2,3}[-_]?(?:19|20[01])\d{2}", code):
        problem = "initials and a year of birth"
    if problem is None:
        return None
    return f'"{code}" looks like {problem}. A code that tells nothing is safer, as P-017.'


def _spans(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.span(match.lastindex or 0)


def _birth_dates(text: str) -> Iterator[tuple[int, int]]:
    yield from _spans(text, [_BORN])
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            year = int(parts["y"]) + (1900 if len(parts["y"]) == 2 else 0)
            if len(parts["y"]) == 2 and year < _FIRST_OF_TWO_DIGITS:
                continue
            if year in _BIRTH_YEARS and ("m" not in parts or _a_day(year, parts["m"], parts["d"])):
                yield match.span()


def _a_day(year: int, month: str, day: str) -> bool:
    return any(_is_date(year, int(one), int(other)) for one, other in ((month, day), (day, month)))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _date_in(digits: str) -> bool:
    """Whether eight digits are a day of birth, year first or last, or six are one."""
    if len(digits) == 8:
        ways = [
            (digits[:4], digits[4:6], digits[6:]),
            (digits[4:], digits[2:4], digits[:2]),
        ]
    elif len(digits) == 6:
        ways = [
            ("19" + digits[:2], digits[2:4], digits[4:]),
            ("19" + digits[4:], digits[2:4], digits[:2]),
        ]
    else:
        return False
    return any(int(year) in _BIRTH_YEARS and _a_day(int(year), m, d) for year, m, d in ways)


def _names(text: str) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text))
    runs: list[list[re.Match[str]]] = []
    for before, word in pairwise([None, *words]):
        assert word is not None
        if not _capital(word[0]):
            continue
        beside = before is not None and runs and runs[-1][-1] is before and _joined(before, word)
        if beside:
            runs[-1].append(word)
        else:
            runs.append([word])
    number = {word.start(): index for index, word in enumerate(words)}
    for run in runs:
        index = number[run[0].start()]
        earlier = words[index - 1] if index else None
        yield from _of_a_run(text, run, earlier)


def _of_a_run(
    text: str, run: Sequence[re.Match[str]], earlier: re.Match[str] | None
) -> Iterator[tuple[int, int]]:
    """Names within words with capitals that stand beside each other."""
    kinds = [_kind(word[0]) for word in run]
    told = earlier is not None and _bare(earlier[0]) in _BEFORE_A_NAME and _close(earlier, run[0])
    index = 0
    while index < len(run):
        end = index
        while end < len(run) and kinds[end] in {"given", "also", "unknown", "initial"}:
            end += 1
        part = kinds[index:end]
        titled = index > 0 and _bare(run[index - 1][0]) in _BEFORE_A_NAME
        if part and _is_name(part, run[index:end], text, told=titled or (told and index == 0)):
            yield run[index].start(), run[end - 1].end()
        index = max(end, index + 1)


def _is_name(
    kinds: Sequence[str], words: Sequence[re.Match[str]], text: str, *, told: bool
) -> bool:
    if told and any(kind != "initial" for kind in kinds):
        return True
    if "given" in kinds:
        return True
    unknown = kinds.count("unknown")
    if "also" in kinds and unknown:
        return True
    if kinds[0] == "initial" and unknown:
        return True
    begins = _begins(text, words[0].start())
    # A sentence's first word has its capital from there: it takes two more to make a name.
    return unknown - begins >= 2


def _kind(word: str) -> str:
    if re.fullmatch(r"[^\W\d_]\.", word):
        return "initial"
    bare = _bare(word)
    parts = bare.split("-")
    if any(part in GIVEN for part in parts):
        return "given"
    if bare in ALSO_WORDS:
        return "also"
    if all(part in NOT_NAMES or len(part) < 2 for part in parts):
        return "word"
    letters = word.rstrip(".")
    return "word" if letters.isupper() or bare in _BEFORE_A_NAME else "unknown"


def _bare(word: str) -> str:
    return re.sub(r"['\u2019]s?$", "", word.rstrip(".").lower())


def _capital(word: str) -> bool:
    return word[0].isupper()


def _joined(before: re.Match[str], word: re.Match[str]) -> bool:
    """Whether nothing but a space stands between; a comma only before or behind a given name."""
    between = before.string[before.end() : word.start()]
    if before[0].endswith(".") and not _abbreviated(before[0]):
        return False
    if between == ", ":
        return "given" in {_kind(before[0]), _kind(word[0])}
    return between in {" ", "  "}


def _close(before: re.Match[str], word: re.Match[str]) -> bool:
    between = before.string[before.end() : word.start()]
    return between.strip(" :") == "" and len(between) <= 3


def _abbreviated(word: str) -> bool:
    return len(word) == 2 or _bare(word) in _BEFORE_A_NAME


def _begins(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t-\u2013")
    return not before or before[-1] in _ENDS


def _shown(words: str) -> str:
    line = " ".join(words.split()).rstrip(".")
    return line if len(line) <= 40 else line[:39] + "\u2026"
