"""The schema: up, down and up again on both databases, and the same as the models."""

from __future__ import annotations

import json
import warnings

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import consult.models  # noqa: F401 - defines every table
from consult.db.engine import loses_writes, sqlite_library
from consult.db.schema import _settings, migrate, newest_revision, plain_engine
from consult.models.base import Base

CONSULTATION = (
    "INSERT INTO consultation (id, slug, title, summary, purpose, contact, privacy_notice, stage,"
    " created_at, version) VALUES (1, 'c', 'C', '', '', '', '', 'open', '2026-01-01', 1)"
)
WORKSHOP = (
    "INSERT INTO workshop (id, consultation_id, title, place, kinds, created_at)"
    """ VALUES (1, 1, 'W', '', '["barrier", "work"]', '2026-01-01')"""
)


def migrate_down(url, revision):
    engine = plain_engine(url)
    with engine.begin() as connection:
        command.downgrade(_settings(connection), revision)
    engine.dispose()


def test_goes_up_and_down_and_up_again(database_url, engine):
    migrate(database_url, "base")
    emptied = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    revision = migrate(database_url)

    assert emptied == set()
    assert revision == newest_revision()


def test_the_kinds_of_a_workshop_become_its_columns_and_kinds_again(database_url, engine):
    migrate_down(database_url, "0001")
    with engine.begin() as connection:
        connection.execute(text(CONSULTATION))
        connection.execute(text(WORKSHOP))
    engine.dispose()

    migrate(database_url)
    with engine.begin() as connection:
        columns = connection.execute(
            text("SELECT key, heading, kind FROM workshop_column ORDER BY position")
        ).all()
    engine.dispose()
    migrate_down(database_url, "0001")
    with engine.begin() as connection:
        kinds = connection.execute(text("SELECT kinds FROM workshop")).scalar_one()

    assert columns == [("barrier", "Barriers", "barrier"), ("work", "Work", "work")]
    assert (json.loads(kinds) if isinstance(kinds, str) else kinds) == ["barrier", "work"]


def test_is_what_the_models_say(engine):
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Alembic cannot compare indexes on expressions
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)

    assert [each for each in differences if "uq_short_name_name_lower" not in repr(each)] == []


@pytest.mark.parametrize("name", ["answer", "audit_event", "response", "statement_version"])
def test_what_every_answer_is_written_to_keeps_no_index_twice(engine, name):
    inspector = inspect(engine)
    indexes = [(each["column_names"], each["unique"]) for each in inspector.get_indexes(name)]
    longer = [each["column_names"] for each in inspector.get_unique_constraints(name)]
    longer += [columns for columns, _ in indexes]

    twice = [
        columns
        for columns, is_unique in indexes
        if not is_unique and any(columns == each[: len(columns)] != each for each in longer)
    ]

    assert twice == []


def test_checks_have_the_names_that_the_models_give(engine):
    inspector = inspect(engine)

    for table in Base.metadata.sorted_tables:
        found = {each["name"] for each in inspector.get_check_constraints(table.name)}
        wanted = {
            str(each.name)
            for each in table.constraints
            if each.__visit_name__ == "check_constraint"
        }
        assert wanted <= found, table.name


def test_the_deployed_sqlite_keeps_acknowledged_writes():
    assert not loses_writes(sqlite_library().sqlite_version_info)
    assert loses_writes((3, 40, 1))
    assert not loses_writes((3, 44, 6))
    assert not loses_writes((3, 50, 7))
    assert loses_writes((3, 51, 2))
