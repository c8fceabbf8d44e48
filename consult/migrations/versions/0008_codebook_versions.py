"""Versions of a codebook, sub-themes, colour and mark, and themes that were deleted"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = ("active", "merged")
SNAPSHOT = ("key", "name", "definition", "include", "exclude")


def upgrade() -> None:
    _allow_states(*STATES, "deleted")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("colour", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("mark", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.create_foreign_key(op.f("fk_theme_parent_id"), "theme", ["parent_id"], ["id"])
        batch_op.create_index(op.f("ix_theme_parent_id"), ["parent_id"], unique=False)
        batch_op.create_check_constraint(
            op.f("ck_theme_parent_is_another"), sa.text("parent_id IS NULL OR parent_id != id")
        )
    op.create_table(
        "codebook_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_codebook_version_codebook_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_codebook_version_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_version")),
        sa.UniqueConstraint(
            "codebook_id", "number", name=op.f("uq_codebook_version_codebook_id_number")
        ),
    )
    with op.batch_alter_table("codebook_version", schema=None) as batch_op:
        batch_op.create_index(
            op.f("ix_codebook_version_codebook_id"), ["codebook_id"], unique=False
        )
    _keep_present_versions()


def _keep_present_versions() -> None:
    """Store each codebook as it stands: from now on every version can be compared with it."""
    bind = op.get_bind()
    theme = sa.table(
        "theme",
        *(sa.column(name) for name in (*SNAPSHOT, "codebook_id", "position", "id", "state")),
        sa.column("lexicon", sa.JSON()),
    )
    version = sa.table(
        "codebook_version",
        *(sa.column(name) for name in ("codebook_id", "number", "summary")),
        sa.column("themes", sa.JSON()),
        sa.column("made_at", sa.DateTime()),
    )
    for codebook_id, number in bind.execute(sa.text("SELECT id, version FROM codebook")).all():
        rows = bind.execute(
            sa.select(*(theme.c[name] for name in SNAPSHOT), theme.c.lexicon)
            .where(theme.c.codebook_id == codebook_id, theme.c.state == "active")
            .order_by(theme.c.position, theme.c.id)
        ).mappings()
        themes = [
            {
                **{name: row[name] for name in SNAPSHOT},
                "examples": list((row["lexicon"] or {}).get("examples", [])),
                "parent": "",
                "colour": "",
                "mark": "",
            }
            for row in rows
        ]
        bind.execute(
            version.insert().values(
                codebook_id=codebook_id,
                number=number,
                summary="As it stood when versions began to be kept",
                themes=themes,
                made_at=sa.func.current_timestamp(),
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("codebook_version", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_codebook_version_codebook_id"))
    op.drop_table("codebook_version")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_theme_parent_is_another"), type_="check")
        batch_op.drop_index(op.f("ix_theme_parent_id"))
        batch_op.drop_constraint(op.f("fk_theme_parent_id"), type_="foreignkey")
        batch_op.drop_column("mark")
        batch_op.drop_column("colour")
        batch_op.drop_column("parent_id")
    # The older schema knows no deleted theme; it had no coding any more.
    op.execute("UPDATE theme SET state = 'active' WHERE state = 'deleted'")
    _allow_states(*STATES)


def _allow_states(*states: str) -> None:
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_theme_themestate"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_theme_themestate"), sa.column("state").in_(states)
        )
