"""The commands of the installation itself: schema, accounts, imports, verification."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from consult.cli import main
from consult.db.schema import migrate, newest_revision
from consult.models.accounts import User
from tests.conftest import SECRET

NOTES = "Outcome 1.1: Safe streets\n\nWork\n- Wardens\n\nBarriers\n- No money\n- Nobody told us\n"


@pytest.fixture
def run(database_url, tmp_path):
    """Return a function that runs a command on the test's database."""
    environment = {
        "CONSULT_DATABASE_URL": database_url,
        "CONSULT_SECRET_KEY": SECRET,
        "CONSULT_QUEUE_PATH": str(tmp_path / "queue.db"),
        "CONSULT_SECURE_COOKIES": "0",
    }

    def command(*words: str, **overrides: str):
        return CliRunner().invoke(main, list(words), env={**environment, **overrides})

    return command


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "evening.txt"
    path.write_text(NOTES, encoding="utf-8")
    return str(path)


class TestUserAdd:
    def test_adds_somebody_who_may_sign_in(self, run, session):
        result = run(
            "user", "add", "a@b.org", "--role", "officer", "--password", "four plain words"
        )

        assert result.exit_code == 0, result.output
        person = session.query(User).one()
        assert (person.email, person.may("manage"), person.may("administer")) == (
            "a@b.org",
            True,
            False,
        )
        assert person.password.startswith("$argon2id$")

    @pytest.mark.parametrize(
        ("words", "says", "status"),
        [
            (("a@b.org", "--role", "officer", "--password", "short"), "too short", 1),
            (("nowhere", "--role", "officer", "--password", "four plain words"), "not an email", 1),
            (("a@b.org", "--role", "emperor", "--password", "four plain words"), "emperor", 2),
            (("a@b.org", "--password", "four plain words"), "--role", 2),
        ],
    )
    def test_refuses_in_one_sentence(self, run, session, words, says, status):
        result = run("user", "add", *words)

        assert result.exit_code == status
        assert says in result.stderr
        assert session.query(User).count() == 0

    def test_refuses_an_address_twice(self, run):
        words = ("user", "add", "a@b.org", "--role", "officer", "--password", "four plain words")

        first, second = run(*words), run(*words)

        assert (first.exit_code, second.exit_code) == (0, 1)
        assert "has an account already" in second.stderr


class TestSettings:
    @pytest.mark.parametrize(
        ("overrides", "names"),
        [
            ({"CONSULT_SECRET_KEY": "too short"}, "CONSULT_SECRET_KEY"),
            ({"CONSULT_DATABASE_URL": "mysql://x/y"}, "CONSULT_DATABASE_URL"),
            ({"CONSULT_DATABASE_URL": "not an address"}, "CONSULT_DATABASE_URL"),
            ({"CONSULT_PROXY_HOPS": "two"}, "CONSULT_PROXY_HOPS"),
            ({"CONSULT_SECURE_COOKIES": "perhaps"}, "CONSULT_SECURE_COOKIES"),
        ],
    )
    def test_a_bad_one_is_named_at_the_start(self, run, overrides, names):
        result = run("verify", **overrides)

        assert result.exit_code == 1
        assert names in result.stderr
        assert "Traceback" not in result.output


class TestNotesImport:
    def test_adds_once_and_says_so_the_second_time(self, run, make, notes):
        slug = make.consultation(strategy=make.strategy("1.1")).slug

        tried = run("notes", "import", notes, "--consultation", slug, "--dry-run", "--json")
        first = run("notes", "import", notes, "--consultation", slug, "--json")
        second = run("notes", "import", notes, "--consultation", slug, "--json")

        told = [json.loads(each.stdout) for each in (tried, first, second)]
        assert [(each["added"], each["already_added"]) for each in told] == [
            (3, False),
            (3, False),
            (0, True),
        ]
        assert run("verify").exit_code == 0

    def test_refuses_an_unknown_consultation(self, run, notes):
        result = run("notes", "import", notes, "--consultation", "nowhere")

        assert result.exit_code == 1
        assert "no such consultation" in result.stderr

    def test_refuses_a_file_that_cannot_be_read(self, run, make, tmp_path):
        slug = make.consultation().slug
        path = tmp_path / "notes.docx"
        path.write_bytes(b"PK\x03\x04 no")

        result = run("notes", "import", str(path), "--consultation", slug, "--json")

        assert result.exit_code == 1
        assert result.stdout == ""
        assert "notes.docx" in result.stderr


class TestVerify:
    def test_says_that_everything_adds_up(self, run, make):
        make.statement()

        result = run("verify")

        assert (result.exit_code, result.stdout) == (0, "Everything adds up.\n")

    def test_finds_a_statement_that_was_changed_behind_its_versions(self, run, make, session):
        statement = make.statement("What was said")
        session.execute(text("UPDATE statement SET text = 'What was not said'"))
        session.commit()

        result = run("verify")

        assert result.exit_code == 1
        assert f"Statement {statement.id} is not the same as its newest version." in result.stderr

    def test_finds_an_audit_trail_that_was_changed_outside_the_app(self, run, make, session):
        run("user", "add", "a@b.org", "--role", "officer", "--password", "four plain words")
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            session.execute(text("DROP TRIGGER audit_event_append_only ON audit_event"))
        session.execute(text("UPDATE audit_event SET event = 'user.removed'"))
        session.commit()

        result = run("verify")

        assert result.exit_code == 1
        assert "The audit trail is broken at event" in result.stderr


class TestMigrate:
    def test_brings_the_database_to_the_newest_schema(self, run):
        result = run("migrate")

        assert result.exit_code == 0
        assert f"The database is at schema {newest_revision()}." in result.stderr


class TestSchema:
    """A database that was not migrated is named in a sentence, never by a trace."""

    COMMANDS = (
        ("serve", "--port", "1"),
        ("worker",),
        ("verify",),
        ("user", "add", "a@example.org", "--role", "officer", "--password", "k" * 20),
        ("themes", "run", "nowhere"),
    )

    @pytest.mark.parametrize("words", COMMANDS)
    def test_an_empty_one_is_to_be_migrated(self, run, tmp_path, words):
        result = run(*words, CONSULT_DATABASE_URL=f"sqlite:///{tmp_path}/empty.db")

        assert result.exit_code == 1
        assert result.stderr == "Error: The database is empty. Run “consult migrate” first.\n"

    def test_an_older_one_is_not_served(self, run, tmp_path):
        url = f"sqlite:///{tmp_path}/old.db"
        migrate(url, "0030")

        result = run("serve", "--port", "1", CONSULT_DATABASE_URL=url)

        assert result.exit_code == 1
        assert f"at schema 0030, and this release works with {newest_revision()}" in result.stderr

    def test_one_that_does_not_answer_is_named(self, run):
        result = run("verify", CONSULT_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")

        assert result.exit_code == 1
        assert "The database does not answer." in result.stderr

    def test_help_needs_no_database(self, run, tmp_path):
        result = run("serve", "--help", CONSULT_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")

        assert result.exit_code == 0
