"""Candidate themes below candidate themes"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("candidate_theme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_candidate_theme_parent_id"), "candidate_theme", ["parent_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_candidate_theme_parent_id"), ["parent_id"], unique=False)


def downgrade() -> None:
    # Without a parent they would stand beside the themes that hold the same statements.
    op.execute(
        "DELETE FROM candidate_member WHERE candidate_id IN "
        "(SELECT id FROM candidate_theme WHERE parent_id IS NOT NULL)"
    )
    op.execute("DELETE FROM candidate_theme WHERE parent_id IS NOT NULL")
    with op.batch_alter_table("candidate_theme", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_candidate_theme_parent_id"))
        batch_op.drop_constraint(op.f("fk_candidate_theme_parent_id"), type_="foreignkey")
        batch_op.drop_column("parent_id")
