"""Orders of review, what a run changed, and what it learned"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("is_gained", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["analysis_run.id"], name=op.f("fk_run_change_run_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_run_change_statement_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_run_change_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_change")),
        sa.UniqueConstraint(
            "run_id",
            "statement_id",
            "theme_id",
            name=op.f("uq_run_change_run_id_statement_id_theme_id"),
        ),
    )
    with op.batch_alter_table("run_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_run_change_statement_id"), ["statement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_run_change_theme_id"), ["theme_id"], unique=False)

    op.create_table(
        "run_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("uncertainty", sa.Double(), nullable=False),
        sa.Column("least_certain", sa.Integer(), nullable=True),
        sa.Column("most_different", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["analysis_run.id"], name=op.f("fk_run_place_run_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_run_place_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_place")),
        sa.UniqueConstraint(
            "run_id", "statement_id", name=op.f("uq_run_place_run_id_statement_id")
        ),
    )
    with op.batch_alter_table("run_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_run_place_statement_id"), ["statement_id"], unique=False
        )

    with op.batch_alter_table("analysis_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_recoding", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("learning", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_decided_at"), ["decided_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_decided_at"))

    with op.batch_alter_table("analysis_run", schema=None) as batch_op:
        batch_op.drop_column("learning")
        batch_op.drop_column("is_recoding")

    with op.batch_alter_table("run_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_place_statement_id"))

    op.drop_table("run_place")
    with op.batch_alter_table("run_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_change_theme_id"))
        batch_op.drop_index(batch_op.f("ix_run_change_statement_id"))

    op.drop_table("run_change")
