"""What devices at a table did to its cards, so that a replay does nothing and no words are lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base
from consult.models.statements import Statement


class SheetChange(Base):
    """One change to a card, as a device sent it: the same UUID again changes nothing.

    Where another device had changed the words first, this one's words are kept beside the
    card's own as its rival, until somebody at the table chooses.
    """

    __tablename__ = "sheet_change"
    __table_args__ = (
        CheckConstraint("rival_text IS NOT NULL OR NOT is_settled", name="only_rivals_are_settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    device: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    # The number of the card's version once this change had been taken in.
    version: Mapped[int]
    rival_text: Mapped[str | None]
    is_settled: Mapped[bool] = mapped_column(default=False)

    statement: Mapped[Statement] = relationship()
