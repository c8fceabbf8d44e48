"""A workshop's columns, rounds, quorum and attendance; statements split and tied"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("work", "barrier", "solution", "aspiration", "definition", "discussion", "comment")
# The heading of each kind's usual column: before there were columns, a kind was one.
HEADINGS = {
    "work": "Work",
    "barrier": "Barriers",
    "solution": "Solutions",
    "aspiration": "Aspirations",
    "definition": "Definitions",
    "discussion": "Discussion points",
    "comment": "Comments",
}
STATES = ("live", "struck", "withheld", "empty", "duplicate", "campaign")


def upgrade() -> None:
    _add_columns_table()
    _columns_from_kinds()
    _change_workshop()
    _add_rounds_and_attendance()
    _allow_states(*STATES, "replaced")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_one_point", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("statement_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heading", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE statement_version SET heading = (SELECT statement.heading FROM statement"
        " WHERE statement.id = statement_version.statement_id)"
    )
    _add_parts_and_ties()
    op.create_table(
        "abbreviation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("meaning", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(short) > 0", name=op.f("ck_abbreviation_short_not_empty")),
        sa.CheckConstraint("length(meaning) > 0", name=op.f("ck_abbreviation_meaning_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abbreviation")),
        sa.UniqueConstraint("short", name=op.f("uq_abbreviation_short")),
    )


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _add_columns_table() -> None:
    op.create_table(
        "workshop_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=80), nullable=False),
        sa.Column("kind", _enumeration("statementkind", *KINDS), nullable=False),
        sa.Column("is_discussion", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "length(heading) > 0", name=op.f("ck_workshop_column_heading_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_column_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_column")),
        sa.UniqueConstraint("workshop_id", "key", name=op.f("uq_workshop_column_workshop_id_key")),
    )
    op.create_index(op.f("ix_workshop_column_workshop_id"), "workshop_column", ["workshop_id"])


def _columns_from_kinds() -> None:
    workshop = sa.table("workshop", sa.column("id", sa.Integer), sa.column("kinds", sa.JSON))
    column = sa.table(
        "workshop_column",
        *(sa.column(name) for name in ("workshop_id", "key", "position", "heading", "kind")),
        sa.column("is_discussion", sa.Boolean),
    )
    for workshop_id, kinds in op.get_bind().execute(sa.select(workshop.c.id, workshop.c.kinds)):
        for position, kind in enumerate(kinds):
            op.get_bind().execute(
                column.insert().values(
                    workshop_id=workshop_id,
                    key=kind,
                    position=position,
                    heading=HEADINGS[kind],
                    kind=kind,
                    is_discussion=False,
                )
            )


def _change_workshop() -> None:
    rules = ("none", "people", "organisations", "share-of-people", "share-of-organisations")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_column("kinds")
        batch_op.add_column(
            sa.Column("ground_rules", sa.JSON(), server_default="[]", nullable=False)
        )
        batch_op.add_column(
            sa.Column("quorum_rule", sa.String(length=40), server_default="none", nullable=False)
        )
        batch_op.add_column(
            sa.Column("quorum_size", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_workshop_quorumrule"), sa.column("quorum_rule").in_(rules)
        )
        batch_op.create_check_constraint(
            op.f("ck_workshop_quorum_has_size"), "(quorum_rule = 'none') = (quorum_size = 0)"
        )
        batch_op.create_check_constraint(
            op.f("ck_workshop_quorum_share_is_a_percentage"),
            "quorum_size >= 0 AND (quorum_rule NOT LIKE 'share%' OR quorum_size <= 100)",
        )
    op.create_table(
        "workshop_outcome",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_outcome_workshop_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_workshop_outcome_outcome_id")
        ),
        sa.PrimaryKeyConstraint("workshop_id", "outcome_id", name=op.f("pk_workshop_outcome")),
    )


def _add_rounds_and_attendance() -> None:
    op.create_table(
        "workshop_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(length=300), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_workshop_round_takes_time")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_round_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_round")),
        sa.UniqueConstraint(
            "workshop_id", "starts_at", name=op.f("uq_workshop_round_workshop_id_starts_at")
        ),
    )
    op.create_index(op.f("ix_workshop_round_workshop_id"), "workshop_round", ["workshop_id"])
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_label", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_invited", sa.Boolean(), nullable=False),
        sa.Column(
            "attendance",
            _enumeration("attendance", "expected", "present", "apologies"),
            nullable=False,
        ),
        sa.Column("substitute_for_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "substitute_for_id IS NULL OR NOT is_invited",
            name=op.f("ck_participant_substitute_was_not_invited"),
        ),
        sa.CheckConstraint(
            "substitute_for_id IS NULL OR substitute_for_id != id",
            name=op.f("ck_participant_substitute_of_another"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_participant_workshop_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_participant_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["substitute_for_id"], ["participant.id"], name=op.f("fk_participant_substitute_for_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("substitute_for_id", name=op.f("uq_participant_substitute_for_id")),
    )
    op.create_index(op.f("ix_participant_workshop_id"), "participant", ["workshop_id"])
    op.create_index(op.f("ix_participant_organisation_id"), "participant", ["organisation_id"])


def _allow_states(*states: str) -> None:
    for table in ("statement", "statement_version"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_statementstate"), type_="check")
            batch_op.create_check_constraint(
                op.f(f"ck_{table}_statementstate"), sa.column("state").in_(states)
            )


def _add_parts_and_ties() -> None:
    op.create_table(
        "statement_part",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("part_id != whole_id", name=op.f("ck_statement_part_part_of_another")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["statement.id"], name=op.f("fk_statement_part_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["whole_id"], ["statement.id"], name=op.f("fk_statement_part_whole_id")
        ),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_statement_part")),
    )
    op.create_index(op.f("ix_statement_part_whole_id"), "statement_part", ["whole_id"])
    op.create_table(
        "solution_tie",
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("barrier_id", sa.Integer(), nullable=False),
        sa.Column("tied_by_id", sa.Integer(), nullable=True),
        sa.Column("tied_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("solution_id != barrier_id", name=op.f("ck_solution_tie_tie_of_two")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["statement.id"], name=op.f("fk_solution_tie_solution_id")
        ),
        sa.ForeignKeyConstraint(
            ["barrier_id"], ["statement.id"], name=op.f("fk_solution_tie_barrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["tied_by_id"], ["user.id"], name=op.f("fk_solution_tie_tied_by_id")
        ),
        sa.PrimaryKeyConstraint("solution_id", "barrier_id", name=op.f("pk_solution_tie")),
    )
    op.create_index(op.f("ix_solution_tie_barrier_id"), "solution_tie", ["barrier_id"])


def downgrade() -> None:
    op.drop_table("abbreviation")
    op.drop_table("solution_tie")
    _join_what_was_split()
    op.drop_table("statement_part")
    with op.batch_alter_table("statement_version", schema=None) as batch_op:
        batch_op.drop_column("heading")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_column("is_one_point")
    _allow_states(*STATES)
    for table in ("participant", "workshop_round", "workshop_outcome"):
        op.drop_table(table)
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kinds", sa.JSON(), server_default="[]", nullable=False))
        for name in ("quorumrule", "quorum_has_size", "quorum_share_is_a_percentage"):
            batch_op.drop_constraint(op.f(f"ck_workshop_{name}"), type_="check")
        for name in ("ground_rules", "quorum_rule", "quorum_size", "version"):
            batch_op.drop_column(name)
    _kinds_from_columns()
    op.drop_table("workshop_column")


def _join_what_was_split() -> None:
    """Say of replaced statements that they are withheld, which the older schema knows."""
    op.execute("UPDATE statement SET state = 'withheld' WHERE state = 'replaced'")
    op.execute("UPDATE statement_version SET state = 'withheld' WHERE state = 'replaced'")


def _kinds_from_columns() -> None:
    workshop = sa.table("workshop", sa.column("id", sa.Integer), sa.column("kinds", sa.JSON))
    column = sa.table(
        "workshop_column", *(sa.column(name) for name in ("workshop_id", "position", "kind"))
    )
    kinds: dict[int, list[str]] = {}
    for workshop_id, kind in op.get_bind().execute(
        sa.select(column.c.workshop_id, column.c.kind).order_by(column.c.position)
    ):
        known = kinds.setdefault(workshop_id, [])
        if kind not in known:
            known.append(kind)
    for workshop_id, own in kinds.items():
        op.get_bind().execute(
            workshop.update().where(workshop.c.id == workshop_id).values(kinds=own)
        )
