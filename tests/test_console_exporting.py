"""Exports in the background: made, bounded, called off, gone when they are not wanted any more."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from support.exportable import moving_rows, recorded

from clinic.console import exporting
from clinic.console.exporting import Exports, Job
from clinic.errors import ClinicError
from clinic.export.options import ExportOptions

OPTIONS = ExportOptions()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return recorded(tmp_path, moving_rows(np.arange(20_000) * 11_111_111)).recording.folder


def ended(job: Job) -> Job:
    for thread in threading.enumerate():
        if thread.name == f"export-{job.id[:6]}":
            thread.join(30)
    assert job.state != "running"
    return job


def test_several_formats_come_as_one_archive(folder: Path) -> None:
    exports = Exports()
    job = ended(exports.start("lead", [folder], ["json", "fhir"], OPTIONS))
    assert (job.state, job.share, job.problem) == ("ready", 1.0, "")
    with zipfile.ZipFile(job.file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"json", "fhir"}
    assert folder.name not in " ".join(names)  # dates are left out
    assert exports.find(job.id, "lead") is job
    assert exports.find(job.id, "somebody") is None
    assert exports.find("another", "lead") is None
    assert [path.name for path in job.file.parent.rglob("*") if path.is_file()] == ["export.zip"]
    exports.close()
    assert not job.file.parent.exists()
    assert exports.find(job.id, "lead") is None


def test_what_cannot_be_exported_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    exports = Exports()
    job = ended(exports.start("lead", [tmp_path / "none"], ["json"], OPTIONS))
    assert job.state == "failed"
    assert "none" in job.problem
    assert not job.file.parent.exists()


def test_no_format_and_an_unknown_one_are_refused(folder: Path) -> None:
    for formats in ([], ["docx"], ["csv", "../csv"]):
        with pytest.raises(ClinicError, match="choose one or more formats of: csv"):
            Exports().start("lead", [folder], formats, OPTIONS)


def test_only_a_few_run_at_once_and_one_of_each_visitor(folder: Path) -> None:
    exports = Exports()
    long = ["csv", "bids", "xdf", "json"]  # seconds, where all below takes milliseconds
    first = exports.start("a", [folder], long, OPTIONS)
    with pytest.raises(ClinicError, match="an export of yours is running"):
        exports.start("a", [folder], ["json"], OPTIONS)
    second = exports.start("b", [folder], long, OPTIONS)
    with pytest.raises(ClinicError, match="2 exports are running"):
        exports.start("c", [folder], ["json"], OPTIONS)
    first.call_off()
    assert ended(first).state == "called off"
    assert not first.file.parent.exists()
    third = exports.start("c", [folder], long, OPTIONS)
    exports.close()
    assert {ended(second).state, ended(third).state} == {"called off"}
    assert not second.file.parent.exists()


def test_old_ones_and_more_than_are_kept_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = Exports()
    old = ended(exports.start("lead", [folder], ["json"], OPTIONS))
    monkeypatch.setattr(exporting, "KEPT_S", -1.0)
    assert exports.find(old.id, "lead") is None
    assert not old.file.parent.exists()
    monkeypatch.setattr(exporting, "KEPT_S", 3600.0)
    monkeypatch.setattr(exporting, "MOST_KEPT", 1)
    first, second, third = (
        ended(exports.start("lead", [folder], ["json"], OPTIONS)) for _ in range(3)
    )
    assert exports.find(third.id, "lead") is third
    assert exports.find(first.id, "lead") is None
    assert second.file.exists() == (exports.find(second.id, "lead") is not None)
    exports.close()
