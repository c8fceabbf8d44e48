"""A backup holds everything that was acknowledged before it, and comes back whole or not at all."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consult.cli import main
from consult.db.engine import make_engine, make_sessions
from consult.db.replacing import replace
from consult.models.accounts import RoleName
from consult.models.audit import AuditEvent
from consult.models.imports import NotesFile
from consult.models.partners import Organisation
from consult.models.responses import Response
from consult.models.surveys import Survey
from consult.models.themes import ThemeState
from consult.services import backups, responses, verification
from consult.services.backups.archive import MANIFEST
from consult.services.backups.rows import TABLES, lines
from tests.conftest import SECRET
from tests.faults.scale import scaled
from tests.reuse import separate_databases

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def nobody_else() -> Iterator[None]:
    """Let no connection of an earlier test stay: a restore asks to be alone."""
    with separate_databases():
        yield


@pytest.fixture
def run(database_url: str, engine: Engine, session: Session, monkeypatch) -> Run:
    """Return a function that runs a command on the test's database, with nobody else in it."""
    monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)
    monkeypatch.setenv("CONSULT_SECRET_KEY", SECRET)

    def run(*words: object, **more: object) -> Result:
        session.close()
        engine.dispose()
        return CliRunner().invoke(main, [str(word) for word in words], **more)

    return run


@pytest.fixture
def filled(session, make, survey) -> Session:
    """Return a session on a store with something of everything that is hard to carry over."""
    make.user(RoleName.OFFICER, RoleName.ADMINISTRATOR, password="$argon2id$ü")
    statement = make.statement(
        "“Ça ne va pas” – 🐢\n\tsecond line", place={"table": 1, "Zeile": "2"}
    )
    codebook = make.codebook(statement.consultation)
    first, last = codebook.themes[0], codebook.themes[-1]
    first.state, first.merged_into_id = ThemeState.MERGED, last.id
    make.coding(statement, codebook.themes[1], score=0.1 + 0.2, why=["bus", "évening"])
    make.workshop(statement.consultation, held_on=date(2008, 2, 29))
    consultation = statement.consultation
    content = bytes(range(256)) * 40
    session.add(
        NotesFile(consultation=consultation, filename="a.docx", digest="0" * 64, content=content)
    )
    session.commit()
    responses.submit(session, survey, key=uuid4(), typed={survey.questions[0].id: ["Buses"]})
    assert verification.faults(session) == []
    return session


