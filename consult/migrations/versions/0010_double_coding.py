"""Samples that two code blind, and what each gave"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "double_coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("codebook_version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("spread_by", sa.String(length=120), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "coding",
                "measuring",
                "reconciling",
                "finished",
                "abandoned",
                name="doublecodingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_coder_id", sa.Integer(), nullable=False),
        sa.Column("second_coder_id", sa.Integer(), nullable=True),
        sa.Column("first_done_at", sa.DateTime(), nullable=True),
        sa.Column("second_done_at", sa.DateTime(), nullable=True),
        sa.Column("measured_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('reconciling', 'finished') OR measured_at IS NOT NULL",
            name=op.f("ck_double_coding_measured_before_reconciled"),
        ),
        sa.CheckConstraint(
            "first_coder_id != second_coder_id", name=op.f("ck_double_coding_two_coders")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_double_coding_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["user.id"], name=op.f("fk_double_coding_drawn_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_coder_id"], ["user.id"], name=op.f("fk_double_coding_first_coder_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_coder_id"], ["user.id"], name=op.f("fk_double_coding_second_coder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_coding")),
    )
    with op.batch_alter_table("double_coding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_double_coding_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_double_coding_first_coder_id"), ["first_coder_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_double_coding_second_coder_id"), ["second_coder_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_double_coding_state"), ["state"], unique=False)

    op.create_table(
        "sampled_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("double_coding_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_sampled_statement_position_from_one")),
        sa.ForeignKeyConstraint(
            ["double_coding_id"],
            ["double_coding.id"],
            name=op.f("fk_sampled_statement_double_coding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_sampled_statement_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_statement")),
        sa.UniqueConstraint(
            "double_coding_id",
            "position",
            name=op.f("uq_sampled_statement_double_coding_id_position"),
        ),
        sa.UniqueConstraint(
            "double_coding_id",
            "statement_id",
            name=op.f("uq_sampled_statement_double_coding_id_statement_id"),
        ),
    )
    with op.batch_alter_table("sampled_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sampled_statement_double_coding_id"), ["double_coding_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sampled_statement_statement_id"), ["statement_id"], unique=False
        )

    op.create_table(
        "blind_coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum(
                "first",
                "second",
                "agreed",
                name="seat",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("coded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["user.id"], name=op.f("fk_blind_coding_coder_id")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["sampled_statement.id"], name=op.f("fk_blind_coding_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_coding")),
        sa.UniqueConstraint("unit_id", "seat", name=op.f("uq_blind_coding_unit_id_seat")),
    )
    with op.batch_alter_table("blind_coding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blind_coding_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "blind_coding_theme",
        sa.Column("blind_coding_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blind_coding_id"],
            ["blind_coding.id"],
            name=op.f("fk_blind_coding_theme_blind_coding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_blind_coding_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("blind_coding_id", "theme_id", name=op.f("pk_blind_coding_theme")),
    )


def downgrade() -> None:
    op.drop_table("blind_coding_theme")
    with op.batch_alter_table("blind_coding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_coding_unit_id"))

    op.drop_table("blind_coding")
    with op.batch_alter_table("sampled_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sampled_statement_statement_id"))
        batch_op.drop_index(batch_op.f("ix_sampled_statement_double_coding_id"))

    op.drop_table("sampled_statement")
    with op.batch_alter_table("double_coding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_double_coding_state"))
        batch_op.drop_index(batch_op.f("ix_double_coding_second_coder_id"))
        batch_op.drop_index(batch_op.f("ix_double_coding_first_coder_id"))
        batch_op.drop_index(batch_op.f("ix_double_coding_consultation_id"))

    op.drop_table("double_coding")
