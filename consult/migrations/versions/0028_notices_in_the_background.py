"""Notices of an edition as work of the background, which waits and tries again"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = "'waiting', 'sending', 'sent', 'failed', 'dropped'"


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("edition_notice", schema=None) as batch_op:
        # What stands there was handed to a mail server within its request.
        batch_op.add_column(
            sa.Column("state", sa.String(length=40), server_default="sent", nullable=False)
        )
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        batch_op.alter_column("told_at", existing_type=sa.DateTime(), nullable=True)
        batch_op.create_check_constraint(
            op.f("ck_edition_notice_noticestate"), f"state IN ({STATES})"
        )
        batch_op.create_check_constraint(
            op.f("ck_edition_notice_sent_has_a_time"),
            "(state = 'sent') = (told_at IS NOT NULL)",
        )
    with op.batch_alter_table("edition_notice", schema=None) as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("tries", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    # Whoever was not told can be told again.
    op.execute("DELETE FROM edition_notice WHERE state <> 'sent'")
    with op.batch_alter_table("edition_notice", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_edition_notice_sent_has_a_time"), type_="check")
        batch_op.drop_constraint(op.f("ck_edition_notice_noticestate"), type_="check")
        batch_op.alter_column("told_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.drop_column("tries")
        batch_op.drop_column("state")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("due_at")
