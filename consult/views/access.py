"""Who may use a view: every view states its rule, and a test walks all routes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from flask import abort, current_app
from flask_login import current_user

from consult.db import db
from consult.models.accounts import Permission, User
from consult.models.audit import ActorKind
from consult.services import audit
from consult.services.audit import Actor

Params = ParamSpec("Params")
Reply = TypeVar("Reply")


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


def public(view: Callable[Params, Reply]) -> Callable[Params, Reply]:
    """Mark a view that anybody may use; what is done there is done by a resident."""

    @functools.wraps(view)
    def guarded(*args: Params.args, **kwargs: Params.kwargs) -> Reply:
        audit.act_as(db.session, audit.RESIDENT)
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
            return view(*args, **kwargs)

        guarded.access = Access(permission)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in() -> User | None:
    """Return who is signed in, if anybody."""
    return current_user._get_current_object() if current_user.is_authenticated else None
