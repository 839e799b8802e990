"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index, what the database owns, and the rule that the audit only grows."""
    _index()
    _own()
    _only_grows("audit")


def downgrade() -> None:
    """Accounts and the audit would be lost. Raises NotImplementedError."""
    raise NotImplementedError("restore a backup instead")


def _index() -> None:
    op.create_table(
        "patient",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("affected_side", sa.String(), nullable=False),
        sa.Column("posture", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_patient"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("patient_code", sa.String(), nullable=False),
        sa.Column("start_utc", sa.DateTime(), nullable=False),
        sa.Column("level_id", sa.String(), nullable=False),
        sa.Column("level_title", sa.String(), nullable=False),
        sa.Column("level_sha256", sa.String(), nullable=False),
        sa.Column("affected_side", sa.String(), nullable=False),
        sa.Column("input_device", sa.String(), nullable=False),
        sa.Column("resumed_from", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("practice", sa.BigInteger(), nullable=False),
        sa.Column("scored", sa.BigInteger(), nullable=False),
        sa.Column("won", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_index("ix_session_patient_code_start_utc", "session", ["patient_code", "start_utc"])
    _of_a_session(
        "exercise",
        "number",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("planned_sets", sa.BigInteger(), nullable=False),
        sa.Column("planned_repetitions", sa.BigInteger(), nullable=False),
        sa.Column("sets_begun", sa.BigInteger(), nullable=False),
        sa.Column("practice", sa.BigInteger(), nullable=False),
        sa.Column("scored", sa.BigInteger(), nullable=False),
        sa.Column("won", sa.BigInteger(), nullable=False),
        sa.Column("difficulty_first", sa.Double(), nullable=True),
        sa.Column("difficulty_last", sa.Double(), nullable=True),
    )
    _of_a_session(
        "repetition",
        "trial_num",
        sa.Column("exercise", sa.BigInteger(), nullable=False),
        sa.Column("set", sa.BigInteger(), nullable=False),
        sa.Column("familiarisation", sa.Boolean(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("scored", sa.Boolean(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("margin", sa.Double(), nullable=True),
        sa.Column("end_time_ns", sa.BigInteger(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
    )
    _of_a_session(
        "exclusion",
        "trial_num",
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("excluded_utc", sa.DateTime(), nullable=False),
    )
    _of_a_session(
        "check_answer",
        "number",
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("time_ns", sa.BigInteger(), nullable=False),
        sa.Column("pain", sa.BigInteger(), nullable=True),
        sa.Column("exertion", sa.BigInteger(), nullable=True),
        sa.Column("ready", sa.String(), nullable=True),
        sa.Column("comfort", sa.String(), nullable=True),
        sa.Column("word", sa.String(), nullable=True),
    )
    _of_a_session(
        "attested_minutes",
        "number",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("attested_utc", sa.DateTime(), nullable=False),
    )
    _of_a_session(
        "note",
        "number",
        sa.Column("style", sa.String(), nullable=False),
        sa.Column("written_utc", sa.DateTime(), nullable=False),
    )


def _of_a_session(name: str, number: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column(number, sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=f"fk_{name}_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", number, name=f"pk_{name}"),
    )


def _own() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_utc", sa.DateTime(), nullable=False),
        sa.Column("disabled_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_code", sa.String(), nullable=False),
        sa.Column("level_id", sa.String(), nullable=False),
        sa.Column("sessions_per_week", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("planned_utc", sa.DateTime(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["planned_by"], ["account.id"], name="fk_plan_planned_by"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_patient_code", "plan", ["patient_code"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])


def _only_grows(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RAISE EXCEPTION 'the {table} only grows'; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_only_grows_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the {table} only grows'); END"
        )
