"""Disclosure control: its threshold and rounding, and what was released"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fewest_shown", sa.Integer(), server_default="5", nullable=False)
        )
        batch_op.add_column(
            sa.Column("rounds_counts", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_check_constraint(
            op.f("ck_consultation_fewest_shown"), "fewest_shown IN (5, 10)"
        )
    op.create_table(
        "figure_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=80), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_figure_release_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_release")),
    )
    op.create_index(
        op.f("ix_figure_release_consultation_id"), "figure_release", ["consultation_id"]
    )


def downgrade() -> None:
    op.drop_table("figure_release")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consultation_fewest_shown"), type_="check")
        batch_op.drop_column("rounds_counts")
        batch_op.drop_column("fewest_shown")
