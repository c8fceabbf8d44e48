"""Changes of capture sheets by UUID, and the words that are kept beside a card's own"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rival_text", sa.Text(), nullable=True),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "rival_text IS NOT NULL OR NOT is_settled",
            name=op.f("ck_sheet_change_only_rivals_are_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_sheet_change_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_change")),
        sa.UniqueConstraint("uuid", name=op.f("uq_sheet_change_uuid")),
    )
    with op.batch_alter_table("sheet_change", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_sheet_change_statement_id"), ["statement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sheet_change", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_sheet_change_statement_id"))

    op.drop_table("sheet_change")
