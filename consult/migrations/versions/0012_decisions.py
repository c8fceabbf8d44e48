"""Decisions about themes, the actions that follow, and how far they have come"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "will",
                "look-into",
                "will-not",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "verdict = 'will' OR length(reason) > 0", name=op.f("ck_decision_says_why")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_decision_text_not_empty")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decision_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(
        op.f("ix_decision_consultation_id"), "decision", ["consultation_id"], unique=False
    )
    op.create_table(
        "agreed_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "under-way",
                "done",
                "stopped",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(owner) > 0", name=op.f("ck_agreed_action_owner_not_empty")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_agreed_action_text_not_empty")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_agreed_action_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreed_action_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_action")),
    )
    op.create_index(
        op.f("ix_agreed_action_decision_id"), "agreed_action", ["decision_id"], unique=False
    )
    op.create_index(op.f("ix_agreed_action_due_on"), "agreed_action", ["due_on"], unique=False)
    op.create_index(
        op.f("ix_agreed_action_organisation_id"), "agreed_action", ["organisation_id"], unique=False
    )
    op.create_table(
        "action_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "under-way",
                "done",
                "stopped",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["agreed_action.id"], name=op.f("fk_action_progress_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user.id"], name=op.f("fk_action_progress_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_progress")),
    )
    op.create_index(
        op.f("ix_action_progress_action_id"), "action_progress", ["action_id"], unique=False
    )
    op.create_table(
        "decision_theme",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_theme_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_decision_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "theme_id", name=op.f("pk_decision_theme")),
    )
    op.create_index(
        op.f("ix_decision_theme_theme_id"), "decision_theme", ["theme_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_theme_theme_id"), table_name="decision_theme")
    op.drop_table("decision_theme")
    op.drop_index(op.f("ix_action_progress_action_id"), table_name="action_progress")
    op.drop_table("action_progress")
    op.drop_index(op.f("ix_agreed_action_organisation_id"), table_name="agreed_action")
    op.drop_index(op.f("ix_agreed_action_due_on"), table_name="agreed_action")
    op.drop_index(op.f("ix_agreed_action_decision_id"), table_name="agreed_action")
    op.drop_table("agreed_action")
    op.drop_index(op.f("ix_decision_consultation_id"), table_name="decision")
    op.drop_table("decision")
