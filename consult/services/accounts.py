"""People who sign in: adding them, their roles, signing them out everywhere."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.accounts import Permission, Role, RoleName, User
from consult.models.audit import ActorKind
from consult.services import audit
from consult.services.audit import Actor
from consult.services.refusals import Conflict, InvalidInput, NotFound, ServiceError
from consult.services.transaction import checked_transaction, transaction

MIN_PASSWORD_LENGTH = 12

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class OwnAccount(ServiceError):
    """Nobody stops the account that they are signed in with."""


def add(
    session: Session, *, email: str, name: str, roles: Iterable[RoleName], password_hash: str
) -> User:
    """Add somebody who may sign in.

    Parameters
    ----------
    password_hash
        The hash, never the password: hashing belongs to the caller's sign-in library.

    Raises
    ------
    InvalidInput
        For an address that is none, or no role.
    Conflict
        When the address has an account.
    """
    address = email.strip().lower()
    wanted = list(dict.fromkeys(roles))
    if not _EMAIL.fullmatch(address):
        raise InvalidInput(
            f"“{email}” is not an email address. Write it like name@example.org.", field="email"
        )
    if not wanted:
        raise InvalidInput("Choose at least one role.", field="roles")
    with checked_transaction(session, lambda: _refuse_taken(session, address)):
        user = User(
            email=address,
            name=name.strip() or address.split("@")[0],
            password=password_hash,
            roles=[_role(session, role) for role in wanted],
        )
        session.add(user)
        audit.record(session, "user.added", user, roles=[role.value for role in wanted])
    return user


def _refuse_taken(session: Session, address: str) -> None:
    if session.scalar(select(User.id).where(User.email == address)):
        raise Conflict(f"{address} has an account already.")


def _role(session: Session, name: RoleName) -> Role:
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role


def get(session: Session, user_id: int) -> User:
    """Return one person, or raise NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def work_as(session: Session, email: str) -> User:
    """Let what follows be done by somebody who may code, as a command does for them.

    Raises
    ------
    NotFound
        For an address that has no account, or whose account may not code.
    """
    address = email.strip().lower()
    user = session.scalar(select(User).where(User.email == address))
    if user is None or not user.may(Permission.CODE):
        raise NotFound(f"{address} has no account here that may code statements.")
    audit.act_as(session, Actor(ActorKind.PERSON, user_id=user.id))
    return user


def list_users(session: Session) -> list[User]:
    """Return everybody, by name."""
    return list(session.scalars(select(User).order_by(func.lower(User.name), User.id)))


def set_active(session: Session, user: User, *, active: bool) -> User:
    """Let somebody sign in, or not; stopping an account signs it out everywhere.

    Raises
    ------
    OwnAccount
        For one's own account: whoever is the last administrator would lock everybody out.
    """
    if not active and user.id == audit.actor_of(session).user_id:
        raise OwnAccount("You cannot stop your own account. Ask another administrator to do it.")
    with transaction(session):
        user.active = active
        if not active:
            user.fs_uniquifier = secrets.token_hex(32)
        audit.record(session, "user.activated" if active else "user.stopped", user)
    return user


def set_password(session: Session, user: User, *, password_hash: str) -> User:
    """Store a new password's hash and sign the person out everywhere."""
    with transaction(session):
        user.password = password_hash
        user.fs_uniquifier = secrets.token_hex(32)
        audit.record(session, "user.password_changed", user)
    return user
