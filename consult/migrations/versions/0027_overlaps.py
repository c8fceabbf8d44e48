"""Overlaps of work that people confirmed or rejected"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overlap_verdict",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "confirmed",
                "rejected",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("words_digest", sa.String(length=64), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_overlap_verdict_pair_in_order")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_overlap_verdict_reason_not_empty")),
        sa.ForeignKeyConstraint(
            ["one_id"], ["statement.id"], name=op.f("fk_overlap_verdict_one_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["statement.id"], name=op.f("fk_overlap_verdict_other_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_overlap_verdict_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_overlap_verdict_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_overlap_verdict")),
    )
    for column in ("other_id", "consultation_id"):
        op.create_index(op.f(f"ix_overlap_verdict_{column}"), "overlap_verdict", [column])


def downgrade() -> None:
    op.drop_table("overlap_verdict")
