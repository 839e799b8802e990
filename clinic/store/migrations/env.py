"""Runs migrations on the connection that it is handed, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from clinic.store import index_tables, own_tables
from clinic.store.base import Base

assert index_tables  # these fill the metadata
assert own_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
