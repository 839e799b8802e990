"""Many at once: nothing is lost, nothing is there twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from support.played import row
from support.stored import content, put, quiet, rows

from clinic.session import read_session
from clinic.store import Store, audit, open_store, reindex, save_session, verify_audit
from clinic.store.index_tables import RepetitionRow, SessionRow
from game.datadir import DataDirectory
from game.recording.reading import open_recording

WRITERS = 16
CHILD = Path(__file__).parent / "support" / "store_child.py"


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


def at_once(count: int, task: Callable[[int], object]) -> None:
    """Run a task in so many threads, begun together."""
    barrier = Barrier(count)

    def run(number: int) -> None:
        barrier.wait()
        task(number)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, range(count)))


def children(count: int, *arguments: str) -> list[str]:
    """Run `store_child.py` in so many processes, begun together; what each prints."""
    started = [
        subprocess.Popen(
            [sys.executable, CHILD, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(count)
    ]
    for child in started:
        child.stdin.write("\n")
        child.stdin.flush()
    told = [child.communicate(timeout=120)[0] for child in started]
    assert [child.returncode for child in started] == [0] * count
    return told


def test_sixteen_writers_lose_nothing(data, database):
    each = 4
    folders = [put(data.root, number + 1, f"P{number:03d}") for number in range(WRITERS * each)]
    sessions = [read_session(open_recording(folder)) for folder in folders]
    open_store(data, database).close()

    def write(writer: int) -> None:
        with open_store(data, database) as store:
            for session in sessions[writer * each : (writer + 1) * each]:
                save_session(store, session, "mark")

    at_once(WRITERS, write)
    with open_store(data, database) as store:
        assert [row[0] for row in rows(store, SessionRow)] == [each.name for each in folders]
        assert len(rows(store, RepetitionRow)) == 3 * len(folders)


def test_one_session_saved_by_many_is_there_once_and_whole(data, database):
    folder = put(data.root, rows=[row(number) for number in range(1, 41)])
    long = read_session(open_recording(folder))
    shutil.rmtree(folder)
    short = read_session(open_recording(put(data.root, rows=[row(1), row(2)])))
    with open_store(data, database) as store:
        at_once(8, lambda number: save_session(store, (long, short)[number % 2], str(number)))
        ((_, mark, *_),) = rows(store, SessionRow)
        assert len(rows(store, RepetitionRow)) == (40, 2)[int(mark) % 2]


def test_programs_that_open_a_new_database_at_once_and_fill_it(data, database):
    for number in range(1, 13):
        put(data.root, number)
    assert children(4, str(data.root), database, "reindex") == ["[]\n"] * 4
    with open_store(data, database) as store:
        together = content(store)
        assert len(together["session"]) == 12
        assert reindex(store, data, quiet).unchanged == 12
    elsewhere = f"sqlite:///{data.root / 'alone.db'}"
    with open_store(data, elsewhere) as alone:
        reindex(alone, data, quiet)
        assert content(alone) == together


def test_an_audit_of_many_hangs_together(data, database):
    children(3, str(data.root), database, "audit")
    with open_store(data, database) as store:

        def write(number: int) -> None:
            with store.writing() as connection:
                audit(connection, f"writer {number}", "count", "")

        at_once(WRITERS, write)
        assert verified(store) == 30 + WRITERS


def verified(store: Store) -> int:
    with store.reading() as connection:
        return verify_audit(connection).number


def test_reading_does_not_wait_for_a_writer(data, database):
    put(data.root)
    with open_store(data, database) as store:
        reindex(store, data, quiet)
        with store.writing() as connection:
            audit(connection, "ana", "long work", "")
            assert len(rows(store, SessionRow)) == 1
