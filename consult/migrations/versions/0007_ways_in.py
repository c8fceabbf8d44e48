"""Ways in for responses: routes, standing, wards, invitations, second keyings"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROUTES = ("online", "paper", "telephone", "assisted")
NEW_ROUTES = ("email", "letter", "invited", "spreadsheet")


def upgrade() -> None:
    op.create_table(
        "area_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_area_set_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_set")),
        sa.UniqueConstraint("name", name=op.f("uq_area_set_name")),
    )
    op.create_table(
        "population_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_set_id", sa.Integer(), nullable=False),
        sa.Column("characteristic", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_population_share_people_not_negative")),
        sa.ForeignKeyConstraint(
            ["area_set_id"], ["area_set.id"], name=op.f("fk_population_share_area_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_share")),
        sa.UniqueConstraint(
            "area_set_id",
            "characteristic",
            "label",
            name=op.f("uq_population_share_area_set_id_characteristic_label"),
        ),
    )
    with op.batch_alter_table("population_share", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_population_share_area_set_id"), ["area_set_id"], unique=False
        )

    op.create_table(
        "ward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_set_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_ward_name_not_empty")),
        sa.ForeignKeyConstraint(["area_set_id"], ["area_set.id"], name=op.f("fk_ward_area_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("area_set_id", "name", name=op.f("uq_ward_area_set_id_name")),
    )
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_ward_area_set_id"), ["area_set_id"], unique=False)

    op.create_table(
        "door",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("follows_dates", sa.Boolean(), nullable=False),
        sa.Column("is_by_invitation", sa.Boolean(), nullable=False),
        sa.Column("asks_for_work", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_door_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_door")),
    )
    op.create_table(
        "invitation_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_invitation_batch_name_not_empty")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_invitation_batch_consultation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_batch")),
    )
    with op.batch_alter_table("invitation_batch", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_invitation_batch_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "postcode",
        sa.Column("area_set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_set_id"], ["area_set.id"], name=op.f("fk_postcode_area_set_id")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_postcode_ward_id")),
        sa.PrimaryKeyConstraint("area_set_id", "postcode", name=op.f("pk_postcode")),
    )
    with op.batch_alter_table("postcode", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_postcode_ward_id"), ["ward_id"], unique=False)

    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("headings_digest", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_column_mapping_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint(
            "survey_id", "headings_digest", name=op.f("uq_column_mapping_survey_id_headings_digest")
        ),
    )
    with op.batch_alter_table("column_mapping", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_column_mapping_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["invitation_batch.id"], name=op.f("fk_invitation_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_invitation_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "second_entry",
        sa.Column("response_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_second_entry_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_second_entry_response_id")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_second_entry")),
    )
    op.create_table(
        "spent_invitation",
        sa.Column("invitation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_spent_invitation_invitation_id")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_spent_invitation")),
    )
    op.create_table(
        "consultation_area",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area_set_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("keeps_postcodes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_set_id"], ["area_set.id"], name=op.f("fk_consultation_area_area_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_area_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_consultation_area_question_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_consultation_area")),
    )
    with op.batch_alter_table("consultation_area", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_consultation_area_area_set_id"), ["area_set_id"], unique=False
        )
        batch_op.create_index(
            op.f("ix_consultation_area_question_id"), ["question_id"], unique=False
        )

    op.create_table(
        "quota",
        sa.Column("option_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_quota_wanted_above_zero")),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["question_option.id"],
            name=op.f("fk_quota_option_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("option_id", name=op.f("pk_quota")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "standing",
                sa.Enum(
                    "counted",
                    "held",
                    "campaign",
                    name="standing",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="counted",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("standing_reason", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("organisation", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("ward_id", sa.Integer(), nullable=True))
        batch_op.create_index(op.f("ix_response_ward_id"), ["ward_id"], unique=False)
        batch_op.create_foreign_key(op.f("fk_response_ward_id"), "ward", ["ward_id"], ["id"])
        batch_op.create_check_constraint(
            op.f("ck_response_has_reason"), "standing = 'counted' OR length(standing_reason) > 0"
        )
    _allow_routes(*ROUTES, *NEW_ROUTES)


def _allow_routes(*routes: str) -> None:
    listed = ", ".join(f"'{route}'" for route in routes)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_response_route"), type_="check")
        batch_op.create_check_constraint(op.f("ck_response_route"), f"route IN ({listed})")


def downgrade() -> None:
    op.execute("UPDATE response SET route = 'online' WHERE route = 'invited'")
    op.execute(
        "UPDATE response SET route = 'assisted' WHERE route IN ('email', 'letter', 'spreadsheet')"
    )
    _allow_routes(*ROUTES)
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_response_ward_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_response_ward_id"))
        batch_op.drop_constraint(op.f("ck_response_has_reason"), type_="check")
        batch_op.drop_constraint(op.f("ck_response_standing"), type_="check")
        batch_op.drop_column("ward_id")
        batch_op.drop_column("organisation")
        batch_op.drop_column("standing_reason")
        batch_op.drop_column("standing")

    op.drop_table("quota")
    op.drop_table("consultation_area")
    op.drop_table("spent_invitation")
    op.drop_table("second_entry")
    op.drop_table("invitation")
    op.drop_table("column_mapping")
    op.drop_table("postcode")
    op.drop_table("invitation_batch")
    op.drop_table("door")
    op.drop_table("ward")
    op.drop_table("population_share")
    op.drop_table("area_set")
