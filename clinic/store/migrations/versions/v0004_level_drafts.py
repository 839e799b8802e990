"""Levels that are being written and are not saved yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "level_draft",
        sa.Column("level_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("changed_utc", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["level_id"], ["clinic_level.id"], name="fk_level_draft_level_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_level_draft_account_id"),
        sa.PrimaryKeyConstraint("level_id", "account_id", name="pk_level_draft"),
    )


def downgrade() -> None:
    """What is not saved would be lost. Raises NotImplementedError."""
    raise NotImplementedError("restore a backup instead")
