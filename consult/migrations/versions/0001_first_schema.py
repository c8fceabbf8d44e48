"""The first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The audit trail is append-only in the database itself, whoever holds the connection.
TRIGGERS = {
    "sqlite": [
        f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_organisation_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "facilitator",
                "officer",
                "administrator",
                name="rolename",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "strategy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("title", "version", name=op.f("uq_strategy_title_version")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "aim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_aim_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aim")),
        sa.UniqueConstraint("strategy_id", "number", name=op.f("uq_aim_strategy_id_number")),
    )
    with op.batch_alter_table("aim", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_aim_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("privacy_notice", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "reported",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("strategy_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_consultation_title_not_empty")),
        sa.CheckConstraint(
            "opens_on IS NULL OR closes_on IS NULL OR opens_on <= closes_on",
            name=op.f("ck_consultation_opens_before_it_closes"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy.id"], name=op.f("fk_consultation_strategy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultation_slug")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_consultation_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "delivered_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy.id"], name=op.f("fk_delivered_item_strategy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivered_item")),
    )
    with op.batch_alter_table("delivered_item", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_delivered_item_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "short_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_short_name_name_not_empty")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_short_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_name")),
    )
    with op.batch_alter_table("short_name", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_short_name_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "analysis_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("codebook_version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "finished",
                "failed",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("input_digest", sa.String(length=80), nullable=False),
        sa.Column("last_statement_id", sa.Integer(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("ledger", sa.JSON(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_analysis_run_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["user.id"], name=op.f("fk_analysis_run_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_run")),
    )
    with op.batch_alter_table("analysis_run", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_analysis_run_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum(
                "person",
                "table",
                "resident",
                "system",
                name="actorkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(actor_kind = 'person') = (user_id IS NOT NULL)",
            name=op.f("ck_audit_event_a_person_is_named"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_audit_event_consultation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_event_previous_hash")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_audit_event_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(op.f("ix_audit_event_event"), ["event"], unique=False)

    op.create_table(
        "codebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_codebook_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_codebook_consultation_id")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)",
            name=op.f("ck_job_running_has_a_lease"),
        ),
        sa.CheckConstraint(
            "progress >= 0 AND progress <= total", name=op.f("ck_job_progress_within_total")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_job_consultation_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_job_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_job_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(op.f("ix_job_state"), ["state"], unique=False)

    op.create_table(
        "notes_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_notes_file_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["user.id"], name=op.f("fk_notes_file_received_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes_file")),
    )
    with op.batch_alter_table("notes_file", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_notes_file_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("aim_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reference) > 0", name=op.f("ck_outcome_reference_not_empty")),
        sa.ForeignKeyConstraint(["aim_id"], ["aim.id"], name=op.f("fk_outcome_aim_id")),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy.id"], name=op.f("fk_outcome_strategy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint(
            "strategy_id", "reference", name=op.f("uq_outcome_strategy_id_reference")
        ),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_outcome_aim_id"), ["aim_id"], unique=False)
        batch_op.create_index(op.f("ix_outcome_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_survey_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint(
            "consultation_id", "version", name=op.f("uq_survey_consultation_id_version")
        ),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_survey_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_workshop_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_workshop_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_action_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("outcome_id", "number", name=op.f("uq_action_outcome_id_number")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_action_outcome_id"), ["outcome_id"], unique=False)

    op.create_table(
        "consultation_outcome",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_outcome_consultation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_consultation_outcome_outcome_id")
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "outcome_id", name=op.f("pk_consultation_outcome")
        ),
    )
    op.create_table(
        "delivered_outcome",
        sa.Column("delivered_item_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivered_item_id"],
            ["delivered_item.id"],
            name=op.f("fk_delivered_outcome_delivered_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_delivered_outcome_outcome_id")
        ),
        sa.PrimaryKeyConstraint(
            "delivered_item_id", "outcome_id", name=op.f("pk_delivered_outcome")
        ),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("notes_file_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_import_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["user.id"], name=op.f("fk_import_imported_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["notes_file_id"], ["notes_file.id"], name=op.f("fk_import_notes_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_import_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_import_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(op.f("ix_import_notes_file_id"), ["notes_file_id"], unique=False)
        batch_op.create_index(
            "uq_import_consultation_digest_live",
            ["consultation_id", "digest"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("submission_key", sa.Uuid(), nullable=False),
        sa.Column("body_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "online",
                "paper",
                "telephone",
                "assisted",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_response_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_response_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("reference", name=op.f("uq_response_reference")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_response_submission_key")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_response_submitted_at"), ["submitted_at"], unique=False)
        batch_op.create_index(op.f("ix_response_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "survey_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_section_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_section")),
    )
    with op.batch_alter_table("survey_section", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_survey_section_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("include", sa.Text(), nullable=False),
        sa.Column("exclude", sa.Text(), nullable=False),
        sa.Column("lexicon", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "merged",
                name="themestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_theme_merged_says_into_which"),
        ),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_theme_name_not_empty")),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_theme_codebook_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["theme.id"], name=op.f("fk_theme_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("codebook_id", "key", name=op.f("uq_theme_codebook_id_key")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_theme_codebook_id"), ["codebook_id"], unique=False)

    op.create_table(
        "workshop_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facilitator", sa.Text(), nullable=False),
        sa.Column("code_salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_table_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_table")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_workshop_table_code_hash")),
        sa.UniqueConstraint(
            "workshop_id", "number", name=op.f("uq_workshop_table_workshop_id_number")
        ),
    )
    with op.batch_alter_table("workshop_table", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_workshop_table_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "candidate_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "dismissed",
                name="candidatestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (theme_id IS NOT NULL)",
            name=op.f("ck_candidate_theme_accepted_says_as_which"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["analysis_run.id"], name=op.f("fk_candidate_theme_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_candidate_theme_theme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_theme")),
    )
    with op.batch_alter_table("candidate_theme", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_candidate_theme_run_id"), ["run_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "question_type",
            sa.Enum(
                "text",
                "one-choice",
                "several-choices",
                "scale",
                name="questiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column(
            "statement_kind",
            sa.Enum(
                "work",
                "barrier",
                "solution",
                "aspiration",
                "definition",
                "discussion",
                "comment",
                name="statementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "statement_kind IS NULL OR question_type = 'text'",
            name=op.f("ck_question_only_text_makes_statements"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_question_text_not_empty")),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_question_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["survey_section.id"], name=op.f("fk_question_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_question_outcome_id"), ["outcome_id"], unique=False)
        batch_op.create_index(op.f("ix_question_section_id"), ["section_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_answer_response_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "response_id", "question_id", name=op.f("uq_answer_response_id_question_id")
        ),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_answer_question_id"), ["question_id"], unique=False)
        batch_op.create_index(op.f("ix_answer_response_id"), ["response_id"], unique=False)

    op.create_table(
        "question_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.CheckConstraint("length(label) > 0", name=op.f("ck_question_option_label_not_empty")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_option_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_option")),
        sa.UniqueConstraint(
            "question_id", "label", name=op.f("uq_question_option_question_id_label")
        ),
    )
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_question_option_question_id"), ["question_id"], unique=False)

    op.create_table(
        "answer_option",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_option_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["question_option.id"], name=op.f("fk_answer_option_option_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "option_id", name=op.f("pk_answer_option")),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "work",
                "barrier",
                "solution",
                "aspiration",
                "definition",
                "discussion",
                "comment",
                name="statementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "live",
                "struck",
                "withheld",
                "empty",
                "duplicate",
                "campaign",
                name="statementstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column(
            "source_kind",
            sa.Enum(
                "table",
                "answer",
                "import",
                name="sourcekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(source_kind = 'table' AND table_id IS NOT NULL AND answer_id IS NULL AND import_id IS NULL) OR (source_kind = 'answer' AND answer_id IS NOT NULL AND table_id IS NULL AND import_id IS NULL) OR (source_kind = 'import' AND import_id IS NOT NULL AND table_id IS NULL AND answer_id IS NULL)",
            name=op.f("ck_statement_one_source"),
        ),
        sa.CheckConstraint(
            "state = 'live' OR length(state_reason) > 0", name=op.f("ck_statement_state_has_reason")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_statement_text_not_empty")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_statement_version_from_one")),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_statement_answer_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_statement_consultation_id")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_statement_import_id")),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_statement_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["workshop_table.id"], name=op.f("fk_statement_table_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("uuid", name=op.f("uq_statement_uuid")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_statement_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(
            op.f("ix_statement_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(op.f("ix_statement_import_id"), ["import_id"], unique=False)
        batch_op.create_index(op.f("ix_statement_outcome_id"), ["outcome_id"], unique=False)
        batch_op.create_index(op.f("ix_statement_table_id"), ["table_id"], unique=False)

    op.create_table(
        "candidate_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate_theme.id"], name=op.f("fk_candidate_member_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_candidate_member_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_member")),
        sa.UniqueConstraint(
            "candidate_id",
            "statement_id",
            name=op.f("uq_candidate_member_candidate_id_statement_id"),
        ),
    )
    with op.batch_alter_table("candidate_member", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_candidate_member_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(
            op.f("ix_candidate_member_statement_id"), ["statement_id"], unique=False
        )

    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column(
            "coder_kind",
            sa.Enum(
                "person",
                "machine",
                name="coderkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "rejected",
                "superseded",
                name="codingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(coder_kind = 'person' AND coder_id IS NOT NULL AND run_id IS NULL) OR (coder_kind = 'machine' AND run_id IS NOT NULL AND coder_id IS NULL)",
            name=op.f("ck_coding_one_coder"),
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)",
            name=op.f("ck_coding_decided_says_when"),
        ),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_coding_score_is_a_share")),
        sa.ForeignKeyConstraint(["coder_id"], ["user.id"], name=op.f("fk_coding_coder_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_coding_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["analysis_run.id"], name=op.f("fk_coding_run_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_coding_statement_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_coding_run_id"), ["run_id"], unique=False)
        batch_op.create_index(op.f("ix_coding_statement_id"), ["statement_id"], unique=False)
        batch_op.create_index(op.f("ix_coding_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index(
            "uq_coding_statement_theme_standing",
            ["statement_id", "theme_id"],
            unique=True,
            sqlite_where=sa.text("state != 'superseded'"),
            postgresql_where=sa.text("state != 'superseded'"),
        )

    op.create_table(
        "statement_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_statement_partner_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_partner_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_partner")),
        sa.UniqueConstraint(
            "statement_id", "label", name=op.f("uq_statement_partner_statement_id_label")
        ),
    )
    with op.batch_alter_table("statement_partner", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_statement_partner_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            op.f("ix_statement_partner_statement_id"), ["statement_id"], unique=False
        )

    op.create_table(
        "statement_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "work",
                "barrier",
                "solution",
                "aspiration",
                "definition",
                "discussion",
                "comment",
                name="statementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "live",
                "struck",
                "withheld",
                "empty",
                "duplicate",
                "campaign",
                name="statementstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_statement_version_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_statement_version_outcome_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_version_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_version")),
        sa.UniqueConstraint(
            "statement_id", "number", name=op.f("uq_statement_version_statement_id_number")
        ),
    )
    with op.batch_alter_table("statement_version", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_statement_version_statement_id"), ["statement_id"], unique=False
        )
    op.create_index("uq_short_name_name_lower", "short_name", [sa.text("lower(name)")], unique=True)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_append_only ON audit_event")
        op.execute("DROP FUNCTION refuse_change()")
    op.drop_index("uq_short_name_name_lower", table_name="short_name")
    with op.batch_alter_table("statement_version", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_statement_version_statement_id"))

    op.drop_table("statement_version")
    with op.batch_alter_table("statement_partner", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_statement_partner_statement_id"))
        batch_op.drop_index(op.f("ix_statement_partner_organisation_id"))

    op.drop_table("statement_partner")
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_coding_statement_theme_standing",
            sqlite_where=sa.text("state != 'superseded'"),
            postgresql_where=sa.text("state != 'superseded'"),
        )
        batch_op.drop_index(op.f("ix_coding_theme_id"))
        batch_op.drop_index(op.f("ix_coding_statement_id"))
        batch_op.drop_index(op.f("ix_coding_run_id"))

    op.drop_table("coding")
    with op.batch_alter_table("candidate_member", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_candidate_member_statement_id"))
        batch_op.drop_index(op.f("ix_candidate_member_candidate_id"))

    op.drop_table("candidate_member")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_statement_table_id"))
        batch_op.drop_index(op.f("ix_statement_outcome_id"))
        batch_op.drop_index(op.f("ix_statement_import_id"))
        batch_op.drop_index(op.f("ix_statement_consultation_id"))
        batch_op.drop_index(op.f("ix_statement_answer_id"))

    op.drop_table("statement")
    op.drop_table("answer_option")
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_question_option_question_id"))

    op.drop_table("question_option")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_answer_response_id"))
        batch_op.drop_index(op.f("ix_answer_question_id"))

    op.drop_table("answer")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_question_section_id"))
        batch_op.drop_index(op.f("ix_question_outcome_id"))

    op.drop_table("question")
    with op.batch_alter_table("candidate_theme", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_candidate_theme_run_id"))

    op.drop_table("candidate_theme")
    with op.batch_alter_table("workshop_table", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_workshop_table_workshop_id"))

    op.drop_table("workshop_table")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_theme_codebook_id"))

    op.drop_table("theme")
    with op.batch_alter_table("survey_section", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_survey_section_survey_id"))

    op.drop_table("survey_section")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_response_survey_id"))
        batch_op.drop_index(op.f("ix_response_submitted_at"))

    op.drop_table("response")
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_import_consultation_digest_live",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(op.f("ix_import_notes_file_id"))
        batch_op.drop_index(op.f("ix_import_consultation_id"))

    op.drop_table("import")
    op.drop_table("delivered_outcome")
    op.drop_table("consultation_outcome")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_action_outcome_id"))

    op.drop_table("action")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_workshop_consultation_id"))

    op.drop_table("workshop")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_survey_consultation_id"))

    op.drop_table("survey")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_outcome_strategy_id"))
        batch_op.drop_index(op.f("ix_outcome_aim_id"))

    op.drop_table("outcome")
    with op.batch_alter_table("notes_file", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_notes_file_consultation_id"))

    op.drop_table("notes_file")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_job_state"))
        batch_op.drop_index(op.f("ix_job_consultation_id"))

    op.drop_table("job")
    op.drop_table("codebook")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_audit_event_event"))
        batch_op.drop_index(op.f("ix_audit_event_consultation_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("analysis_run", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_analysis_run_consultation_id"))

    op.drop_table("analysis_run")
    op.drop_table("user_role")
    with op.batch_alter_table("short_name", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_short_name_organisation_id"))

    op.drop_table("short_name")
    with op.batch_alter_table("delivered_item", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_delivered_item_strategy_id"))

    op.drop_table("delivered_item")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_consultation_strategy_id"))

    op.drop_table("consultation")
    with op.batch_alter_table("aim", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_aim_strategy_id"))

    op.drop_table("aim")
    op.drop_table("user")
    op.drop_table("strategy")
    op.drop_table("role")
    op.drop_table("organisation")
