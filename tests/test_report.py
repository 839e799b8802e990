"""Reports as PDF: whole, tagged, literal, the same for the same data, never over three pages."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.three_tasks import three_tasks
from support.trials import LEVEL, repetition, write_session

from clinic.progress.by_exercise import progress_of
from clinic.progress.history import read_history
from clinic.report.arm_figures import paths_by_speed, speed_profiles
from clinic.report.drawing import FONT, LETTERS, Drawing, hull, ticks
from clinic.report.movements import Hands
from clinic.report.patient import patient_report
from clinic.report.render import MOST_PAGES, pdf
from clinic.report.session import session_report
from clinic.session import PlayedSession, read_session
from game.recording.folder import SAMPLES
from game.recording.reading import open_recording
from reachwell.__main__ import main

UNCERTIFIED = "not a certified medical device"


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> list[PlayedSession]:
    return three_tasks(tmp_path_factory.getbasetemp())


def opened(content: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def of(session: PlayedSession) -> bytes:
    return pdf(session_report(session), session.info.start_utc)


def of_patient(data: Path, code: str = "P-001") -> bytes:
    visits = read_history(sorted((data / "sessions").iterdir()), code, pytest.fail)
    return pdf(patient_report(progress_of(code, visits)), visits[-1].start_utc)


def alternatives(reader: pypdf.PdfReader) -> list[str]:
    """The descriptions of all figures, from the tree of tags."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(node.get("/Alt"))
            waiting += [node["/K"]] if "/K" in node else []
    return found


