"""The wall of a workshop with its moderator's rulings, and votes with their ballots"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                name="votestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("dots BETWEEN 1 AND 20", name=op.f("ck_vote_dots_in_range")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_vote_title_not_empty")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_vote_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_vote_code_hash")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_vote_workshop_id"), ["workshop_id"], unique=False)
        batch_op.create_index(
            "uq_vote_open",
            ["workshop_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "wall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("code_salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_expires_at", sa.DateTime(), nullable=False),
        sa.Column("is_open_to_tables", sa.Boolean(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("themes_of", sa.String(length=80), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_wall_job_id")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_wall_workshop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_wall_code_hash")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_wall_workshop_id")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "used BETWEEN 0 AND allowed", name=op.f("ck_ballot_no_more_dots_than_allowed")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("vote_id", "token_hash", name=op.f("uq_ballot_vote_id_token_hash")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_ballot_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "vote_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(statement_id IS NULL) != (theme_id IS NULL)",
            name=op.f("ck_vote_option_statement_or_theme"),
        ),
        sa.CheckConstraint("length(label) > 0", name=op.f("ck_vote_option_label_not_empty")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_vote_option_statement_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_vote_option_theme_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_option_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_option")),
        sa.UniqueConstraint(
            "vote_id", "statement_id", name=op.f("uq_vote_option_vote_id_statement_id")
        ),
        sa.UniqueConstraint("vote_id", "theme_id", name=op.f("uq_vote_option_vote_id_theme_id")),
    )
    with op.batch_alter_table("vote_option", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_vote_option_statement_id"), ["statement_id"], unique=False)
        batch_op.create_index(op.f("ix_vote_option_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index(op.f("ix_vote_option_vote_id"), ["vote_id"], unique=False)

    op.create_table(
        "wall_ruling",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ruled_by_id"], ["user.id"], name=op.f("fk_wall_ruling_ruled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_wall_ruling_statement_id")
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_wall_ruling")),
    )
    op.create_table(
        "ballot_dots",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.CheckConstraint("dots > 0", name=op.f("ck_ballot_dots_has_dots")),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_dots_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["vote_option.id"], name=op.f("fk_ballot_dots_option_id")
        ),
        sa.PrimaryKeyConstraint("ballot_id", "option_id", name=op.f("pk_ballot_dots")),
    )
    with op.batch_alter_table("ballot_dots", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_ballot_dots_option_id"), ["option_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ballot_dots", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_ballot_dots_option_id"))

    op.drop_table("ballot_dots")
    op.drop_table("wall_ruling")
    with op.batch_alter_table("vote_option", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_vote_option_vote_id"))
        batch_op.drop_index(op.f("ix_vote_option_theme_id"))
        batch_op.drop_index(op.f("ix_vote_option_statement_id"))

    op.drop_table("vote_option")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_ballot_vote_id"))

    op.drop_table("ballot")
    op.drop_table("wall")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_vote_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(op.f("ix_vote_workshop_id"))

    op.drop_table("vote")
