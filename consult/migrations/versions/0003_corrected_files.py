"""Corrected files, column profiles, and what may be quoted of a statement"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user.id"], name=op.f("fk_column_profile_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_column_profile_name")),
    )
    op.add_column(
        "statement", sa.Column("public_text", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("statement", sa.Column("about", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("new_outcomes", sa.JSON(), server_default="[]", nullable=False)
        )
        batch_op.add_column(sa.Column("changes", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_import_corrects_id"), "import", ["corrects_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_import_corrects_id"), ["corrects_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_import_corrects_id"))
        batch_op.drop_constraint(op.f("fk_import_corrects_id"), type_="foreignkey")
        batch_op.drop_column("corrects_id")
        batch_op.drop_column("changes")
        batch_op.drop_column("new_outcomes")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_column("about")
        batch_op.drop_column("public_text")

    op.drop_table("column_profile")
