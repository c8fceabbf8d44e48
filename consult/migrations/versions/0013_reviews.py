"""Parts coded, notes, bookmarks, keys of decisions, groups of repeats; indexes of the workbench"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_coding_theme_id_state_score": (
        "coding",
        ["theme_id", "state", "score", "statement_id"],
    ),
    "ix_coding_statement_id_state": ("coding", ["statement_id", "state"]),
    "ix_statement_consultation_id_kind_state": ("statement", ["consultation_id", "kind", "state"]),
    "ix_audit_event_consultation_id_id": ("audit_event", ["consultation_id", "id"]),
}


def _id():
    return sa.Column("id", sa.Integer(), nullable=False)


def _number(name, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _to(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table):
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table, name, condition):
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _index(table, column):
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    op.create_table(
        "passage",
        _id(),
        _number("coding_id"),
        _number("statement_version"),
        _number("start_offset"),
        _number("end_offset"),
        _number("made_by_id"),
        _moment("made_at"),
        _moment("taken_back_at", nullable=True),
        _check("passage", "has_words", "start_offset >= 0 AND end_offset > start_offset"),
        _to("passage", "coding_id", "coding"),
        _to("passage", "made_by_id", "user"),
        _key("passage"),
    )
    _index("passage", "coding_id")
    op.create_table(
        "statement_note",
        _id(),
        _number("statement_id"),
        sa.Column("text", sa.Text(), nullable=False),
        _number("author_id"),
        _moment("written_at"),
        _moment("taken_back_at", nullable=True),
        _check("statement_note", "text_not_empty", "length(text) > 0"),
        _to("statement_note", "author_id", "user"),
        _to("statement_note", "statement_id", "statement"),
        _key("statement_note"),
    )
    _index("statement_note", "statement_id")
    op.create_table(
        "bookmark",
        _id(),
        _number("statement_id"),
        _number("set_by_id"),
        _moment("set_at"),
        _moment("taken_back_at", nullable=True),
        _to("bookmark", "set_by_id", "user"),
        _to("bookmark", "statement_id", "statement"),
        _key("bookmark"),
        _unique("bookmark", "statement_id"),
    )
    op.create_table(
        "decision_key",
        _id(),
        sa.Column("key", sa.Uuid(), nullable=False),
        _number("user_id"),
        _moment("taken_in_at"),
        _to("decision_key", "user_id", "user"),
        _key("decision_key"),
        _unique("decision_key", "key"),
    )
    _create_repeats()
    for name, (table, columns) in INDEXES.items():
        op.create_index(op.f(name), table, columns, unique=False)


def _create_repeats() -> None:
    op.create_table(
        "repeat_group",
        _id(),
        _number("consultation_id"),
        _number("run_id"),
        sa.Column("kind", _enum("repeatkind", "exact", "near", "campaign"), nullable=False),
        sa.Column(
            "decision",
            _enum("repeatdecision", "open", "separate", "campaign", "duplicate"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("decided_by_id", nullable=True),
        _moment("decided_at", nullable=True),
        _check(
            "repeat_group",
            "decided_says_why",
            "decision = 'open' OR (decided_at IS NOT NULL AND length(reason) > 0)",
        ),
        _to("repeat_group", "consultation_id", "consultation"),
        _to("repeat_group", "decided_by_id", "user"),
        _to("repeat_group", "run_id", "analysis_run"),
        _key("repeat_group"),
    )
    _index("repeat_group", "consultation_id")
    _index("repeat_group", "run_id")
    op.create_table(
        "repeat_member",
        _id(),
        _number("group_id"),
        _number("statement_id"),
        _number("position"),
        _to("repeat_member", "group_id", "repeat_group"),
        _to("repeat_member", "statement_id", "statement"),
        _key("repeat_member"),
        _unique("repeat_member", "group_id", "statement_id"),
    )
    _index("repeat_member", "group_id")
    _index("repeat_member", "statement_id")


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(op.f(name), table_name=table)
    tables = ("repeat_member", "repeat_group", "decision_key", "bookmark", "statement_note")
    for table in (*tables, "passage"):
        op.drop_table(table)
