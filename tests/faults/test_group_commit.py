"""The writer of public writes: what it acknowledges is stored, whatever happens beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from consult.db import grouping
from consult.db.engine import make_engine, make_sessions
from consult.db.grouping import GroupingWriter
from consult.models.audit import ActorKind, AuditEvent
from consult.models.consultations import Consultation
from consult.models.partners import Organisation
from consult.services import audit
from consult.services.audit import SYSTEM, Event
from consult.services.refusals import InvalidInput
from consult.services.transaction import transaction
from tests.factories import Make

WAIT = 20


@pytest.fixture
def file_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on an SQLite file: on PostgreSQL there is no such writer."""
    path = tmp_path / "group.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(file_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(file_engine)


@pytest.fixture
def writer(sessions: sessionmaker[Session]) -> GroupingWriter:
    return GroupingWriter(sessions)


def add(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        with transaction(session):
            session.add(Organisation(name=name))
        return name

    return work


def names(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return list(session.scalars(select(Organisation.name).order_by(Organisation.id)))


def as_one_batch(
    writer: GroupingWriter, works: list[Callable[[Session], Any]]
) -> list[tuple[Any, BaseException | None]]:
    """Run works in one batch, in order: a first one holds the writer until all have queued up."""
    is_held, go_on = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        is_held.set()
        assert go_on.wait(WAIT)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        held = pool.submit(writer.write, hold)
        assert is_held.wait(WAIT)
        futures = []
        for number, work in enumerate(works, 1):
            futures.append(pool.submit(writer.write, work))
            while len(writer._waiting) < number:
                threading.Event().wait(0.001)
        go_on.set()
        held.result(WAIT)
        errors = [each.exception(WAIT) for each in futures]
    return [
        (each.result() if error is None else None, error)
        for each, error in zip(futures, errors, strict=True)
    ]


class TestWrite:
    def test_returns_the_result_once_it_is_stored(self, writer, sessions):
        result = writer.write(add("Library"))

        assert result == "Library"
        assert names(sessions) == ["Library"]

    def test_many_at_once_are_each_stored_once(self, writer, sessions):
        wanted = [f"Partner {number}" for number in range(200)]

        with ThreadPoolExecutor(16) as pool:
            results = list(pool.map(lambda name: writer.write(add(name)), wanted))

        assert results == wanted
        assert sorted(names(sessions)) == sorted(wanted)

    def test_a_batch_is_stored_in_the_order_in_which_it_came(self, writer, sessions):
        wanted = [f"Partner {number:02}" for number in range(30)]

        as_one_batch(writer, [add(name) for name in wanted])

        assert names(sessions) == wanted

    def test_shares_one_commit(self, writer, file_engine):
        commits: list[object] = []
        event.listen(file_engine, "commit", commits.append)

        as_one_batch(writer, [add(f"Partner {number}") for number in range(10)])

        assert len(commits) == 2  # the one that held the writer, and all the others together


class TestFailure:
    @pytest.mark.parametrize(
        "error", [InvalidInput("No."), RuntimeError("fault"), SystemExit(3), TimeoutError()]
    )
    def test_of_one_leaves_no_trace_and_does_not_harm_the_others(self, writer, sessions, error):
        def fail(session: Session) -> None:
            session.add(Organisation(name="Half done"))
            session.flush()
            raise error

        outcomes = as_one_batch(writer, [add("Before"), fail, add("After")])

        assert outcomes == [("Before", None), (None, error), ("After", None)]
        assert names(sessions) == ["Before", "After"]

    def test_of_a_constraint_is_told_to_its_own_work_only(self, writer, sessions):
        def break_rule(session: Session) -> None:
            session.execute(text("INSERT INTO organisation (id, name) VALUES (1, NULL)"))

        outcomes = as_one_batch(writer, [add("Before"), break_rule, add("After")])

        assert isinstance(outcomes[1][1], IntegrityError)
        assert names(sessions) == ["Before", "After"]

    def test_at_the_commit_is_told_to_all(self, writer, sessions):
        def defer_a_broken_reference(session: Session) -> None:
            # A reference that is only looked at when the transaction is committed.
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
            session.execute(text("INSERT INTO short_name (organisation_id, name) VALUES (9, 'X')"))

        outcomes = as_one_batch(writer, [add("Before"), defer_a_broken_reference, add("After")])

        assert [type(error) for _, error in outcomes] == [IntegrityError] * 3
        assert names(sessions) == []

    def test_that_takes_back_the_whole_transaction_loses_nothing_acknowledged(
        self, writer, sessions, file_engine
    ):
        # SQLite answers a full disk by rolling back all that came before in the same transaction.
        def fill_the_disk(session: Session) -> None:
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count={pages + 2}"))
            try:
                session.add(Organisation(name="x" * 100_000))
                session.flush()
            finally:
                session.info["connection"].exec_driver_sql("PRAGMA max_page_count=4294967294")

        outcomes = as_one_batch(writer, [add("Before"), fill_the_disk, add("After")])

        assert [result for result, _ in outcomes] == ["Before", None, "After"]
        assert isinstance(outcomes[1][1], OperationalError)
        assert names(sessions) == ["Before", "After"]

    def test_that_a_work_keeps_to_itself_is_found_all_the_same(self, writer, sessions):
        def lose_the_transaction(session: Session) -> str:
            driver: Any = session.connection().connection.driver_connection
            driver.execute("ROLLBACK")
            return "done"

        outcomes = as_one_batch(writer, [add("Before"), lose_the_transaction])

        assert outcomes[0] == ("Before", None)
        assert isinstance(outcomes[1][1], OperationalError)
        assert names(sessions) == ["Before"]

    def test_does_not_end_the_writer(self, writer, sessions):
        with pytest.raises(SystemExit):
            writer.write(lambda session: exec("raise SystemExit"))  # noqa: S102

        assert writer.write(add("Later")) == "Later"


class TestTrail:
    """Events of works that are committed together are appended at the end, in one go."""

    @staticmethod
    def happens(name: str) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            audit.act_as(session, audit.RESIDENT if name == "resident" else SYSTEM)
            consultation = session.query(Consultation).one()
            each = Event(f"{name}.happened", ("consultation", consultation.id), {})
            audit.record_all(session, consultation.id, [each, each])
            if name == "refused":
                raise InvalidInput("No.")

        return work

    @pytest.fixture(autouse=True)
    def consultation(self, sessions):
        with sessions() as session:
            Make(session).consultation()

    @pytest.mark.parametrize("names", [["first", "resident"], ["first", "refused", "resident"]])
    def test_is_one_chain_in_the_order_of_the_works(self, writer, sessions, names):
        as_one_batch(writer, [self.happens(name) for name in names])

        kept = [f"{name}.happened" for name in names if name != "refused" for _ in range(2)]
        with sessions() as session:
            events = session.query(AuditEvent).order_by(AuditEvent.id.desc()).limit(4).all()
            assert [each.event for each in reversed(events)] == kept
            assert {each.event: each.actor_kind for each in events} == {
                "first.happened": ActorKind.SYSTEM,
                "resident.happened": ActorKind.RESIDENT,
            }
            assert audit.broken_link(session) is None
            assert session.query(AuditEvent).filter_by(event="refused.happened").count() == 0

    def test_that_cannot_be_written_leaves_no_work_stored(self, writer, sessions):
        def fail(connection: Connection, left: object) -> None:
            raise RuntimeError("no room for the trail")

        def leave(session: Session) -> str:
            session.info["at_end"].setdefault(fail, []).append("something")
            return add("Library")(session)

        with pytest.raises(RuntimeError):
            writer.write(leave)
        assert names(sessions) == []


class TestTurn:
    def test_goes_to_who_waits_longest_where_a_commit_is_full(self, writer, sessions, monkeypatch):
        monkeypatch.setattr(grouping, "MOST_IN_ONE_COMMIT", 2)
        wanted = [f"Partner {number}" for number in range(7)]

        as_one_batch(writer, [add(name) for name in wanted])

        assert names(sessions) == wanted

    def test_is_passed_on_by_one_whose_own_work_fails(self, writer, sessions):
        def fail(session: Session) -> None:
            raise InvalidInput("No.")

        as_one_batch(writer, [fail])

        assert writer.write(add("Later")) == "Later"


class TestActor:
    def test_is_forgotten_before_the_next_work(self, writer):
        def as_resident(session: Session) -> audit.Actor:
            audit.act_as(session, audit.RESIDENT)
            session.info["left behind"] = True
            return audit.actor_of(session)

        def as_nobody(session: Session) -> tuple[audit.Actor, bool]:
            return audit.actor_of(session), "left behind" in session.info

        outcomes = as_one_batch(writer, [as_resident, as_nobody])

        assert outcomes == [(audit.RESIDENT, None), ((SYSTEM, False), None)]
