"""What the real day adds to the tables.

What phones have written stays readable: add columns and tables, never rename or drop them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(length=20), server_default="ON_SITE", nullable=False))
        batch_op.add_column(sa.Column("import_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("import_line", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("abort", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("attempt", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("attempted_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("returns", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("conflicts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("sealer_id", sa.String(length=36), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unseen_devices", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("unseen_ops", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_visit_import_id"), ["import_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("evidence is never migrated backwards: restore a backup instead")
