"""Days on which those who were invited and had not answered were reminded"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation_batch", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("used_when_listed", sa.Integer(), server_default="0", nullable=False)
        )
    op.create_table(
        "invitation_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["invitation_batch.id"], name=op.f("fk_invitation_reminder_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user.id"], name=op.f("fk_invitation_reminder_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_reminder")),
        sa.UniqueConstraint(
            "batch_id", "reminded_on", name=op.f("uq_invitation_reminder_batch_id_reminded_on")
        ),
    )
    op.create_index(op.f("ix_invitation_reminder_batch_id"), "invitation_reminder", ["batch_id"])


def downgrade() -> None:
    op.drop_table("invitation_reminder")
    with op.batch_alter_table("invitation_batch", schema=None) as batch_op:
        batch_op.drop_column("used_when_listed")
