"""What the console keeps: who is signed in, cards, the clinic's levels, stations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its tables."""
    op.add_column("plan", sa.Column("cancelled_utc", sa.DateTime(), nullable=True))
    _signing_in()
    _cards_and_levels()
    _stations()


def downgrade() -> None:
    """Cards and levels would be lost. Raises NotImplementedError."""
    raise NotImplementedError("restore a backup instead")


def _signing_in() -> None:
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("opened_utc", sa.DateTime(), nullable=False),
        sa.Column("seen_utc", sa.DateTime(), nullable=False),
        sa.Column("ends_utc", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_login_session_account_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_session"),
    )
    op.create_index("ix_login_session_account_id", "login_session", ["account_id"])
    op.create_table(
        "lockout",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last_utc", sa.DateTime(), nullable=False),
        sa.Column("until_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("login", name="pk_lockout"),
    )


def _cards_and_levels() -> None:
    op.create_table(
        "card",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("cautions", sa.Text(), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("archived_utc", sa.DateTime(), nullable=True),
        sa.Column("changed_utc", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name="fk_card_changed_by"),
        sa.PrimaryKeyConstraint("code", name="pk_card"),
    )
    op.create_table(
        "clinic_level",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made_utc", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_clinic_level"),
    )
    op.create_table(
        "level_version",
        sa.Column("level_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("saved_utc", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["clinic_level.id"], name="fk_level_version_level_id"
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["account.id"], name="fk_level_version_saved_by"),
        sa.PrimaryKeyConstraint("level_id", "number", name="pk_level_version"),
    )


def _stations() -> None:
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("joined_utc", sa.DateTime(), nullable=False),
        sa.Column("seen_utc", sa.DateTime(), nullable=True),
        sa.Column("removed_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("name", name="uq_station_name"),
        sa.UniqueConstraint("key_hash", name="uq_station_key_hash"),
    )
    op.create_table(
        "join_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_utc", sa.DateTime(), nullable=False),
        sa.Column("expires_utc", sa.DateTime(), nullable=False),
        sa.Column("used_utc", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_join_code_made_by"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_join_code"),
    )