def tags(reader: pypdf.PdfReader) -> set[str]:
    found, waiting = set(), [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found.add(node.get("/S"))
            waiting += [node["/K"]] if "/K" in node else []
    return found


def test_a_session_of_three_tasks_is_told_with_tags_and_pictures(played):
    session = played[0]
    reader, text = opened(of(session))
    root = reader.trailer["/Root"]
    assert 1 <= len(reader.pages) <= MOST_PAGES
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == "Session report: patient P-1"
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= tags(reader)
    described = alternatives(reader)
    assert len(described) >= 5
    assert all(described)
    assert UNCERTIFIED in text
    for exercise in session.exercises:
        assert exercise.plan.name in text


def test_only_typsts_own_letters_are_used(played):
    reader, _ = opened(of(played[0]))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Libertinus" in name for name in fonts)


def test_the_same_data_makes_the_same_bytes(played):
    assert of(played[0]) == of(played[0])


def test_every_picture_is_xml_with_letters_large_enough(played):
    told = session_report(played[0])
    for each in [*told["overview"], *told["figures"]]:
        for text in ET.fromstring(each["svg"]).iter("{http://www.w3.org/2000/svg}text"):
            assert float(text.get("font-size")) >= 9.0
            assert text.get("font-family") == FONT


def test_what_was_not_recorded_is_not_told(tmp_path):
    folder = write_session(tmp_path, 0, [repetition(n) for n in range(1, 7)])
    _, text = opened(of(read_session(open_recording(folder))))
    assert "Movement time (s)" in text
    for word in ("Pain", "Exertion", "Reaction time", "Hand paths", "Where the targets"):
        assert word not in text


def test_samples_that_are_gone_leave_a_report_without_paths(tmp_path):
    folder = write_session(tmp_path, 0, [repetition(1)])
    told = session_report(read_session(open_recording(folder)))
    assert not told["figures"]
    assert any("No paths are drawn" in line for line in told["warnings"])
    assert str(tmp_path) not in json.dumps(told)


def test_paths_are_drawn_of_a_session_that_is_not_closed(played, tmp_path):
    """A recording cut before its end has its samples in a stream; the same rows, the same paths."""
    closed = played[0].recording
    folder = tmp_path / closed.folder.name
    shutil.copytree(closed.folder, folder, ignore=shutil.ignore_patterns("samples.parquet"))
    schema = SAMPLES.layout.schema
    batches = pq.ParquetFile(SAMPLES.parquet(closed.folder)).iter_batches(45)
    with pa.ipc.new_stream(str(SAMPLES.stream(folder)), schema) as stream:
        for batch in batches:
            stream.write_batch(batch.cast(schema))
    told = [
        [each["svg"] for each in session_report(read_session(open_recording(one)))["figures"]]
        for one in (closed.folder, folder)
    ]
    assert len(told[0]) > 3
    assert told[0] == told[1]


@pytest.mark.parametrize("gap", [slice(0, 6), slice(9, 20), slice(-7, None), slice(1, None, 2)])
def test_where_a_hand_was_not_seen_nothing_is_drawn(played, gap):
    paths = []
    for path in Hands(played[0]).paths(played[0].exercises[0].scored, "shown", "end")[:3]:
        speed_m_s, place_m = path.speed_m_s.copy(), path.place_m.copy()
        speed_m_s[gap] = place_m[gap] = np.nan
        paths.append(replace(path, speed_m_s=speed_m_s, place_m=place_m))
    assert paths
    for figure in (paths_by_speed("Paths", paths), speed_profiles([("right side", paths)])):
        ET.fromstring(figure.svg)
        assert "nan" not in figure.svg


def test_the_patients_answers_are_told(tmp_path):
    said = (
        '{"kind": "check", "frame_index": 1, "time_ns": 1, "when": "in", "pain": 3}\n'
        '{"kind": "check", "frame_index": 2, "time_ns": 2, "when": "out", "pain": 4}\n'
    )
    folder = write_session(tmp_path, 0, [repetition(1)], events=said)
    _, text = opened(of(read_session(open_recording(folder))))
    assert re.search(r"Pain \(0 to 10\) 3 4", text)


def test_a_session_without_a_repetition_says_so(tmp_path):
    folder = write_session(tmp_path, 0, [])
    reader, text = opened(of(read_session(open_recording(folder))))
    assert len(reader.pages) == 1
    assert "No repetition was done" in text


HOSTILE = '#panic("x") *b* _i_ $x$ <lab> @ref \\ `r` // c </text>&amp;'


def test_names_come_out_as_they_are(tmp_path):
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    level = LEVEL.replace(b"First session, right arm", f'"{quoted}"'.encode())
    level = level.replace(b"name: Fruit close by", f'name: "{quoted}"'.encode())
    rows = [repetition(n, exercise_name=HOSTILE) for n in range(1, 7)]
    folder = write_session(tmp_path, 0, rows, level=level, level_title=HOSTILE)
    write_session(tmp_path, 1, rows, level=level, level_title=HOSTILE)
    for content in (of(read_session(open_recording(folder))), of_patient(tmp_path)):
        _, text = opened(content)
        assert HOSTILE.replace(" ", "") in text.replace(" ", "")


@settings(max_examples=25, deadline=None)
@given(name=st.text(min_size=1, max_size=200), word=st.text(max_size=50))
def test_no_name_stops_a_report(tmp_path_factory, name, word):
    folder = write_session(
        tmp_path_factory.mktemp("names"), 0, [repetition(1, exercise_name=name)], level_title=name
    )
    said = {"kind": "check", "frame_index": 1, "time_ns": 1, "when": "out", "word": word}
    (folder / "events.jsonl").write_text(json.dumps(said) + "\n", "utf-8")
    reader, _ = opened(of(read_session(open_recording(folder))))
    assert 1 <= len(reader.pages) <= MOST_PAGES


def test_a_patient_of_many_sessions_fits_on_three_pages(tmp_path):
    picker = np.random.Generator(np.random.PCG64(1))
    for day in range(40):
        rows = [
            repetition(
                number,
                exercise_name=f"Exercise {number % 9} " + "of a rather long name " * 4,
                side=("left", "right")[number % 2],
                difficulty=float(picker.uniform(0.1, 0.9)),
                success=bool(picker.integers(2)),
                knobs={"distance_share": float(picker.uniform(0.5, 0.9)), "radius_m": 0.05},
                measures={"movement_time_s": float(picker.uniform(1, 3)), "sparc": -2.0},
            )
            for number in range(1, 91)
        ]
        write_session(tmp_path, day * 2, rows)
    reader, text = opened(of_patient(tmp_path))
    assert 1 <= len(reader.pages) <= MOST_PAGES
    assert "40 sessions, 2026-03-02 to 2026-05-19" in text
    assert "Other exercises" in text
    assert all(alternatives(reader))


def test_one_session_is_a_baseline_and_no_progress(tmp_path):
    write_session(tmp_path, 0, [repetition(n) for n in range(1, 7)])
    _, text = opened(of_patient(tmp_path))
    assert "a baseline, and nothing to compare it with" in text
    assert "better" not in text.split("Verdict")[1].split("Medians of")[0]


@pytest.mark.parametrize("damaged", [1, 2])
def test_damaged_events_stop_no_report_of_a_patient(tmp_path, damaged):
    for day in (0, 1):
        folder = write_session(tmp_path, day, [repetition(n) for n in range(1, 7)])
        if day >= 2 - damaged:
            (folder / "events.jsonl").write_text("{\n[]\n")
    _, text = opened(of_patient(tmp_path))
    numbers = "2" if damaged == 1 else "1, 2"
    assert f"dose and pain are not known of session {numbers}" in " ".join(text.split())
    assert ("active minutes" in text) == (damaged == 1)


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["reachwell", "report", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_the_command_writes_what_it_names(tmp_path, monkeypatch, capsys):
    write_session(tmp_path, 0, [repetition(1)])
    last = write_session(tmp_path, 1, [repetition(1)])
    out = tmp_path / "a report.pdf"
    data = ("--data", str(tmp_path))
    for arguments in ((last.name,), ("last",), ("last", "--patient", "P-001"), (str(last),)):
        out.unlink(missing_ok=True)
        assert run(monkeypatch, *arguments, "--out", str(out), *data) == 0
        reader, _ = opened(out.read_bytes())
        assert reader.metadata.title == "Session report: patient P-001"
        assert capsys.readouterr().out.strip() == str(out)
    assert run(monkeypatch, "--patient", "P-001", "--out", str(out), *data) == 0
    assert opened(out.read_bytes())[0].metadata.title == "Progress report: patient P-001"
    assert [path.name for path in tmp_path.glob("*.pdf*")] == [out.name]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--patient", "nobody"],
        ["last", "--patient", "nobody"],
        ["20260101T000000-ABCDEF"],
        ["20260302T093000-000000", "--patient", "P-001"],
        ["last", "--out", "."],
        ["last", "--out", "no/such/folder/x.pdf"],
        ["../.."],
        ["last", "--out", "plan.txt"],
        ["last", "--out", os.devnull],
        ["last", "--input", "mouse"],
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path, monkeypatch, capsys, arguments):
    write_session(tmp_path, 0, [repetition(1)])
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text("mine")
    assert run(monkeypatch, *arguments, "--data", str(tmp_path)) == 2
    assert Path("plan.txt").read_text() == "mine"
    captured = capsys.readouterr()
    assert len(captured.err.strip().splitlines()) == 1
    assert captured.out == ""
    assert not list(tmp_path.rglob("*.pdf"))


def test_ticks_are_round_and_inside():
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(-0.31, 0.29, 3) == pytest.approx([-0.2, 0.0, 0.2])


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=30))
def test_an_outline_goes_one_way_round_all_places(places):
    outline = hull([(float(x), float(y)) for x, y in places])
    for (ax, ay), (bx, by) in pairwise(outline):
        turns = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in places]
        assert min(turns) >= 0 or max(turns) <= 0


def test_words_in_a_picture_stay_words():
    drawing = Drawing(10, 10)
    drawing.text((0, 0), '<script>&"\x00\ud800')
    (text,) = ET.fromstring(drawing.svg())
    assert text.text == '<script>&"\ufffd\ufffd'
    assert float(text.get("font-size")) == LETTERS
