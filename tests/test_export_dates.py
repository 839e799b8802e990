"""Nothing exported tells when a session was, unless dates are asked for."""

from __future__ import annotations

import json
import shutil
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.three_tasks import FIRST_UTC, dated, three_tasks

from clinic.export.formats import FORMATS
from clinic.export.options import ExportOptions
from clinic.export.run import export
from clinic.export.words import Words
from clinic.kept import exclude
from clinic.session import PlayedSession, read_session
from game.recording.info import write_info
from game.recording.reading import open_recording

WORDS = Words(absolute_dates=False, names={"20190317T213456-ABCDEF": "P1_ses-01"})


def spellings(moment: datetime) -> set[bytes]:
    """A date as texts and binary numbers tell it."""
    day, month = moment.day, moment.month
    texts = {
        f"{moment:{form}}" for form in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y_%m_%d")
    }
    texts |= {f"{moment:{form}}" for form in ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")}
    texts |= {f"{day} {moment:%B} {moment.year}", f"{moment:%b} {day}, {moment.year}"}
    texts |= {f"{day}.{month}.{moment.year}", f"{moment:%B} {day}"}
    found = {text.encode() for text in texts}
    found |= {text.encode("utf-16-le") for text in texts}
    since_s = moment.timestamp()
    for scale in (1, 1e3, 1e6, 1e9):
        found.add(str(int(since_s * scale)).encode())
        found.add(struct.pack("<q", int(since_s * scale)))
    found.add(struct.pack("<d", since_s))
    return found


def everything(folder: Path) -> bytes:
    """Every byte of every file and name in a folder, and what compressed ones hold."""
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(path.relative_to(folder).as_posix().encode())
        if path.is_file():
            parts.append(path.read_bytes())
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            parts.append(str(table.schema.metadata).encode())
            parts += [str(field.metadata).encode() for field in table.schema]
            for name in table.column_names:
                if not name.startswith("sampled"):
                    parts.append("\n".join(map(str, table[name].to_pylist())).encode())
    return b"\n".join(parts)


@pytest.fixture
def sessions(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> list[PlayedSession]:
    """Sessions that tell their date wherever a recording has a place for it."""
    found = []
    told = f"{FIRST_UTC:%Y-%m-%d}, {FIRST_UTC:%d.%m.%Y}, {FIRST_UTC:%B %d, %Y}, {FIRST_UTC:%Y%m%d}"
    previous = None
    for session in three_tasks(tmp_path_factory.getbasetemp())[::2]:
        folder = tmp_path / "sessions" / session.info.session_id
        shutil.copytree(session.recording.folder, folder)
        folder = dated(folder, FIRST_UTC + timedelta(hours=len(found)))
        exclude(folder, 2, f"seen on {told}")
        info = open_recording(folder).info
        state = {**info.patient_state, "calibration": {"made": FIRST_UTC.isoformat()}}
        changed = {
            "level_title": f"Week of {told}",
            "patient_state": state,
            "previous_session": previous,
            "software": {**info.software, "platform": f"Linux-4-{FIRST_UTC:%Y%m%d}"},
            "confirmed": {"supervised": told},
        }
        write_info(folder, info.model_copy(update=changed))
        previous = folder.name
        events = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
        resumed = {"kind": "resumed", "frame_index": 0, "time_ns": 0, "session": previous}
        mark = {"kind": "command", "frame_index": 20_000, "time_ns": 50 * 10**9, "command": "mark"}
        mark |= {"source": "console", "data": {"text": told, told: "x"}}
        lines = [events[0], json.dumps(resumed), json.dumps(mark), *events[1:]]
        renamed = "\n".join(lines).replace("Kitchen", f"Kitchen of {told}") + "\n"
        (folder / "events.jsonl").write_text(renamed, encoding="utf-8")
        trials = (folder / "trials.jsonl").read_text(encoding="utf-8")
        trials = trials.replace("Kitchen", f"Kitchen of {told}")
        (folder / "trials.jsonl").write_text(trials, encoding="utf-8")
        level = (folder / "level.yaml").read_text(encoding="utf-8")
        (folder / "level.yaml").write_text(
            level.replace("Kitchen", f"Kitchen {FIRST_UTC:%Y-%m-%d}"), encoding="utf-8"
        )
        found.append(read_session(open_recording(folder)))
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_no_exported_byte_tells_the_date(tmp_path, sessions, form):
    export(sessions, [FORMATS[form]], tmp_path / "out", ExportOptions())
    found = everything(tmp_path / "out")
    moments = {FIRST_UTC + timedelta(hours=hours) for hours in (0, 1)}
    moments |= {session.info.end.end_utc for session in sessions}
    moments.add(datetime.now(UTC))
    for moment in moments:
        assert [each for each in spellings(moment) if each in found] == []
    for session in sessions:
        assert session.info.session_id[-6:].encode() not in found


@pytest.mark.parametrize("form", FORMATS)
def test_dates_are_told_where_they_are_asked_for(tmp_path, sessions, form):
    export(sessions, [FORMATS[form]], tmp_path / "out", ExportOptions(absolute_dates=True))
    found = everything(tmp_path / "out")
    assert any(each in found for each in spellings(FIRST_UTC))


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-17",
        "2019-03-17T21:34:56.789000+00:00",
        "20190317T213456Z",
        "20190317",
        "2019/3/17",
        "17.3.2019",
        "17.03.19",
        "3/17/2019",
        "17 March 2019",
        "17th of March, 2019",
        "March 17, 2019",
        "Mar. 17th 2019",
        "17-Mar-2019",
    ],
)
def test_dates_in_words_are_taken_out(text):
    assert WORDS.text(f"seen {text} again") == "seen [date] again"
    assert WORDS.text(text) == "[date]"


@pytest.mark.parametrize(
    "text",
    ["3/4 of the way", "0.25 m at 1.2.3", "set 2, 20 repetitions", "May 12 apples", "120 of 200"],
)
def test_other_numbers_stay(text):
    assert WORDS.text(text) == text


def test_what_a_patient_looks_like_is_nobodys_business(tmp_path, sessions):
    looks = [each.info.patient_state["profile"]["skin_tone"] for each in sessions]
    assert all(looks)
    export(sessions, list(FORMATS.values()), tmp_path / "out", ExportOptions())
    assert b"skin_tone" not in everything(tmp_path / "out")


def test_sessions_are_called_by_their_number():
    assert WORDS.text("from 20190317T213456-ABCDEF on") == "from P1_ses-01 on"
    assert WORDS.text("from 20190318T213456-ABCDEF on") == "from [session] on"


@given(
    st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2099, 12, 31).date()),
    st.text("abc ,;:()\n", max_size=5),
)
def test_no_date_of_two_centuries_stays(date, around):
    for form in ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y"):
        told = WORDS.text(f"{around} {date:{form}} {around}")
        assert str(date.year) not in told
        assert "[date]" in told


def nested(inside):
    return st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), nested))
def test_any_value_becomes_plain_json(value):
    json.dumps(WORDS.value(value), allow_nan=False).encode()


def test_moments_in_events_count_from_the_start():
    words = Words(absolute_dates=False, names={}, start_ns=2_000_000_000)
    assert words.value({"arrives_ns": 3_500_000_000, "pain": 2}) == {"arrives_s": 1.5, "pain": 2}
