"""The sub-themes that the machine sees in a theme"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "split_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_split_proposal_theme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_proposal")),
    )
    with op.batch_alter_table("split_proposal", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_split_proposal_theme_id"), ["theme_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("split_proposal", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_split_proposal_theme_id"))
    op.drop_table("split_proposal")
