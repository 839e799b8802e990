"""What a patient is treated for, in the index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; the next reindex fills it."""
    op.add_column("patient", sa.Column("condition", sa.String(), nullable=True))


def downgrade() -> None:
    """Take it away: the profiles hold it."""
    op.drop_column("patient", "condition")