def everything(session: Session) -> dict[str, list[bytes]]:
    """Return all rows but the last event where that says that they were restored."""
    found = {table.name: list(lines(session, table)) for table in TABLES}
    if found["audit_event"] and b'"store.restored"' in found["audit_event"][-1]:
        found["audit_event"].pop()
    session.rollback()
    return found


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """Return the address of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'elsewhere' / 'new.db'}"


class TestRoundTrip:
    def test_brings_back_every_row_as_it_was(self, run, filled, tmp_path):
        before = everything(filled)
        assert run("backup", tmp_path / "all.zip").exit_code == 0
        filled.add(Organisation(name="Came after the backup"))
        filled.commit()

        done = run("restore", tmp_path / "all.zip", "--replace")

        assert done.exit_code == 0, done.stderr
        assert everything(filled) == before
        assert verification.faults(filled) == []
        events = select(AuditEvent.event).order_by(AuditEvent.id.desc()).limit(1)
        assert filled.scalar(events) == "store.restored"

    def test_goes_from_one_kind_of_database_to_the_other_and_back(
        self, run, filled, tmp_path, elsewhere, monkeypatch, database_url
    ):
        before = everything(filled)
        run("backup", tmp_path / "there.zip")
        Path(elsewhere.removeprefix("sqlite:///")).parent.mkdir()
        monkeypatch.setenv("CONSULT_DATABASE_URL", elsewhere)
        there = run("restore", tmp_path / "there.zip")
        run("backup", tmp_path / "back.zip")
        monkeypatch.setenv("CONSULT_DATABASE_URL", database_url)

        back = run("restore", tmp_path / "back.zip", "--replace")

        assert (there.exit_code, back.exit_code) == (0, 0), there.stderr + back.stderr
        assert everything(filled)["statement"] == before["statement"]
        assert {
            name: rows for name, rows in everything(filled).items() if name != "audit_event"
        } == {name: rows for name, rows in before.items() if name != "audit_event"}
        assert verification.faults(filled) == []

    def test_lets_work_go_on_with_the_next_numbers(self, run, filled, survey, tmp_path):
        run("backup", tmp_path / "all.zip")
        run("restore", tmp_path / "all.zip", "--replace")
        survey = filled.get_one(Survey, survey.id)

        typed = {survey.questions[0].id: ["Trams"]}
        added = responses.submit(filled, survey, key=uuid4(), typed=typed)

        assert added.id == filled.scalar(select(func.max(Response.id)))
        assert verification.faults(filled) == []

    def test_works_through_standard_output_and_input(self, run, filled):
        before = everything(filled)
        written = run("backup", "-")

        done = run("restore", "-", "--replace", input=written.stdout_bytes)

        assert done.exit_code == 0, done.stderr
        assert everything(filled) == before

    def test_fills_an_empty_database_without_being_asked_to_replace(
        self, run, filled, tmp_path, elsewhere, monkeypatch
    ):
        run("backup", tmp_path / "all.zip")
        monkeypatch.setenv("CONSULT_DATABASE_URL", elsewhere)

        done = run("restore", tmp_path / "all.zip")

        assert done.exit_code == 0, done.stderr
        engine = make_engine(elsewhere)
        with make_sessions(engine)() as session:
            assert everything(session) == everything(filled)
        engine.dispose()

    def test_can_be_tried_out_without_touching_the_database(self, run, filled, tmp_path):
        before = everything(filled)
        run("backup", tmp_path / "all.zip")

        done = run("restore", tmp_path / "all.zip", "--check")

        assert done.exit_code == 0
        assert "can be restored and add up" in done.stderr
        assert everything(filled) == before


class TestWrite:
    def test_never_writes_over_a_file(self, run, filled, tmp_path):
        target = tmp_path / "precious.zip"
        target.write_bytes(b"last week's")

        done = run("backup", target)

        assert done.exit_code == 1
        assert "there already" in done.stderr
        assert target.read_bytes() == b"last week's"
        assert [each.name for each in tmp_path.glob("*precious*")] == ["precious.zip"]

    def test_is_readable_by_its_owner_alone(self, run, filled, tmp_path):
        run("backup", tmp_path / "all.zip")

        assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0

    def test_refuses_a_database_that_is_not_there(self, run, tmp_path, elsewhere, monkeypatch):
        monkeypatch.setenv("CONSULT_DATABASE_URL", elsewhere)

        done = run("backup", tmp_path / "all.zip")

        assert done.exit_code == 1
        assert "nothing to back up" in done.stderr
        assert not (tmp_path / "all.zip").exists()

    def test_refuses_a_folder_that_is_not_there(self, run, tmp_path):
        done = run("backup", tmp_path / "nowhere" / "all.zip")

        assert done.exit_code == 1
        assert "There is no folder" in done.stderr

    def test_under_load_holds_all_that_was_acknowledged_before_it(
        self, run, session, survey, tmp_path, database_url, elsewhere
    ):
        received: list[str] = []
        over = threading.Event()
        engine = make_engine(database_url)

        def send() -> None:
            with make_sessions(engine)() as own:
                mine = own.merge(survey)
                while not over.is_set():
                    typed = {mine.questions[0].id: [f"Answer {len(received)}"]}
                    received.append(responses.submit(own, mine, key=uuid4(), typed=typed).reference)

        sending = threading.Thread(target=send)
        sending.start()
        try:
            taken = []
            for number in range(scaled(5)):
                known = set(received)
                with make_sessions(engine)() as own:
                    backups.write(own, tmp_path / f"{number}.zip")
                taken.append((known, tmp_path / f"{number}.zip"))
        finally:
            over.set()
            sending.join()
            engine.dispose()

        Path(elsewhere.removeprefix("sqlite:///")).parent.mkdir()
        for known, path in taken:
            # Restoring compares counts and digests, and checks the invariants and the trail.
            with backups.open_archive(path) as archive:
                replace(elsewhere, lambda own, archive=archive: backups.fill(own, archive))
            there = make_engine(elsewhere)
            with make_sessions(there)() as own:
                assert known <= set(own.scalars(select(Response.reference)))
            there.dispose()
        assert len(taken[-1][0]) > 0


def changed(path: Path, change: Callable[[dict], None] | None = None, **entries: bytes) -> None:
    """Write the archive anew with another manifest or other contents."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    if change is not None:
        manifest = json.loads(held[MANIFEST])
        change(manifest)
        held[MANIFEST] = json.dumps(manifest).encode()
    held.update({f"tables/{name}.jsonl": content for name, content in entries.items()})
    with zipfile.ZipFile(path, "w") as new:
        for name, content in held.items():
            new.writestr(name, content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-400])


