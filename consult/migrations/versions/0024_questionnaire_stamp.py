"""The stamp of all questionnaires, by which a kept one is known to be fresh"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire_stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_questionnaire_stamp_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_stamp")),
    )


def downgrade() -> None:
    op.drop_table("questionnaire_stamp")
