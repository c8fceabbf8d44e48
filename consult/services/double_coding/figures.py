"""The figures of agreement in words that can stand in a report: each with its base.

Blind figures are of samples that two coded without seeing each other or the machine. Assisted ones
are of suggestions that somebody accepted or rejected in sight of them; the two are never mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.models.double_coding import DoubleCoding, DoubleCodingState, SampledStatement
from consult.models.statements import Statement
from consult.models.themes import Codebook, CoderKind, Coding, CodingState, Theme
from consult.services.double_coding.sampling import FEWEST_TO_TELL

LEAST_FOR_PERCENT = 10
SHARES = {
    "alpha": ("Krippendorff’s alpha", "1 is perfect, 0 is what chance gives"),
    "f1_micro": ("F1 over all themes", "how well the uses of themes match"),
    "f1_sample": ("F1 a statement", "the same, each statement counting once"),
    "identical": ("Coded alike", "exactly the same themes"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """One figure: its name, what it means, its value, and its interval where n allows one."""

    key: str
    name: str
    meaning: str
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """How the two used one theme: counts, and what follows from them in words."""

    name: str
    first: int
    second: int
    both: int
    precision: str
    recall: str
    f1: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All figures of one double coding as people read them."""

    n: int
    has_intervals: bool
    shares: tuple[Share, ...]
    themes: tuple[ThemeLine, ...]
    groups: tuple[dict[str, Any], ...]
    verdict: str


def of(session: Session, double_coding: DoubleCoding) -> Shown | None:
    """Return the figures of a double coding; None before both have handed in."""
    found = double_coding.figures
    if not found or double_coding.measured_at is None:
        return None
    names = _names(session, double_coding.consultation_id)
    between = found["intervals"] or {}
    return Shown(
        n=found["n"],
        has_intervals=bool(between),
        shares=tuple(
            Share(key, name, meaning, f"{found[key]:.2f}", _interval(between.get(key)))
            for key, (name, meaning) in SHARES.items()
        ),
        themes=tuple(
            ThemeLine(
                name=names.get(each["key"], each["key"]),
                first=each["first"],
                second=each["second"],
                both=each["both"],
                precision=share(each["both"], each["second"]),
                recall=share(each["both"], each["first"]),
                f1=f"{each['f1']:.2f}{_bracketed(each['interval'])}",
            )
            for each in found["per_theme"]
        ),
        groups=tuple(
            {
                **each,
                "rows": [
                    {**row, "share": _alike(row["identical"], row["n"])} for row in each["rows"]
                ],
            }
            for each in found["groups"]
        ),
        verdict=verdict(found["alpha"], found["n"]),
    )


def _names(session: Session, consultation_id: int) -> dict[str, str]:
    rows = session.execute(
        select(Theme.key, Theme.name)
        .join(Codebook)
        .where(Codebook.consultation_id == consultation_id)
    )
    return {key: name for key, name in rows}


def _interval(between: list[float] | None) -> str:
    return f"{between[0]:.2f} to {between[1]:.2f}" if between else ""


def _bracketed(between: list[float] | None) -> str:
    return f" ({_interval(between)})" if between else ""


def share(part: int, whole: int) -> str:
    """Return a share with its base: a percentage only where the base is ten or more.

    >>> share(9, 12), share(3, 4), share(0, 0)
    ('75% (9 of 12)', '3 of 4', 'none')
    """
    if not whole:
        return "none"
    counted = f"{part:,} of {whole:,}"
    return f"{part / whole:.0%} ({counted})" if whole >= LEAST_FOR_PERCENT else counted


def _alike(identical: int | None, n: int | None) -> str:
    return "hidden: too few" if identical is None or n is None else share(identical, n)


def verdict(alpha: float, n: int) -> str:
    """Return in words what an alpha means, after Krippendorff (2004), and how far it carries."""
    if n < FEWEST_TO_TELL:
        return (
            f"With {n} statements this tells little; draw {FEWEST_TO_TELL} or more to have an "
            "interval."
        )
    if alpha >= 0.8:
        return "The two agree well: the codebook can be relied on."
    if alpha >= 2 / 3:
        return "The two agree enough for careful conclusions. Look at the themes that differ most."
    return (
        "The two agree too little to rely on. Make the definitions of the themes that differ most "
        "clearer, then draw another sample."
    )


@dataclass(frozen=True, slots=True)
class Assisted:
    """What people decided of suggestions that they saw; no measure of agreement."""

    decided: int
    accepted: int

    @property
    def text(self) -> str:
        """Return it in words, with its base."""
        return share(self.accepted, self.decided)


def assisted(session: Session, consultation: Consultation) -> Assisted:
    """Return how many suggestions of the machine people accepted, of those that they decided.

    What was coded blind is left out: nobody saw its suggestions.
    """
    blind = (
        select(SampledStatement.statement_id)
        .join(DoubleCoding)
        .where(DoubleCoding.state == DoubleCodingState.FINISHED)
    )
    rows = session.execute(
        select(Coding.state, func.count())
        .join(Statement, Coding.statement_id == Statement.id)
        .where(
            Statement.consultation_id == consultation.id,
            Coding.coder_kind == CoderKind.MACHINE,
            Coding.state.in_([CodingState.ACCEPTED, CodingState.REJECTED]),
            Coding.statement_id.not_in(blind),
        )
        .group_by(Coding.state)
    )
    counts = {state: number for state, number in rows}
    return Assisted(sum(counts.values()), counts.get(CodingState.ACCEPTED, 0))


def newest(session: Session, consultation: Consultation) -> DoubleCoding | None:
    """Return the newest double coding that was measured and not given up, if any."""
    return session.scalar(
        select(DoubleCoding)
        .where(
            DoubleCoding.consultation_id == consultation.id,
            DoubleCoding.state.in_([DoubleCodingState.RECONCILING, DoubleCodingState.FINISHED]),
        )
        .order_by(DoubleCoding.measured_at.desc())
        .limit(1)
    )


def in_words(double_coding: DoubleCoding) -> str:
    """Return the blind agreement as a report says it: who, of how many, how sure."""
    found = double_coding.figures
    second = double_coding.second_coder
    pair = "two people" if second is not None else "a person and the machine"
    between = found["intervals"]
    sure = (
        f" (95% interval {_interval(between['alpha'])})"
        if between
        else " (too few statements for an interval)"
    )
    alike = round(found["identical"] * found["n"])
    return (
        f"{found['n']:,} statements drawn at random were coded by {pair} without seeing each other "
        f"or any suggestion. Krippendorff’s alpha was {found['alpha']:.2f}{sure}; "
        f"{share(alike, found['n'])} were coded alike."
    )
