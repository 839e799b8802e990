"""Several stations and therapists at one console on PostgreSQL: nothing is lost.

The same load for a minute, with twenty stations and ten therapists, is `python -m bench scale`.
"""

from __future__ import annotations

from pathlib import Path

from support.postgres import Postgres

from bench.scale import Load, deadlocks, run

LOAD = Load(
    stations=4, therapists=2, play_s=8.0, page_every_s=0.5, sessions=100, audited=10, level="taster"
)


def test_nothing_is_lost(tmp_path: Path, postgres: Postgres) -> None:
    database = postgres.new_database()
    outcome = run(tmp_path, database, LOAD)
    assert outcome.lost == []
    assert deadlocks(database) == 0
    played = outcome.stations.played
    assert [each.calls for each in played] == [2, 3, 2, 3]  # every second one was cut off
    assert min(each.events for each in played) > 20
    assert outcome.clicks >= outcome.obeyed > 0
    assert min(each.updates for each in outcome.therapists) > 0
