"""Positions on a proposal"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statement_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column(
            "suggested",
            sa.Enum(
                "for",
                "against",
                "mixed",
                "unclear",
                name="suggested",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column(
            "decided",
            sa.Enum(
                "for",
                "against",
                "mixed",
                "unclear",
                name="decided",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(decided IS NULL) = (decided_at IS NULL) AND (decided IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_statement_position_decided_says_who_and_when"),
        ),
        sa.CheckConstraint(
            "(suggested IS NULL) = (run_id IS NULL)",
            name=op.f("ck_statement_position_suggested_by_a_run"),
        ),
        sa.CheckConstraint(
            "chance >= 0 AND chance <= 1", name=op.f("ck_statement_position_chance_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_statement_position_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.id"], name=op.f("fk_statement_position_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_position_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_position")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_statement_position_statement_id")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposal", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_column("proposal")

    op.drop_table("statement_position")
