"""Codebook, themes, analysis runs and codings."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.accounts import User
from consult.models.base import Base, utc_now
from consult.models.consultations import Consultation
from consult.models.statements import Statement

if TYPE_CHECKING:
    from consult.models.candidates import CandidateTheme


class Codebook(Base):
    """The themes of one consultation; each change to them is a new version."""

    __tablename__ = "codebook"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    # Which kinds of statement are coded with it.
    kinds: Mapped[list[str]] = mapped_column(default=lambda: ["barrier"])

    consultation: Mapped[Consultation] = relationship()
    themes: Mapped[list[Theme]] = relationship(back_populates="codebook", order_by="Theme.position")


class CodebookVersion(Base):
    """A codebook as it stood after one change: what was signed, and what can be compared."""

    __tablename__ = "codebook_version"
    __table_args__ = (UniqueConstraint("codebook_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    codebook_id: Mapped[int] = mapped_column(ForeignKey(Codebook.id), index=True)
    number: Mapped[int]
    # What made it another version, in plain words.
    summary: Mapped[str] = mapped_column(default="")
    # Each theme in use as people read it; what the machine matches besides is left out.
    themes: Mapped[list[Any]] = mapped_column(default=list)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)

    codebook: Mapped[Codebook] = relationship()
    made_by: Mapped[User | None] = relationship()


class ThemeState(enum.StrEnum):
    """Whether a theme is in use."""

    ACTIVE = "active"
    MERGED = "merged"
    # Kept as a record: its statements went to Other, or to the themes that it was split into.
    DELETED = "deleted"


class Theme(Base):
    """An entry of the codebook. Its `key` lasts across consultations, so that years compare."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("codebook_id", "key"),
        CheckConstraint("length(name) > 0", name="name_not_empty"),
        CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_says_into_which"
        ),
        CheckConstraint("parent_id IS NULL OR parent_id != id", name="parent_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    codebook_id: Mapped[int] = mapped_column(ForeignKey(Codebook.id), index=True)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(default="")
    include: Mapped[str] = mapped_column(default="")
    exclude: Mapped[str] = mapped_column(default="")
    # What the machine matches besides: seed terms, phrases and examples of the codebook file.
    lexicon: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The theme above a sub-theme; there is one level of them.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    # Both tell it apart, so that nobody needs to see colours: names of `consult.exchange`.
    colour: Mapped[str] = mapped_column(String(20), default="", server_default="")
    mark: Mapped[str] = mapped_column(String(20), default="", server_default="")
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[ThemeState] = mapped_column(default=ThemeState.ACTIVE)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    version: Mapped[int] = mapped_column(default=1)

    codebook: Mapped[Codebook] = relationship(back_populates="themes")
    parent: Mapped[Theme | None] = relationship(
        foreign_keys=[parent_id], remote_side="Theme.id", viewonly=True
    )

    @property
    def examples(self) -> list[str]:
        """Return what people say who mean it; the machine learns from these as well."""
        return list(self.lexicon.get("examples", ()))


class SplitProposal(Base):
    """The sub-themes that the machine sees in one theme, for a person to change and accept."""

    __tablename__ = "split_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey(Theme.id), index=True)
    seed: Mapped[int] = mapped_column(default=0)
    # Each with its name, its keywords and its statements, the most typical first.
    parts: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]

    theme: Mapped[Theme] = relationship()


class RunState(enum.StrEnum):
    """How far an analysis run has come."""

    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"


class AnalysisRun(Base):
    """One execution: inputs, parameters, seed, versions, result."""

    __tablename__ = "analysis_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    codebook_version: Mapped[int]
    seed: Mapped[int] = mapped_column(default=0)
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[RunState] = mapped_column(default=RunState.WAITING)
    input_digest: Mapped[str] = mapped_column(String(80), default="")
    # The newest statement that it looked at: what came later waits for the next run.
    last_statement_id: Mapped[int] = mapped_column(default=0)
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ledger: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Whether it only codes anew what nobody has decided, and looks for no further themes.
    is_recoding: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What people's decisions have taught so far: the curve, the estimates, what more would bring.
    learning: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    candidates: Mapped[list[CandidateTheme]] = relationship(
        back_populates="run", order_by="CandidateTheme.position"
    )


class RunChange(Base):
    """A theme that a run proposes for a statement where the one before did not, or the reverse."""

    __tablename__ = "run_change"
    __table_args__ = (UniqueConstraint("run_id", "statement_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(AnalysisRun.id))
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey(Theme.id), index=True)
    is_gained: Mapped[bool]

    statement: Mapped[Statement] = relationship()
    theme: Mapped[Theme] = relationship()


class RunPlace(Base):
    """A statement's place in the orders of review that a run found, from 1 on; None in none."""

    __tablename__ = "run_place"
    __table_args__ = (UniqueConstraint("run_id", "statement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(AnalysisRun.id))
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    uncertainty: Mapped[float]
    least_certain: Mapped[int | None]
    most_different: Mapped[int | None]


class CoderKind(enum.StrEnum):
    """Who codes."""

    PERSON = "person"
    MACHINE = "machine"


class CodingState(enum.StrEnum):
    """Where a coding stands. Only accepted codings reach a report."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"  # a later run no longer proposes it, or proposes it anew


class Coding(Base):
    """One coder's application of one theme to one statement, and what a person decided of it."""

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint(
            "(coder_kind = 'person' AND coder_id IS NOT NULL AND run_id IS NULL)"
            " OR (coder_kind = 'machine' AND run_id IS NOT NULL AND coder_id IS NULL)",
            name="one_coder",
        ),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
        CheckConstraint(
            "(state IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)",
            name="decided_says_when",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id))
    theme_id: Mapped[int] = mapped_column(ForeignKey(Theme.id))
    coder_kind: Mapped[CoderKind]
    coder_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    run_id: Mapped[int | None] = mapped_column(ForeignKey(AnalysisRun.id), index=True)
    score: Mapped[float] = mapped_column(default=1.0)
    why: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[CodingState] = mapped_column(default=CodingState.PROPOSED)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    statement: Mapped[Statement] = relationship()
    theme: Mapped[Theme] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


# One statement has one standing coding a theme; what later runs replaced stays as superseded.
_STANDING = Coding.state != CodingState.SUPERSEDED
Index(
    "uq_coding_statement_theme_standing",
    Coding.statement_id,
    Coding.theme_id,
    unique=True,
    sqlite_where=_STANDING,
    postgresql_where=_STANDING,
)
# Counting by theme and by statement reads these alone, never the rows.
Index(
    "ix_coding_theme_id_state_score",
    Coding.theme_id,
    Coding.state,
    Coding.score,
    Coding.statement_id,
)
Index("ix_coding_statement_id_state_score", Coding.statement_id, Coding.state, Coding.score)
# The first page of a queue, and a theme's newest statements, are read off these in their order.
Index("ix_coding_state_score", Coding.state, Coding.score.desc(), Coding.statement_id)
Index("ix_coding_theme_id_state_statement_id", Coding.theme_id, Coding.state, Coding.statement_id)
