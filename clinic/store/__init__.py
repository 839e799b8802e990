"""The clinic's database. Files are the truth; this is an index of them that can be asked.

    with open_store(data) as store:
        reindex(store, data, progress)
        with store.reading() as connection:
            sessions = sessions_of(connection, "P01")

Accounts, plans and the audit live here alone (`clinic.store.own_tables`); no reindex touches them.
"""

from clinic.store.asking import (
    KnownExercise,
    KnownPatient,
    KnownSession,
    exercises_of,
    patients,
    sessions_of,
)
from clinic.store.audit import Head, audit, verify_audit
from clinic.store.reindexing import Reindexed, rebuild, refresh_patient, reindex
from clinic.store.saving import save_session
from clinic.store.store import Store, open_store

__all__ = [
    "Head",
    "KnownExercise",
    "KnownPatient",
    "KnownSession",
    "Reindexed",
    "Store",
    "audit",
    "exercises_of",
    "open_store",
    "patients",
    "rebuild",
    "refresh_patient",
    "reindex",
    "save_session",
    "sessions_of",
    "verify_audit",
]
