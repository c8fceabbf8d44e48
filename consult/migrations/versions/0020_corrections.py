"""Responses that their respondents corrected or withdrew"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STANDINGS = ("counted", "held", "campaign")


def _allow(*standings: str) -> None:
    listed = ", ".join(f"'{each}'" for each in standings)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_response_standing"), type_="check")
        batch_op.create_check_constraint(op.f("ck_response_standing"), f"standing IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "response_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_version_response_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_version")),
        sa.UniqueConstraint(
            "response_id", "number", name=op.f("uq_response_version_response_id_number")
        ),
    )
    op.create_index(op.f("ix_response_version_response_id"), "response_version", ["response_id"])
    _allow(*STANDINGS, "withdrawn")


def downgrade() -> None:
    op.execute("UPDATE response SET standing = 'held' WHERE standing = 'withdrawn'")
    _allow(*STANDINGS)
    op.drop_table("response_version")