def damaged(path: Path) -> None:
    """Turn one byte in the middle of the largest file inside, not of the names around it."""
    with zipfile.ZipFile(path) as file:
        largest = max(file.infolist(), key=lambda member: member.compress_size)
    content = bytearray(path.read_bytes())
    starts = largest.header_offset + 30 + len(largest.filename)
    content[starts + largest.compress_size // 2] ^= 0xFF
    path.write_bytes(content)


def one_row_less(path: Path) -> None:
    changed(path, statement=b"")


def another_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w/>")


def another_format(path: Path) -> None:
    changed(path, lambda manifest: manifest.update(format="other"))


def newer_format(path: Path) -> None:
    changed(path, lambda manifest: manifest.update(version=2, release="9.0"))


def another_schema(path: Path) -> None:
    changed(path, lambda manifest: manifest.update(revision="0999", release="9.0"))


def other_tables(path: Path) -> None:
    changed(path, lambda manifest: manifest["tables"].pop("statement"))


def forged(path: Path) -> None:
    """Change a text and make the digests fit; the store's own checks must find it."""
    from consult.services.backups.rows import tally

    with zipfile.ZipFile(path) as file:
        rows = file.read("tables/statement.jsonl").replace(b"second line", b"another line")
    digest = tally(io.BytesIO(rows)).sha256
    changed(
        path,
        lambda manifest: manifest["tables"]["statement"].update(sha256=digest),
        statement=rows,
    )


def orphaned(path: Path) -> None:
    """Leave the consultations out, so that other rows refer to nothing."""
    from consult.services.backups.rows import tally

    changed(
        path,
        lambda manifest: manifest["tables"]["consultation"].update(rows=0, sha256=tally([]).sha256),
        consultation=b"",
    )


BAD_FILES = [
    (cut_short, "cut short"),
    (damaged, "damaged"),
    (one_row_less, "was changed"),
    (another_zip, "not a whole backup"),
    (another_format, "not a whole backup"),
    (newer_format, "Restore it with that one"),
    (other_tables, "other tables"),
    (lambda path: path.write_bytes(b"%PDF-1.7 something else"), "is not a backup"),
    (lambda path: path.write_bytes(b""), "is not a backup"),
    (Path.unlink, "cannot be read"),
]
BAD_CONTENTS = [
    (another_schema, "is of schema 0999"),
    (forged, "does not add up"),
    (orphaned, "cannot be stored"),
]


def refuse(run: Run, filled: Session, path: Path, spoil: Callable[[Path], object]) -> str:
    """Spoil a backup and try to restore it; return the sentence that refuses it."""
    before = everything(filled)
    run("backup", path)
    spoil(path)

    done = run("restore", path, "--replace")

    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert everything(filled) == before
    assert list(path.parent.glob("*.restoring*")) == []
    return done.stderr


class TestRefusal:
    # A bad file is refused before any database is opened, so one kind of them is enough.
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize(("spoil", "sentence"), BAD_FILES)
    def test_of_a_bad_file_leaves_the_database_as_it_was(
        self, run, filled, tmp_path, spoil, sentence
    ):
        assert sentence in refuse(run, filled, tmp_path / "all.zip", spoil)

    @pytest.mark.parametrize(("spoil", "sentence"), BAD_CONTENTS)
    def test_of_bad_contents_leaves_the_database_as_it_was(
        self, run, filled, tmp_path, spoil, sentence
    ):
        assert sentence in refuse(run, filled, tmp_path / "all.zip", spoil)

    def test_of_a_database_that_holds_something(self, run, filled, tmp_path):
        before = everything(filled)
        run("backup", tmp_path / "all.zip")

        done = run("restore", tmp_path / "all.zip")

        assert done.exit_code == 1
        assert "not empty" in done.stderr
        assert everything(filled) == before

    def test_while_the_app_runs(self, run, filled, tmp_path, database_url):
        before = everything(filled)
        run("backup", tmp_path / "all.zip")
        other = make_engine(database_url)

        with other.connect() as connection:
            connection.execute(select(Organisation.id))
            done = run("restore", tmp_path / "all.zip", "--replace")
        other.dispose()

        assert done.exit_code == 1
        assert "in use" in done.stderr
        assert everything(filled) == before
