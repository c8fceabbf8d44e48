"""Indexes that begin a longer one are gone from the tables that every answer is written to"""

from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

BEGINNINGS = (
    ("answer", "response_id"),
    ("statement_version", "statement_id"),
    ("audit_event", "consultation_id"),
)


def upgrade() -> None:
    for table, column in BEGINNINGS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)


def downgrade() -> None:
    for table, column in BEGINNINGS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
