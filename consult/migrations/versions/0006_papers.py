"""Papers made of blocks, their kept versions, reasons and the councils' own templates"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _person(column):
    return sa.Column(column, sa.Integer(), nullable=True)


def _to_person(table, column):
    return sa.ForeignKeyConstraint([column], ["user.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("paperkind", "council-paper", "findings"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", _enum("paperstate", "draft", "checked", "approved"), nullable=False),
        sa.Column("particulars", sa.JSON(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _person("author_id"),
        _person("changed_by_id"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        _person("checked_by_id"),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        _person("approved_by_id"),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_paper_title_not_empty")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_paper_version_from_one")),
        sa.CheckConstraint(
            "(state = 'draft') = (checked_at IS NULL)",
            name=op.f("ck_paper_checked_or_more_says_when"),
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)",
            name=op.f("ck_paper_approved_says_when"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR author_id IS NULL OR approved_by_id != author_id",
            name=op.f("ck_paper_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_paper_consultation_id")
        ),
        *(
            _to_person("paper", column)
            for column in ("author_id", "changed_by_id", "checked_by_id", "approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_consultation_id"), "paper", ["consultation_id"])
    op.create_table(
        "paper_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("blockkind", "heading", "text", "figure", "table", "chart", "quote", "finding"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'quote') = (statement_id IS NOT NULL)",
            name=op.f("ck_paper_block_a_quote_names_its_statement"),
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_block_paper_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_paper_block_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_block")),
    )
    op.create_index(op.f("ix_paper_block_paper_id"), "paper_block", ["paper_id"])
    op.create_index(op.f("ix_paper_block_statement_id"), "paper_block", ["statement_id"])
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _person("made_by_id"),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id")),
        _to_person("paper_version", "made_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_version_paper_id_number")),
    )
    op.create_index(op.f("ix_paper_version_paper_id"), "paper_version", ["paper_id"])
    op.create_table(
        "paper_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _person("given_by_id"),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_paper_reason_reason_not_empty")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_reason_paper_id")),
        _to_person("paper_reason", "given_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_reason")),
        sa.UniqueConstraint(
            "paper_id", "fingerprint", name=op.f("uq_paper_reason_paper_id_fingerprint")
        ),
    )
    op.create_index(op.f("ix_paper_reason_paper_id"), "paper_reason", ["paper_id"])
    op.create_table(
        "paper_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _person("added_by_id"),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_paper_template_name_not_empty")),
        _to_person("paper_template", "added_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_template")),
        sa.UniqueConstraint("name", name=op.f("uq_paper_template_name")),
    )


def downgrade() -> None:
    op.drop_table("paper_template")
    op.drop_index(op.f("ix_paper_reason_paper_id"), "paper_reason")
    op.drop_table("paper_reason")
    op.drop_index(op.f("ix_paper_version_paper_id"), "paper_version")
    op.drop_table("paper_version")
    op.drop_index(op.f("ix_paper_block_statement_id"), "paper_block")
    op.drop_index(op.f("ix_paper_block_paper_id"), "paper_block")
    op.drop_table("paper_block")
    op.drop_index(op.f("ix_paper_consultation_id"), "paper")
    op.drop_table("paper")
