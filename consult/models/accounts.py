"""People who sign in, their roles, and what each role may do."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utc_now


class Permission(enum.StrEnum):
    """One thing that a signed-in person may be allowed to do."""

    VIEW = "view"  # see consultations, statements and themes
    CAPTURE = "capture"  # fill capture sheets and import notes
    CODE = "code"  # run analyses, decide codings, change the codebook
    MANAGE = "manage"  # set up consultations, surveys, partners and strategies
    REPORT = "report"  # write reports
    ADMINISTER = "administer"  # accounts and the audit trail


class RoleName(enum.StrEnum):
    """The three roles."""

    FACILITATOR = "facilitator"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


PERMISSIONS: dict[RoleName, frozenset[Permission]] = {
    RoleName.FACILITATOR: frozenset({Permission.VIEW, Permission.CAPTURE}),
    RoleName.OFFICER: frozenset(set(Permission) - {Permission.ADMINISTER}),
    RoleName.ADMINISTRATOR: frozenset(Permission),
}

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", Integer, ForeignKey("user.id"), primary_key=True),
    Column("role_id", Integer, ForeignKey("role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A named set of permissions."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[RoleName] = mapped_column(unique=True)


class User(Base, UserMixin):
    """Somebody who signs in."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    # What the cookie names instead of the id: a new one signs the person out everywhere.
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_hex(32)
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=user_role, lazy="selectin"
    )

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return all that this person's roles allow."""
        return frozenset().union(*(PERMISSIONS[role.name] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Return whether this person has the permission."""
        return self.active and permission in self.permissions
