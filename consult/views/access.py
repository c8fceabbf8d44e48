"""Who may use a view: every view states its rule, and a test walks all routes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from flask import abort, current_app, make_response, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from consult.db import db
from consult.errors import problem, wants_json
from consult.models.accounts import Permission, User
from consult.models.audit import ActorKind
from consult.models.workshops import WorkshopTable
from consult.services import audit, workshops
from consult.services.audit import Actor
from consult.services.double_coding import blinding

Params = ParamSpec("Params")
Reply = TypeVar("Reply")
TableView = Callable[Concatenate[WorkshopTable, Params], ResponseReturnValue]

NOT_JOINED = (
    "This device has not joined the table, or the table’s code has ended. "
    "Open the table’s link again, or type its code. Where neither helps, ask the organiser for a "
    "new code: what you typed is kept on this device until then."
)
# The cookie remembers the last few tables, so that what a device kept for one can still be sent.
MOST_TABLES_JOINED = 5
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Access:
    """A view's rule.

    Attributes
    ----------
    permission
        What a signed-in person needs; None where nobody need be signed in.
    by_table_code
        Whether whoever joined a workshop table by its code may use it too.
    """

    permission: Permission | None = None
    by_table_code: bool = False


def _by_a_resident(session: Session) -> None:
    audit.act_as(session, audit.RESIDENT)


def public(view: Callable[Params, Reply]) -> Callable[Params, Reply]:
    """Mark a view that anybody may use; what is done there is done by a resident."""

    @functools.wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Reply:
        db.on_open(_by_a_resident)
        return view(*args, **kwargs)

    guarded.access = Access()  # type: ignore[attr-defined]
    return guarded


def requires(
    permission: Permission,
) -> Callable[[Callable[Params, Reply]], Callable[Params, Reply]]:
    """Let only signed-in people with the permission use a view."""

    def decorate(view: Callable[Params, Reply]) -> Callable[Params, Reply]:
        @functools.wraps(view)
        def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Reply:
            if not current_user.is_authenticated:
                # The sign-in page, with the way back to here.
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
            if not current_user.may(permission):
                abort(403)
            audit.act_as(db.session, Actor(ActorKind.PERSON, user_id=current_user.id))
            if request.method in READING:
                blinding.read_blind(db.session)
            return view(*args, **kwargs)

        guarded.access = Access(permission)  # type: ignore[attr-defined]
        return guarded

    return decorate


def at_table(view: TableView[Params]) -> Callable[..., ResponseReturnValue]:
    """Let a facilitator, or whoever joined this very table by its code, use a view of the table.

    The view's address has `table_id`; the view is given the table in its place.
    """

    @functools.wraps(view)
    def guarded(table_id: int, *args: Params.args, **kwargs: Params.kwargs) -> ResponseReturnValue:
        if current_user.is_authenticated and current_user.may(Permission.CAPTURE):
            table = workshops.get_table(db.session, table_id)
            audit.act_as(db.session, Actor(ActorKind.PERSON, user_id=current_user.id))
            return view(table, *args, **kwargs)
        if table_id in _joined():
            table = workshops.get_table(db.session, table_id)
            if has_joined(table):
                audit.act_as(db.session, Actor(ActorKind.TABLE, table_id=table.id))
                return view(table, *args, **kwargs)
        return _not_joined()

    guarded.access = Access(Permission.CAPTURE, by_table_code=True)  # type: ignore[attr-defined]
    return guarded


def join(table: WorkshopTable) -> None:
    """Mark this browser's session as having joined the table by its present code."""
    others = [[table_id, mark] for table_id, mark in _joined().items() if table_id != table.id]
    browser["tables"] = [*others[1 - MOST_TABLES_JOINED :], [table.id, table.code_hash]]


def leave(table: WorkshopTable) -> None:
    """Take the mark of the table from this browser's session."""
    browser["tables"] = [[key, mark] for key, mark in _joined().items() if key != table.id]


def has_joined(table: WorkshopTable) -> bool:
    """Return whether this browser joined the table by the code that works now."""
    # A new code has another hash, so that it ends every session of the old one.
    return workshops.takes_in(table) and _joined().get(table.id) == table.code_hash


def _joined() -> dict[int, str]:
    """Return the marks of the tables that this browser joined, the latest last."""
    return dict(browser.get("tables", []))


def _not_joined() -> ResponseReturnValue:
    if wants_json():
        return problem(401, NOT_JOINED)
    return make_response(render_template("capture/ask_code.html", sentence=NOT_JOINED), 401)


def signed_in() -> User | None:
    """Return who is signed in, if anybody."""
    return current_user._get_current_object() if current_user.is_authenticated else None
