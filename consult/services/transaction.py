"""The unit of work: all of it, or no trace of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit what the block did, or leave no trace of it. A nested block joins the outer one.

    A read that went before is closed first: on SQLite a transaction must say at its start that
    it will write, or it fails when another wrote in between.
    """
    if "transaction" in session.info:
        yield
        return
    session.info["transaction"] = True
    try:
        session.commit()
        session.connection(execution_options={"writes": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["transaction"]


@contextmanager
def checked_transaction(session: Session, check: Callable[[], object]) -> Iterator[None]:
    """Do a unit of work that a check allows, where two may ask for the same thing at once.

    Between the check and the writing another may take the name. The database refuses the double
    then, and the check, which sees it now, says so in its own words.

    Parameters
    ----------
    check
        Raises a refusal where what is to be written is there already.
    """
    check()
    try:
        with transaction(session):
            yield
    except IntegrityError:
        if "transaction" not in session.info:
            check()
        raise


def connection_of(session: Session) -> Connection:
    """Return the connection for what is written past the session's objects.

    Whoever commits for several at once gives theirs along: to ask the session would begin a
    savepoint of its own, which costs as much as the writing.
    """
    given: Connection | None = session.info.get("connection")
    return session.connection() if given is None else given
