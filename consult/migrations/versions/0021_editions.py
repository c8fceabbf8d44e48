"""Published editions of the results"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _edition()
    _notice()
    _remark()


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paper_version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("licence_url", sa.String(length=500), nullable=False),
        sa.Column("visible_from", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_edition_number_from_one")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)",
            name=op.f("ck_edition_withdrawn_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_edition_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["paper_version_id"], ["paper_version.id"], name=op.f("fk_edition_paper_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_edition_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_edition_consultation_id_number")
        ),
    )
    op.create_index(op.f("ix_edition_consultation_id"), "edition", ["consultation_id"])
    op.create_index(op.f("ix_edition_paper_version_id"), "edition", ["paper_version_id"])


def _notice() -> None:
    op.create_table(
        "edition_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_notice_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_detail.id"], name=op.f("fk_edition_notice_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_notice")),
        sa.UniqueConstraint(
            "edition_id", "contact_id", name=op.f("uq_edition_notice_edition_id_contact_id")
        ),
    )
    op.create_index(op.f("ix_edition_notice_edition_id"), "edition_notice", ["edition_id"])
    op.create_index(op.f("ix_edition_notice_contact_id"), "edition_notice", ["contact_id"])


def _remark() -> None:
    op.create_table(
        "edition_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "held",
                "corrected",
                "answered",
                "no-change",
                name="remarkstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_edition_remark_text_not_empty")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_remark_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_edition_remark_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_remark")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_edition_remark_submission_key")),
    )
    op.create_index(op.f("ix_edition_remark_edition_id"), "edition_remark", ["edition_id"])


def downgrade() -> None:
    for table in ("edition_remark", "edition_notice", "edition"):
        op.drop_table(table)
