"""Indexes by which the workbench counts and lists codings"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_coding_statement_id_state_score", "coding", ["statement_id", "state", "score"]
    )
    op.create_index(
        "ix_coding_state_score", "coding", ["state", sa.text("score DESC"), "statement_id"]
    )
    op.create_index(
        "ix_coding_theme_id_state_statement_id", "coding", ["theme_id", "state", "statement_id"]
    )
    # Each of these begins like one of the indexes above, which do its work too.
    op.drop_index("ix_coding_statement_id_state", table_name="coding")
    op.drop_index("ix_coding_statement_id", table_name="coding")
    op.drop_index("ix_coding_theme_id", table_name="coding")


def downgrade() -> None:
    op.create_index("ix_coding_theme_id", "coding", ["theme_id"])
    op.create_index("ix_coding_statement_id", "coding", ["statement_id"])
    op.create_index("ix_coding_statement_id_state", "coding", ["statement_id", "state"])
    op.drop_index("ix_coding_theme_id_state_statement_id", table_name="coding")
    op.drop_index("ix_coding_state_score", table_name="coding")
    op.drop_index("ix_coding_statement_id_state_score", table_name="coding")
