"""Versions of a survey, more types of question, who is asked what, and what is kept apart"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = ("text", "one-choice", "several-choices", "scale")
TYPES = (
    *("text", "short-text", "one-choice", "several-choices", "scale", "matrix", "ranking"),
    *("number", "date", "postcode", "place", "file", "contact", "information"),
)
COMPARISONS = ("any-of", "none-of", "answered", "not-answered", "at-least", "at-most")


def upgrade() -> None:
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(_flag("is_draft"))
        batch_op.add_column(sa.Column("what_changed", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("survey_section", schema=None) as batch_op:
        batch_op.add_column(_flag("is_equality"))
    _change_question()
    _name_questions()
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        batch_op.add_column(_flag("is_other"))
        batch_op.add_column(_flag("is_exclusive"))
        batch_op.add_column(sa.Column("x", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("y", sa.Integer(), nullable=True))
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("detail", sa.JSON(), nullable=True))
    _add_conditions()
    _add_what_is_kept_apart()


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _change_question() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("code", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("least", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("most", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column("unit", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("matrix_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_question_matrix_id"), "question", ["matrix_id"], ["id"]
        )
        batch_op.drop_constraint(op.f("ck_question_questiontype"), type_="check")
        batch_op.drop_constraint(op.f("ck_question_only_text_makes_statements"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_question_questiontype"), sa.column("question_type").in_(TYPES)
        )
        batch_op.create_check_constraint(
            op.f("ck_question_only_text_makes_statements"),
            "statement_kind IS NULL OR question_type IN ('text', 'short-text')",
        )
        batch_op.create_check_constraint(
            op.f("ck_question_least_below_most"), "least IS NULL OR most IS NULL OR least <= most"
        )
        batch_op.create_check_constraint(
            op.f("ck_question_a_row_of_a_matrix_is_a_scale"),
            "matrix_id IS NULL OR question_type = 'scale'",
        )
    op.create_index(op.f("ix_question_matrix_id"), "question", ["matrix_id"])


def _name_questions() -> None:
    """Name the questions of each survey by their order, as newer ones are named."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT question.id, survey_section.survey_id FROM question"
            " JOIN survey_section ON survey_section.id = question.section_id"
            " ORDER BY survey_section.survey_id, survey_section.position, question.position"
        )
    )
    numbers: dict[int, int] = {}
    for question_id, survey_id in rows.all():
        numbers[survey_id] = numbers.get(survey_id, 0) + 1
        op.get_bind().execute(
            sa.text("UPDATE question SET code = :code WHERE id = :id"),
            {"code": f"q{numbers[survey_id]}", "id": question_id},
        )


def _add_conditions() -> None:
    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "comparison",
            sa.Enum(
                *COMPARISONS,
                name="comparison",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(section_id IS NULL) != (question_id IS NULL)", name=op.f("ck_condition_of_one_thing")
        ),
        sa.CheckConstraint(
            "(comparison IN ('at-least', 'at-most')) = (value IS NOT NULL)",
            name=op.f("ck_condition_value_where_compared"),
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_condition_survey_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["survey_section.id"], name=op.f("fk_condition_section_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_condition_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["question.id"], name=op.f("fk_condition_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    for name in ("survey_id", "section_id", "question_id", "source_id"):
        op.create_index(op.f(f"ix_condition_{name}"), "condition", [name])
    op.create_table(
        "condition_option",
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_condition_option_condition_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["question_option.id"], name=op.f("fk_condition_option_option_id")
        ),
        sa.PrimaryKeyConstraint("condition_id", "option_id", name=op.f("pk_condition_option")),
    )


def _add_what_is_kept_apart() -> None:
    op.create_table(
        "equality_count",
        sa.Column("option_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_equality_count_people_not_negative")),
        sa.ForeignKeyConstraint(
            ["option_id"], ["question_option.id"], name=op.f("fk_equality_count_option_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_equality_count_survey_id")
        ),
        sa.PrimaryKeyConstraint("option_id", name=op.f("pk_equality_count")),
    )
    op.create_index(op.f("ix_equality_count_survey_id"), "equality_count", ["survey_id"])
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_file_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_file_answer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_file")),
        sa.UniqueConstraint("token", name=op.f("uq_answer_file_token")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_answer_file_answer_id")),
    )
    for name in ("question_id", "uploaded_at"):
        op.create_index(op.f(f"ix_answer_file_{name}"), "answer_file", [name])
    op.create_table(
        "contact_detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_contact_detail_response_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_contact_detail_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_detail")),
        sa.UniqueConstraint(
            "response_id", "question_id", name=op.f("uq_contact_detail_response_id_question_id")
        ),
    )
    for name in ("response_id", "question_id"):
        op.create_index(op.f(f"ix_contact_detail_{name}"), "contact_detail", [name])


def downgrade() -> None:
    for table in ("contact_detail", "answer_file", "equality_count", "condition_option"):
        op.drop_table(table)
    op.drop_table("condition")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("detail")
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        for name in ("is_other", "is_exclusive", "x", "y"):
            batch_op.drop_column(name)
    _older_types()
    with op.batch_alter_table("survey_section", schema=None) as batch_op:
        batch_op.drop_column("is_equality")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_column("is_draft")
        batch_op.drop_column("what_changed")


def _older_types() -> None:
    """Make a text of each question whose type the older schema does not know."""
    question = sa.table("question", sa.column("question_type", sa.String))
    is_newer = question.c.question_type.not_in(BEFORE)
    op.execute(question.update().where(is_newer).values(question_type="text"))
    with op.batch_alter_table("question", schema=None) as batch_op:
        for name in ("a_row_of_a_matrix_is_a_scale", "least_below_most"):
            batch_op.drop_constraint(op.f(f"ck_question_{name}"), type_="check")
        for name in ("questiontype", "only_text_makes_statements"):
            batch_op.drop_constraint(op.f(f"ck_question_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_question_matrix_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_question_matrix_id"))
        for name in ("code", "least", "most", "unit", "matrix_id"):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(
            op.f("ck_question_questiontype"), sa.column("question_type").in_(BEFORE)
        )
        batch_op.create_check_constraint(
            op.f("ck_question_only_text_makes_statements"),
            "statement_kind IS NULL OR question_type = 'text'",
        )
