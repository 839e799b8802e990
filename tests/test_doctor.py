"""The doctor finds what is there, and survives what hangs or crashes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from reachwell.doctor import data_folder, doctor, examine, probe, runtime_file

PARTS = ["Python", "packages", "graphics", "sound", "voice", "gamepads", "OpenXR runtime",
         "headset", "data folder"]  # fmt: skip


def test_every_part_is_examined_and_what_fails_comes_with_advice(tmp_path: Path) -> None:
    findings = examine(tmp_path)
    assert [finding.name for finding in findings] == PARTS
    for finding in findings:
        assert finding.found
        assert finding.works or finding.advice


def test_json_has_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doctor(tmp_path, as_json=True)
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == PARTS
    assert set(rows[0]) == {"name", "works", "found", "advice"}


def test_piped_output_is_one_line_a_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor(tmp_path, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == PARTS


def test_the_data_folder_is_not_made_by_looking(tmp_path: Path) -> None:
    finding = data_folder(tmp_path / "new" / "data")
    assert finding.works
    assert "GB free" in finding.found
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    finding = data_folder(tmp_path / "file" / "data")
    assert not finding.works
    assert "--data" in finding.advice


def test_a_probe_that_dies_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))  # no Python starts with this
    works, found = probe("gamepads")
    assert not works
    assert "crashed" in found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
@pytest.mark.skipif(sys.platform == "darwin", reason="no OpenXR on macOS")
def test_a_runtime_that_hangs_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pipe = tmp_path / "runtime.json"
    os.mkfifo(pipe)  # whoever opens it for reading waits for ever
    monkeypatch.setenv("XR_RUNTIME_JSON", str(pipe))
    works, found = probe("openxr", patience_s=3.0)
    assert not works
    assert found == "gave no answer in 3 s"


@pytest.mark.skipif(sys.platform == "darwin", reason="no OpenXR on macOS")
def test_a_runtime_file_that_is_gone_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XR_RUNTIME_JSON", str(tmp_path / "gone.json"))
    finding = runtime_file()
    assert not finding.works
    assert "gone.json" in finding.found
